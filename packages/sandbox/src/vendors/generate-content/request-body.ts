import { isRecord } from "../../shape/shape.ts";

/** A part of a content, after it was decoded. */
export interface Part {
  readonly text?: string;
  readonly thought?: boolean;
  readonly thoughtSignature?: string;
  readonly inlineData?: { readonly mimeType?: string; readonly data?: string };
  readonly fileData?: { readonly mimeType?: string; readonly fileUri?: string };
  readonly functionCall?: { readonly id?: string; readonly name?: string; readonly args?: unknown };
  readonly functionResponse?: FunctionResponse;
}

/** The result of a function call. */
export interface FunctionResponse {
  readonly id?: string;
  readonly name?: string;
  readonly response?: unknown;
  readonly parts?: readonly Part[];
}

/** A turn, or a piece of one. */
export interface Content {
  readonly role?: string;
  readonly parts?: readonly Part[];
}

/** Google's own subset of OpenAPI schemas. */
export interface SchemaMessage {
  readonly type?: string;
  readonly format?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly string[];
  readonly items?: SchemaMessage;
  readonly properties?: Readonly<Record<string, SchemaMessage>>;
  readonly anyOf?: readonly SchemaMessage[];
  /** A reference to another schema; Vertex only. */
  readonly ref?: string;
  readonly required?: readonly string[];
}

/** A function that the model may call. */
export interface FunctionDeclaration {
  readonly name?: string;
  readonly description?: string;
  readonly parameters?: SchemaMessage;
  readonly parametersJsonSchema?: unknown;
}

/** Functions, or one of the tools that Google runs. */
export interface Tool {
  readonly functionDeclarations?: readonly FunctionDeclaration[];
}

/** How the answer is to be generated. */
export interface GenerationConfig {
  readonly stopSequences?: readonly string[];
  readonly responseMimeType?: string;
  readonly responseSchema?: SchemaMessage;
  readonly responseJsonSchema?: unknown;
  readonly candidateCount?: number;
  readonly maxOutputTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly responseLogprobs?: boolean;
  readonly logprobs?: number;
  readonly thinkingConfig?: {
    readonly includeThoughts?: boolean;
    readonly thinkingBudget?: number;
    readonly thinkingLevel?: string;
  };
}

/** The fields of a generateContent request that decide the answer, after they were decoded. */
export interface GenerateContentBody {
  readonly contents?: readonly Content[];
  readonly systemInstruction?: Content;
  readonly tools?: readonly Tool[];
  readonly toolConfig?: {
    readonly functionCallingConfig?: { readonly mode?: string; readonly allowedFunctionNames?: readonly string[] };
  };
  readonly generationConfig?: GenerationConfig;
}

/** All declared functions, with their places in the request. */
export function declarationsOf(
  body: GenerateContentBody,
): readonly { readonly path: string; readonly declaration: FunctionDeclaration }[] {
  return (body.tools ?? []).flatMap((tool, at) =>
    (tool.functionDeclarations ?? []).map((declaration, index) => ({
      path: `tools[${at}].function_declarations[${index}]`,
      declaration,
    })),
  );
}

/** The text of a content that is no thought, joined by line ends. */
export function contentText(content: Content | undefined): string {
  return (content?.parts ?? [])
    .filter((part) => part.thought !== true)
    .map((part) => part.text ?? "")
    .filter((text) => text !== "")
    .join("\n");
}

/** The text of the last user content that has any, of a body of any shape. */
export function lastUserText(body: unknown): string {
  if (!isRecord(body)) return "";
  const contents = Array.isArray(body.contents) ? body.contents : [body.contents];
  const texts = contents.map((content: unknown) => {
    if (!isRecord(content) || content.role === "model") return "";
    const parts = Array.isArray(content.parts) ? content.parts : [content.parts];
    return parts
      .map((part: unknown) => (isRecord(part) && typeof part.text === "string" ? part.text : ""))
      .filter((text) => text !== "")
      .join("\n");
  });
  return texts.findLast((text) => text !== "") ?? "";
}
