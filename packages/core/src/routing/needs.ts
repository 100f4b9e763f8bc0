import type { Features, Modality } from "@hub/catalog";
import { type ChatMessage, type ChatRequest, maxOutputTokens } from "@hub/protocol";

/** What a request cannot do without. */
export interface Needs {
  input: ReadonlySet<Modality>;
  output: ReadonlySet<Modality>;
  tools: boolean;
  structuredOutput: boolean;
  /** The most that the caller wants answered, where the request says so. In tokens. */
  outputTokens: number | undefined;
}

/** Reads off a request what it needs of a model. */
export function needsOf(request: ChatRequest): Needs {
  const input = new Set<Modality>();
  for (const message of request.messages) addInput(message, input);
  return {
    input,
    output: new Set(request.modalities?.includes("audio") ? ["audio"] : []),
    tools: Boolean(request.tools?.length || request.functions?.length),
    structuredOutput: request.response_format?.type === "json_schema",
    outputTokens: maxOutputTokens(request),
  };
}

/** Why a model cannot do what a request needs; `undefined` when it can. */
export function shortfallOf(features: Features, needs: Needs, promptTokens: number): string | undefined {
  for (const modality of needs.input) if (!features.input.includes(modality)) return `takes no ${modality}`;
  for (const modality of needs.output) if (!features.output.includes(modality)) return `gives no ${modality}`;
  if (needs.tools && !features.tools) return "calls no tools";
  if (needs.structuredOutput && !features.structuredOutput) return "has no structured output";
  const { contextTokens, maxOutputTokens } = features;
  const { outputTokens = 1 } = needs;
  if (outputTokens > maxOutputTokens) return `answers with at most ${maxOutputTokens} tokens`;
  if (promptTokens + outputTokens > contextTokens) return `has room for ${contextTokens} tokens`;
  return undefined;
}

const MODALITIES: Readonly<Record<string, Modality>> = { image_url: "image", input_audio: "audio", file: "file" };

function addInput({ content }: ChatMessage, input: Set<Modality>): void {
  if (!Array.isArray(content)) return;
  for (const { type } of content) {
    const modality = MODALITIES[type];
    if (modality) input.add(modality);
  }
}
