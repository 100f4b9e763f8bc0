import { type Delta, HubError, isJsonObject, type JsonObject } from "@hub/protocol";
import { textOf } from "@hub/provider";
import { toAnnotations } from "./annotations.ts";
import type { ChoicePiece } from "./answer-reader.ts";
import type { Door } from "./door.ts";
import { finishName, isFiltered, toFinishReason } from "./finish-reason.ts";
import { toLogprobs } from "./logprobs.ts";
import { toCallId } from "./thought-signatures.ts";

/** Reads one of an answer's candidates. */
export interface CandidateReader {
  /** What a piece of it adds. What follows the end is ignored. */
  read(native: JsonObject): ChoicePiece[];
  isFinished(): boolean;
}

/** What a candidate's reader has to know. */
export interface CandidateOptions {
  /** What ids begin with where Google gives calls none. */
  callIdBase: string;
  /** Whether the caller speaks of `functions`. */
  legacy: boolean;
  door: Door;
}

/** Facts about a candidate that OpenAI's format has no field for, and their names in `extra_content.google`. */
const EXTRAS = Object.entries({
  safetyRatings: "safety_ratings",
  groundingMetadata: "grounding_metadata",
  citationMetadata: "citation_metadata",
  urlContextMetadata: "url_context_metadata",
});

/**
 * Creates the reader for one candidate. Parts of tools that Google runs itself (`executableCode`,
 * `codeExecutionResult`, `toolCall`, `toolResponse`) are left out: OpenAI's format has no place for them, and what the
 * model says about them is in its text.
 */
export function createCandidateReader({ callIdBase, legacy, door }: CandidateOptions): CandidateReader {
  let content = "";
  let calls = 0;
  let begun = false;
  let finished = false;
  const cited = new Set<string>();

  function readPart(part: JsonObject): Delta[] {
    const signature = typeof part.thoughtSignature === "string" ? part.thoughtSignature : undefined;
    if (isJsonObject(part.functionCall)) return readCall(part.functionCall, signature);
    const text = textOf(part.text);
    if (part.thought === true) return text === "" ? [] : [{ reasoning_content: text }];
    const image = isJsonObject(part.inlineData) ? toImage(part.inlineData) : undefined;
    if (image) return [{ images: [image] }];
    content += text;
    // Only of text: those of tools that Google runs itself could not be sent back.
    const extra = signature !== undefined && typeof part.text === "string" ? signed(signature) : undefined;
    return text === "" && !extra ? [] : [{ ...(text !== "" && { content: text }), ...extra }];
  }

  function readCall(native: JsonObject, signature: string | undefined): Delta[] {
    const { id, name, args } = native;
    // Pieces come to those who ask for `streamFunctionCallArguments`, and have no name from the second one on.
    if (typeof name !== "string" || name === "" || "partialArgs" in native || native.willContinue === true) {
      throw new HubError("upstream_error", `${door.name} sent a function call in a form that cannot be read.`);
    }
    const index = calls++;
    const called = { name, arguments: JSON.stringify(args ?? {}) };
    // A legacy answer holds one call.
    if (legacy) return index === 0 ? [{ function_call: called }] : [];
    const own = typeof id === "string" && id !== "" ? id : `${callIdBase}_${index}`;
    return [
      {
        tool_calls: [
          {
            index,
            id: toCallId(own, signature),
            type: "function",
            function: called,
            ...(signature !== undefined && signed(signature)),
          },
        ],
      },
    ];
  }

  /** Each citation once: some streams repeat them. */
  function readFacts(native: JsonObject): Delta[] {
    // Most events of a stream have none.
    if (!EXTRAS.some(([name]) => name in native)) return [];
    const annotations = toAnnotations(native, content).filter((annotation) => {
      const key = JSON.stringify(annotation);
      return !cited.has(key) && cited.add(key);
    });
    const facts: JsonObject = {};
    for (const [name, extra] of EXTRAS) {
      const value = native[name];
      if (typeof value === "object" && value !== null && Object.keys(value).length > 0) facts[extra] = value;
    }
    const isEmpty = annotations.length === 0 && Object.keys(facts).length === 0;
    if (isEmpty) return [];
    const extra = Object.keys(facts).length > 0 ? { extra_content: { google: facts } } : {};
    return [{ ...(annotations.length > 0 && { annotations }), ...extra }];
  }

  function withRole(delta: Delta): Delta {
    if (begun) return delta;
    begun = true;
    return { role: "assistant", ...delta };
  }

  function read(native: JsonObject): ChoicePiece[] {
    if (finished) return [];
    const parts = isJsonObject(native.content) && Array.isArray(native.content.parts) ? native.content.parts : [];
    const deltas = parts.filter(isJsonObject).flatMap(readPart);
    const pieces: ChoicePiece[] = [...deltas, ...readFacts(native)].map((delta) => ({ delta: withRole(delta) }));
    const logprobs = toLogprobs(native.logprobsResult);
    if (logprobs) pieces.push({ delta: withRole({}), logprobs });

    const name = finishName(native.finishReason);
    if (name === undefined) return pieces;
    const finishReason = toFinishReason(name, door.name, { callsTools: calls > 0, legacy });
    finished = true;
    const { finishMessage } = native;
    const refusal = isFiltered(name) && typeof finishMessage === "string" ? { refusal: finishMessage } : {};
    pieces.push({ delta: withRole(refusal), finishReason });
    return pieces;
  }

  // No getter: V8 gives each object with one of its own a hidden class, which costs more than the reading.
  return { read, isFinished: () => finished };
}

function signed(signature: string): { extra_content: JsonObject } {
  return { extra_content: { google: { thought_signature: signature } } };
}

/** In the form that OpenRouter gave to images in answers, and that OpenAI's format has for those in questions. */
function toImage({ mimeType, data }: JsonObject): JsonObject | undefined {
  if (typeof mimeType !== "string" || !mimeType.startsWith("image/") || typeof data !== "string") return undefined;
  return { type: "image_url", image_url: { url: `data:${mimeType};base64,${data}` } };
}
