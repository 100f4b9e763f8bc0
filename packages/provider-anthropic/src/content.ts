import { HubError, type UserPart } from "@hub/protocol";
import {
  type DroppedParams,
  decodeText,
  invalidValue,
  parseDataUrl,
  readFileData,
  sniffMediaType,
} from "@hub/provider";
import type { CacheMarks } from "./cache-control.ts";
import type { CacheControl, ImageType, InputBlock, TextBlock } from "./wire-types.ts";

/** What the translation of one request's content needs and finds out. */
export interface ContentContext {
  cacheMarks: CacheMarks;
  dropped: DroppedParams;
  /** Whether a file is named by its id, which needs a beta header. */
  usesFileIds: boolean;
}

const IMAGE_TYPES: readonly string[] = ["image/png", "image/jpeg", "image/gif", "image/webp"] satisfies ImageType[];
const TEXT_TYPES = new Set(["application/json", "application/xml", "application/yaml", "application/x-yaml"]);
const TEXT_EXTENSIONS = /\.(txt|text|md|markdown|csv|tsv|json|jsonl|xml|ya?ml|html?|log)$/i;

/** A text block, or nothing for white space: Anthropic refuses it, and a placeholder would be read as input. */
export function toTextBlocks(text: string, mark: { cache_control?: CacheControl } = {}): TextBlock[] {
  return text.trim() === "" ? [] : [{ type: "text", text, ...mark }];
}

/**
 * The content of a user's message or a tool result as blocks.
 *
 * @throws HubError 400 for audio, and for images and files that cannot be read
 */
export function toInputBlocks(content: string | readonly UserPart[], path: string, context: ContentContext) {
  if (typeof content === "string") return toTextBlocks(content);
  return content.flatMap((part, index) => toInputBlock(part, `${path}.content[${index}]`, context));
}

function toInputBlock(part: UserPart, path: string, context: ContentContext): InputBlock[] {
  const mark = context.cacheMarks.of(part);
  switch (part.type) {
    case "text":
      return toTextBlocks(part.text, mark);
    case "image_url": {
      const { url, detail } = part.image_url;
      if (detail && detail !== "auto") context.dropped.add("messages[].content[].image_url.detail");
      if (/^https?:/i.test(url)) return [{ type: "image", source: { type: "url", url }, ...mark }];
      const data = parseDataUrl(url);
      if (!data) throw invalidValue(`${path}.image_url.url`, "expected an https: URL, or a data: URL with base64");
      return [imageBlock(data.mediaType, data.base64, `${path}.image_url.url`, mark)];
    }
    case "file":
      return toFileBlock(part, path, context).map((block) => ({ ...block, ...mark }));
    case "input_audio":
      throw new HubError("unsupported_parameter", "Anthropic's models do not take audio.", { param: path });
  }
}

function toFileBlock(part: UserPart & { type: "file" }, path: string, context: ContentContext): InputBlock[] {
  const { filename, file_data, file_id } = part.file;
  const title = filename ? { title: filename } : {};
  if (file_id) {
    context.usesFileIds = true;
    return [{ type: "document", source: { type: "file", file_id }, ...title }];
  }
  const param = `${path}.file.file_data`;
  const data = readFileData(file_data, param);
  const { base64 } = data;
  const mediaType = sniffMediaType(base64) ?? data.mediaType;
  if (mediaType === "application/pdf") {
    return [{ type: "document", source: { type: "base64", media_type: mediaType, data: base64 }, ...title }];
  }
  if (mediaType.startsWith("image/")) return [imageBlock(mediaType, base64, param, {})];
  if (mediaType.startsWith("text/") || TEXT_TYPES.has(mediaType) || TEXT_EXTENSIONS.test(filename ?? "")) {
    const text = decodeText(base64);
    if (text.trim() === "") return [];
    return [{ type: "document", source: { type: "text", media_type: "text/plain", data: text }, ...title }];
  }
  throw new HubError("unsupported_parameter", "Anthropic's models take PDF and text files and images only.", { param });
}

function imageBlock(declared: string, data: string, param: string, mark: object): InputBlock {
  const mediaType = sniffMediaType(data) ?? (declared === "image/jpg" ? "image/jpeg" : declared);
  if (!isImageType(mediaType)) throw invalidValue(param, "expected a PNG, JPEG, GIF or WebP image");
  return { type: "image", source: { type: "base64", media_type: mediaType, data }, ...mark };
}

function isImageType(mediaType: string): mediaType is ImageType {
  return IMAGE_TYPES.includes(mediaType);
}
