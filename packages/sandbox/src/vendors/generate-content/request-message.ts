import type { FieldType, MessageType } from "./proto-json.ts";

/** Google's two front doors to the same method. */
export type Front = "gemini" | "vertex";

const text: FieldType = { kind: "string" };
const flag: FieldType = { kind: "bool" };
const integer: FieldType = { kind: "integer" };
const number: FieldType = { kind: "number" };
const bytes: FieldType = { kind: "bytes" };
const struct: FieldType = { kind: "struct" };
const anyValue: FieldType = { kind: "any" };
const list = (item: FieldType): FieldType => ({ kind: "list", item });
const map = (item: FieldType): FieldType => ({ kind: "map", item });

const harmCategories = [
  "UNSPECIFIED",
  "HATE_SPEECH",
  "SEXUALLY_EXPLICIT",
  "DANGEROUS_CONTENT",
  "HARASSMENT",
  "CIVIC_INTEGRITY",
];
const thresholds = ["BLOCK_NONE", "BLOCK_ONLY_HIGH", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_LOW_AND_ABOVE", "OFF"];

/** Types of a Schema, an OpenAPI 3.0 subset. */
const schemaTypes = ["STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT", "NULL"];

/**
 * The request of generateContent, from the types of @google/genai 3.1.0 and recorded traffic. What one front does not
 * know is left out there.
 */
export function requestMessage(front: Front): MessageType {
  const isVertex = front === "vertex";
  const prefix = isVertex ? "google.cloud.aiplatform.v1" : "google.ai.generativelanguage.v1beta";
  const enumeration = (name: string, values: readonly string[]): FieldType => ({
    kind: "enum",
    name: `type.googleapis.com/${prefix}.${name}`,
    values,
  });
  const message = (
    name: string,
    fields: Readonly<Record<string, FieldType>>,
    oneOf?: MessageType["oneOf"],
  ): MessageType => ({
    kind: "message",
    name: `${prefix}.${name}`,
    fields: () => fields,
    ...(oneOf === undefined ? {} : { oneOf }),
  });

  const schemaFields: Record<string, FieldType> = {
    type: enumeration("Type", ["TYPE_UNSPECIFIED", ...schemaTypes]),
    format: text,
    title: text,
    description: text,
    nullable: flag,
    enum: list(text),
    maxItems: integer,
    minItems: integer,
    required: list(text),
    minProperties: integer,
    maxProperties: integer,
    minLength: integer,
    maxLength: integer,
    pattern: text,
    example: anyValue,
    propertyOrdering: list(text),
    default: anyValue,
    minimum: number,
    maximum: number,
    ...(isVertex ? { additionalProperties: anyValue, ref: text } : {}),
  };
  const schema: MessageType = { kind: "message", name: `${prefix}.Schema`, fields: () => schemaFields };
  schemaFields.properties = map(schema);
  schemaFields.items = schema;
  schemaFields.anyOf = list(schema);
  if (isVertex) schemaFields.defs = map(schema);

  const displayName: Record<string, FieldType> = isVertex ? { displayName: text } : {};
  const blob = message("Blob", { mimeType: text, data: bytes, ...displayName });
  const fileData = message("FileData", { mimeType: text, fileUri: text, ...displayName });
  const call = { id: text, name: text, args: struct, partialArgs: list(struct), willContinue: flag };
  const response = {
    id: text,
    name: text,
    response: struct,
    parts: list(message("FunctionResponsePart", { inlineData: blob, fileData })),
    willContinue: flag,
    scheduling: text,
  };
  const data = {
    text,
    inlineData: blob,
    fileData,
    functionCall: message("FunctionCall", call),
    functionResponse: message("FunctionResponse", response),
    executableCode: message("ExecutableCode", { id: text, language: text, code: text }),
    codeExecutionResult: message("CodeExecutionResult", { id: text, outcome: text, output: text }),
    toolCall: message("ToolCall", { id: text, toolType: text, args: struct }),
    toolResponse: message("ToolResponse", { id: text, toolType: text, response: struct }),
  };
  const part = message(
    "Part",
    {
      ...data,
      thought: flag,
      thoughtSignature: bytes,
      videoMetadata: struct,
      partMetadata: struct,
      mediaResolution: struct,
    },
    { name: "data", fields: Object.keys(data) },
  );
  const content = message("Content", { role: text, parts: list(part) });

  const functionDeclaration = message("FunctionDeclaration", {
    name: text,
    description: text,
    behavior: text,
    parameters: schema,
    parametersJsonSchema: anyValue,
    response: schema,
    responseJsonSchema: anyValue,
  });
  const tool = message("Tool", {
    functionDeclarations: list(functionDeclaration),
    googleSearch: struct,
    googleSearchRetrieval: struct,
    codeExecution: struct,
    urlContext: struct,
    computerUse: struct,
    googleMaps: struct,
    ...(isVertex
      ? { retrieval: struct, enterpriseWebSearch: struct }
      : { fileSearch: struct, mcpServers: list(struct) }),
  });
  const modes = ["MODE_UNSPECIFIED", "AUTO", "ANY", "NONE", "VALIDATED"];
  const toolConfig = message("ToolConfig", {
    functionCallingConfig: message("FunctionCallingConfig", {
      mode: enumeration("FunctionCallingConfig.Mode", modes),
      allowedFunctionNames: list(text),
      ...(isVertex ? { streamFunctionCallArguments: flag } : {}),
    }),
    retrievalConfig: struct,
    ...(isVertex ? {} : { includeServerSideToolInvocations: flag }),
  });

  const thinkingConfig = message("ThinkingConfig", {
    includeThoughts: flag,
    thinkingBudget: integer,
    thinkingLevel: enumeration("ThinkingConfig.ThinkingLevel", [
      "THINKING_LEVEL_UNSPECIFIED",
      "MINIMAL",
      "LOW",
      "MEDIUM",
      "HIGH",
    ]),
  });
  const modalities = ["MODALITY_UNSPECIFIED", "TEXT", "IMAGE", "AUDIO"];
  const generationConfig = message("GenerationConfig", {
    stopSequences: list(text),
    responseMimeType: text,
    responseSchema: schema,
    responseJsonSchema: anyValue,
    responseModalities: list(enumeration("GenerationConfig.Modality", modalities)),
    candidateCount: integer,
    maxOutputTokens: integer,
    temperature: number,
    topP: number,
    topK: number,
    seed: integer,
    presencePenalty: number,
    frequencyPenalty: number,
    responseLogprobs: flag,
    logprobs: integer,
    enableEnhancedCivicAnswers: flag,
    speechConfig: struct,
    thinkingConfig,
    imageConfig: struct,
    mediaResolution: text,
    ...(isVertex ? { audioTimestamp: flag, routingConfig: struct, modelSelectionConfig: struct } : {}),
  });

  const safetySetting = message("SafetySetting", {
    category: enumeration(
      "HarmCategory",
      harmCategories.map((name) => `HARM_CATEGORY_${name}`),
    ),
    threshold: enumeration("SafetySetting.HarmBlockThreshold", ["HARM_BLOCK_THRESHOLD_UNSPECIFIED", ...thresholds]),
    ...(isVertex ? { method: text } : {}),
  });
  return message("GenerateContentRequest", {
    model: text,
    contents: list(content),
    systemInstruction: content,
    tools: list(tool),
    toolConfig,
    safetySettings: list(safetySetting),
    generationConfig,
    cachedContent: text,
    serviceTier: text,
    ...(isVertex ? { labels: map(text), modelArmorConfig: struct } : { store: flag }),
  });
}
