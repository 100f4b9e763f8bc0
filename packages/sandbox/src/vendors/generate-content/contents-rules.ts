import { isBase64, sniffMediaType } from "../../answer/media-type.ts";
import type { GeminiModel } from "./gemini-models.ts";
import type { Content, GenerateContentBody, Part } from "./request-body.ts";
import type { Front } from "./request-message.ts";

const roles = ["user", "model", "function"];
const dataFields = [
  "text",
  "inlineData",
  "fileData",
  "functionCall",
  "functionResponse",
  "executableCode",
  "codeExecutionResult",
  "toolCall",
  "toolResponse",
];

/** A problem with a field, in the words of the service's own checks. */
export const atField = (field: string, problem: string) => `* GenerateContentRequest.${field}: ${problem}\n`;

/** The first problem of the contents apart from the order of their turns; undefined where there is none. */
export function contentsProblem(body: GenerateContentBody, model: GeminiModel, front: Front): string | undefined {
  const contents = body.contents ?? [];
  if (contents.length === 0) return atField("contents", "contents is not specified");
  for (const [index, content] of contents.entries()) {
    if (content.role !== undefined && content.role !== "" && !roles.includes(content.role)) {
      return "Please use a valid role: user, model.";
    }
    const problem = partsProblem(content, `contents[${index}]`, model, front);
    if (problem !== undefined) return problem;
  }
  const system = body.systemInstruction;
  return system === undefined ? undefined : partsProblem(system, "system_instruction", model, front);
}

function partsProblem(content: Content, at: string, model: GeminiModel, front: Front): string | undefined {
  const parts = content.parts ?? [];
  if (parts.length === 0) return atField(`${at}.parts`, "contents.parts must not be empty.");
  for (const [index, part] of parts.entries()) {
    const here = `${at}.parts[${index}]`;
    if (!dataFields.some((name) => part[name as keyof Part] !== undefined)) {
      return atField(`${here}.data`, "required oneof field 'data' must have one initialized field");
    }
    const problem =
      mediaProblem(part, here, model, front) ??
      part.functionResponse?.parts?.map((inner) => mediaProblem(inner, here, model, front)).find(Boolean) ??
      functionProblem(part, here);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function functionProblem(part: Part, at: string): string | undefined {
  if (part.functionCall !== undefined && !part.functionCall.name) {
    return atField(`${at}.function_call.name`, "Name cannot be empty.");
  }
  if (part.functionResponse === undefined) return undefined;
  if (!part.functionResponse.name) return atField(`${at}.function_response.name`, "Name cannot be empty.");
  return part.functionResponse.response === undefined
    ? atField(`${at}.function_response.response`, "required field is missing.")
    : undefined;
}

/** Types that models read (vision, audio, video and document pages, read 2026-11): no GIF. */
const mediaTypes =
  /^(image\/(png|jpeg|jpg|webp|heic|heif)|(audio|video|text)\/[a-z0-9.+-]+|application\/(pdf|json|xml|x-javascript|x-typescript|rtf))$/;
/** Image types whose first bytes are looked at. */
const sniffed = /^image\/(png|jpeg|jpg|webp)$/;

function mediaProblem(part: Part, at: string, model: GeminiModel, front: Front): string | undefined {
  const { inlineData, fileData } = part;
  if (fileData !== undefined) return fileProblem(fileData.fileUri ?? "", at, model, front);
  if (inlineData === undefined) return undefined;
  const mimeType = (inlineData.mimeType ?? "").split(";")[0]?.trim() ?? "";
  const data = inlineData.data ?? "";
  if (!isBase64(data)) return atField(`${at}.inline_data.data`, "required field is missing.");
  if (!mediaTypes.test(mimeType)) return `Unsupported MIME type: ${mimeType}`;
  const found = sniffMediaType(data);
  if (mimeType === "application/pdf" && found !== "application/pdf") return "The document has no pages.";
  // The declared image type may be another than the real one (recorded: a PNG sent as image/jpeg).
  if (!sniffed.test(mimeType) || found?.startsWith("image/")) return undefined;
  return front === "vertex"
    ? "Provided image is not valid."
    : "Unable to process input image. Please retry or report in https://developers.generativeai.google/guide/troubleshooting";
}

const filesApi = /^https:\/\/generativelanguage\.googleapis\.com\/v1(alpha|beta)?\/files\/[a-z0-9-]{1,40}$/;
const youtube = /^https:\/\/((www|m)\.)?(youtube\.com|youtu\.be)\//;

function fileProblem(uri: string, at: string, model: GeminiModel, front: Front): string | undefined {
  if (uri === "") return atField(`${at}.file_data.file_uri`, "required field is missing.");
  if (filesApi.test(uri) || youtube.test(uri) || /^gs:\/\/[a-z0-9]/.test(uri)) return undefined;
  if (/^https:\/\/[^/]/.test(uri) && (front === "vertex" || model.fetchesUrls)) return undefined;
  return `Invalid or unsupported file uri: ${uri}`;
}
