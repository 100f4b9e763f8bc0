/** A tool that the model may call, whatever the vendor calls its parts. */
export interface PromptTool {
  readonly name: string;
  /** `function` takes JSON arguments, `custom` free text (OpenAI's custom tools). */
  readonly kind: "function" | "custom";
  /** JSON Schema of the arguments. */
  readonly schema: unknown;
}

/** What a vendor's answer depends on: the facts of a request, read out of the vendor's own format. */
export interface Prompt {
  readonly vendor: string;
  readonly model: string;
  /** Number of messages received, system messages included. */
  readonly messageCount: number;
  /** All system and developer text, joined by line ends. */
  readonly system: string;
  /** The text of the last user message. */
  readonly lastUserText: string;
  /** Kinds of what came beside text in any message: `image`, `audio`, `file`. */
  readonly attachments: readonly string[];
  /** Texts of the tool results that the conversation ends with; empty when it ends with anything else. */
  readonly toolResults: readonly string[];
  readonly tools: readonly PromptTool[];
  readonly toolChoice: "auto" | "none" | "required" | { readonly name: string };
  readonly parallelToolCalls: boolean;
  readonly format: { readonly type: "text" | "json" } | { readonly type: "schema"; readonly schema: unknown };
  readonly stop: readonly string[];
  /** Bound of the whole output in tokens, reasoning included. */
  readonly maxTokens: number | undefined;
  /** Whether the model thinks before it answers, and how many tokens that takes where the text is not shown. */
  readonly reasoning: "none" | "shown" | { readonly hiddenTokens: number };
}
