import type { ChatCompletion, ChatMessage, ChatRequest } from "@hub/protocol";
import type { SandboxFaults } from "@hub/sandbox";

/** What a vendor's model has to be able to do for a feature; each vendor's profile names a model for it. */
export type Ability = "basic" | "reasoning" | "vision" | "audio" | "search" | "speech" | "caching";

/** An image on the public internet, as far as vendors that fetch it themselves are concerned. */
export const IMAGE_URL = "https://images.example/dot.png";

/** Asks the gateway for a whole answer of the vendor that is looked at. */
export type Ask = (request: Partial<ChatRequest>) => Promise<ChatCompletion>;

/** One row of the conformance table: something that chat completions can do. */
export interface Feature {
  /** The row's name, in the words of OpenAI's reference. */
  name: string;
  /** Default: a model that is able to do the basics. */
  ability?: Ability;
  /** The fields that ask for it. */
  request?: Partial<ChatRequest>;
  /** The conversation, where it depends on earlier answers. */
  converse?(ask: Ask): Promise<ChatMessage[]>;
  /**
   * The fields that the feature stands or falls with, as the beginnings of paths. When a vendor cannot be told one of
   * them, the feature is dropped or rejected. Default: the keys of `request`.
   */
  params?: readonly string[];
  /** How the vendor is made to behave. */
  faults?: SandboxFaults;
  /** How often to ask; the last answer counts. Default: once. */
  times?: number;
  /** Throws when the answer does not show the feature. Streams come folded, with their chunks. */
  check?(answer: Answer): void;
}

/** What came of a request. */
export interface Answer {
  completion: ChatCompletion;
  /** The chunks of a streamed answer, as JSON. */
  chunks: readonly Record<string, unknown>[];
}

/** A conversation of one message from the user. */
export function says(content: string): ChatMessage[] {
  return [{ role: "user", content }];
}

/** A function tool with one parameter. */
export function tool(name: string, extra: object = {}) {
  const parameters = {
    type: "object",
    properties: { city: { type: "string" } },
    required: ["city"],
    additionalProperties: false,
  };
  return { type: "function" as const, function: { name, description: `Looks up the ${name}.`, parameters, ...extra } };
}

/** The message of the first choice. */
export function messageOf({ completion }: Answer) {
  const [choice] = completion.choices;
  if (!choice) throw new Error("The answer has no choice.");
  return choice.message;
}
