import type { Prompt } from "../../answer/prompt.ts";
import { isRecord } from "../../shape/shape.ts";
import type { GeminiModel } from "./gemini-models.ts";
import {
  contentText,
  declarationsOf,
  type FunctionDeclaration,
  type FunctionResponse,
  type GenerateContentBody,
  lastUserText,
  type Part,
} from "./request-body.ts";
import type { Front } from "./request-message.ts";
import { toJsonSchema } from "./schema-rules.ts";

/** Reads the facts of a checked request. Tools that Google runs itself are never called. */
export function generateContentPrompt(body: GenerateContentBody, model: GeminiModel, front: Front): Prompt {
  const contents = body.contents ?? [];
  const config = body.generationConfig ?? {};
  const parts = contents.flatMap((content) => content.parts ?? []);
  const lastTurn = contents.findLastIndex((content) => content.role === "model") + 1;
  const last = contents.slice(lastTurn).flatMap((content) => content.parts ?? []);
  return {
    vendor: front === "vertex" ? "vertex" : "google",
    model: model.id,
    messageCount: contents.length,
    system: contentText(body.systemInstruction),
    lastUserText: lastUserText(body),
    attachments: parts.flatMap(attachmentKinds),
    toolResults: last.flatMap((part) =>
      part.functionResponse === undefined ? [] : responseText(part.functionResponse),
    ),
    tools: offeredFunctions(body),
    toolChoice: chosenFunction(body),
    parallelToolCalls: true,
    format: answerFormat(body),
    stop: config.stopSequences ?? [],
    maxTokens: config.maxOutputTokens,
    reasoning: thinkingOf(body, model),
  };
}

function offeredFunctions(body: GenerateContentBody): Prompt["tools"] {
  const allowed = body.toolConfig?.functionCallingConfig?.allowedFunctionNames ?? [];
  return declarationsOf(body)
    .map(({ declaration }) => declaration)
    .filter(({ name }) => allowed.length === 0 || allowed.includes(name ?? ""))
    .map((declaration) => ({ name: declaration.name ?? "", kind: "function", schema: argumentsSchema(declaration) }));
}

function argumentsSchema({ parameters, parametersJsonSchema }: FunctionDeclaration): unknown {
  if (parametersJsonSchema !== undefined) return parametersJsonSchema;
  return parameters === undefined ? { type: "object", properties: {} } : toJsonSchema(parameters);
}

function chosenFunction(body: GenerateContentBody): Prompt["toolChoice"] {
  const mode = body.toolConfig?.functionCallingConfig?.mode;
  if (mode === "ANY") return "required";
  return mode === "NONE" ? "none" : "auto";
}

function answerFormat({ generationConfig }: GenerateContentBody): Prompt["format"] {
  const { responseMimeType, responseSchema, responseJsonSchema } = generationConfig ?? {};
  if (responseJsonSchema !== undefined) return { type: "schema", schema: responseJsonSchema };
  if (responseSchema !== undefined) return { type: "schema", schema: toJsonSchema(responseSchema) };
  return { type: responseMimeType === "application/json" ? "json" : "text" };
}

/** Thinking tokens by level; without one the model decides. */
const levelTokens: Readonly<Record<string, number>> = { MINIMAL: 0, LOW: 16, MEDIUM: 32, HIGH: 64 };
const usualThinkingTokens = 32;

function thinkingOf({ generationConfig }: GenerateContentBody, model: GeminiModel): Prompt["reasoning"] {
  const { includeThoughts, thinkingBudget, thinkingLevel } = generationConfig?.thinkingConfig ?? {};
  if (model.thinking === "none" || thinkingBudget === 0) return "none";
  if (includeThoughts === true) return "shown";
  if (thinkingBudget === undefined && thinkingLevel === undefined && !model.thinksByDefault) return "none";
  const usual = levelTokens[thinkingLevel ?? ""] ?? usualThinkingTokens;
  const hiddenTokens = thinkingBudget === undefined || thinkingBudget < 0 ? usual : Math.min(usual, thinkingBudget);
  return hiddenTokens === 0 ? "none" : { hiddenTokens };
}

/** The text of a function's result: its one text field, or the whole object as JSON. */
function responseText({ response }: FunctionResponse): string {
  const values = isRecord(response) ? Object.values(response) : [];
  return values.length === 1 && typeof values[0] === "string" ? values[0] : JSON.stringify(response ?? {});
}

function attachmentKinds(part: Part): string[] {
  const own = part.inlineData ?? part.fileData;
  const inside = part.functionResponse?.parts?.flatMap(attachmentKinds) ?? [];
  if (own === undefined) return inside;
  const kind = /^(image|audio|video)\//.exec(own.mimeType ?? "")?.[1] ?? "file";
  return [kind, ...inside];
}
