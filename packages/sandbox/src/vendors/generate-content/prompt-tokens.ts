import { hash } from "node:crypto";
import type { PrefixCache } from "../../answer/prefix-cache.ts";
import { countTokens } from "../../answer/tokens.ts";
import type { GeminiModel } from "./gemini-models.ts";
import type { GenerateContentBody, Part } from "./request-body.ts";

/** Tokens of a picture, a sound or a document, whatever its size (Gemini's own number for one picture tile). */
const mediaTokens = 258;

/** Prompt tokens by modality, and how many of them came from the implicit cache. */
export interface PromptTokens {
  readonly byModality: ReadonlyMap<string, number>;
  readonly total: number;
  readonly cached: number;
}

/** Prompts shorter than this are not cached (implicit caching of 2.5 models, read 2026-11). */
const minimumCachedTokens = 1_024;

/** Counts what a request asks the model to read, and looks its leading contents up in the cache. */
export function countPrompt(body: GenerateContentBody, model: GeminiModel, cache: PrefixCache): PromptTokens {
  const byModality = new Map<string, number>();
  const add = (modality: string, tokens: number) => byModality.set(modality, (byModality.get(modality) ?? 0) + tokens);
  const preamble = [body.systemInstruction ?? null, body.tools ?? []];
  add("TEXT", 1 + (body.tools === undefined ? 0 : countTokens(JSON.stringify(body.tools))));
  for (const part of body.systemInstruction?.parts ?? []) addPart(part, add);
  let chain = hash("sha256", JSON.stringify([model.id, ...preamble]));
  let cached = 0;
  const total = () => [...byModality.values()].reduce((sum, tokens) => sum + tokens, 0);
  for (const content of body.contents ?? []) {
    for (const part of content.parts ?? []) addPart(part, add);
    if (model.generation < 2.5) continue;
    chain = hash("sha256", `${chain}${JSON.stringify(content)}`);
    const soFar = total();
    if (soFar < minimumCachedTokens) continue;
    if (cache.has(chain)) cached = soFar;
    cache.add(chain);
  }
  return { byModality, total: total(), cached };
}

function addPart(part: Part, add: (modality: string, tokens: number) => unknown): void {
  const media = part.inlineData ?? part.fileData;
  if (media !== undefined) {
    const kind = /^(image|audio|video)\//.exec(media.mimeType ?? "")?.[1]?.toUpperCase() ?? "DOCUMENT";
    add(kind, mediaTokens);
    return;
  }
  if (part.text !== undefined) add("TEXT", countTokens(part.text));
  const call = part.functionCall ?? part.functionResponse;
  if (call !== undefined) add("TEXT", 3 + countTokens(JSON.stringify(call)));
}
