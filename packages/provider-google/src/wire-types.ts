import type { JsonObject } from "@hub/protocol";

/*
 * The parts of `generateContent` that this package speaks, after `genai.d.ts` of @google/genai 3.1.0 (2026-11).
 * Requests are typed; answers are read as unknown JSON, piece by piece.
 */

/** Bytes in base64. */
export interface InlineData {
  mimeType: string;
  data: string;
}

/** Something that Google fetches, or has. */
export interface FileData {
  fileUri: string;
  mimeType?: string;
}

/** A function call of the model. */
export interface FunctionCall {
  id?: string;
  name: string;
  args: JsonObject;
}

/** What a function gave back. */
export interface FunctionResponse {
  id?: string;
  /** Required: Google finds the call by it where ids are not known. */
  name: string;
  response: JsonObject;
  /** Images and files of the result. */
  parts?: Pick<Part, "inlineData" | "fileData">[];
}

/** A part of a turn: one of the fields before the signature. */
export interface Part {
  text?: string;
  inlineData?: InlineData;
  fileData?: FileData;
  functionCall?: FunctionCall;
  functionResponse?: FunctionResponse;
  /** The model's reasoning in encrypted form, sent back on the part that it came with. */
  thoughtSignature?: string;
}

/** A turn. */
export interface Content {
  role: "user" | "model";
  parts: Part[];
}

/** A function that the model may call. */
export interface FunctionDeclaration {
  name: string;
  description?: string;
  /** Absent for a function without parameters. */
  parametersJsonSchema?: JsonObject;
}

/** Functions of the caller, or a tool of Google's. */
export type Tool = { functionDeclarations: FunctionDeclaration[] } | { googleSearch: object };

/** Which functions the model may or must call. */
export interface FunctionCallingConfig {
  /** `VALIDATED`: as `AUTO`, and calls are held to their schemas. */
  mode: "AUTO" | "ANY" | "NONE" | "VALIDATED";
  allowedFunctionNames?: string[];
}

/** Settings for all tools. */
export interface ToolConfig {
  functionCallingConfig?: FunctionCallingConfig;
  /** The Gemini API wants it set where functions go together with its own tools; Vertex does not know it. */
  includeServerSideToolInvocations?: true;
}

/** How much a model thinks, rising. */
export type ThinkingLevel = "MINIMAL" | "LOW" | "MEDIUM" | "HIGH" | "XHIGH";

/** How the answer is made. */
export interface GenerationConfig {
  maxOutputTokens?: number;
  temperature?: number;
  topP?: number;
  topK?: number;
  stopSequences?: string[];
  candidateCount?: number;
  seed?: number;
  frequencyPenalty?: number;
  presencePenalty?: number;
  responseLogprobs?: true;
  logprobs?: number;
  responseMimeType?: string;
  responseJsonSchema?: JsonObject;
  responseModalities?: string[];
  mediaResolution?: string;
  thinkingConfig?: JsonObject;
}

/** The body of `:generateContent` and `:streamGenerateContent`. */
export interface GenerateContentBody {
  systemInstruction?: { parts: Part[] };
  contents: Content[];
  tools?: Tool[];
  toolConfig?: ToolConfig;
  generationConfig?: GenerationConfig;
  serviceTier?: string;
}
