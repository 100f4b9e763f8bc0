import { HubError, type UserPart } from "@hub/protocol";
import { type DroppedParams, invalidValue, parseDataUrl, readFileData, sniffMediaType, toBase64 } from "@hub/provider";
import type { CachePoints } from "./cache-points.ts";
import type { DocumentNames } from "./documents.ts";
import { documentFormatOf, imageFormatOf, isAudioFormat, videoFormatOf } from "./media-formats.ts";
import type { ImageFormat, InputBlock, MediaSource, TextBlock } from "./wire-types.ts";

/** What the translation of one request's content needs. */
export interface ContentContext {
  cachePoints: CachePoints;
  documentNames: DocumentNames;
  dropped: DroppedParams;
}

/** `s3://bucket/key`, which Bedrock reads itself; not every model can. */
const S3_URI = /^s3:\/\/[a-z0-9][.\-a-z0-9]{1,61}[a-z0-9](\/.*)?$/;
const MAX_S3_URI_LENGTH = 1024;

/** A text block, or nothing for white space: Bedrock refuses it, and a placeholder would be read as input. */
export function toTextBlocks(text: string): TextBlock[] {
  return text.trim() === "" ? [] : [{ text }];
}

/**
 * The content of a user's message or a tool result as blocks.
 *
 * @throws HubError 400 for parts that cannot be read, or that Converse has no place for
 */
export function toInputBlocks(
  content: string | readonly UserPart[],
  path: string,
  context: ContentContext,
): InputBlock[] {
  if (typeof content === "string") return toTextBlocks(content);
  return content.flatMap((part, index) => {
    const blocks = toInputBlock(part, `${path}.content[${index}]`, context);
    return blocks.length > 0 ? [...blocks, ...context.cachePoints.after(part)] : [];
  });
}

function toInputBlock(part: UserPart, path: string, context: ContentContext): InputBlock[] {
  switch (part.type) {
    case "text":
      return toTextBlocks(part.text);
    case "image_url": {
      const { url, detail } = part.image_url;
      if (detail && detail !== "auto") context.dropped.add("messages[].content[].image_url.detail");
      return [toImageBlock(url, `${path}.image_url.url`)];
    }
    case "input_audio":
      return [toAudioBlock(part.input_audio, `${path}.input_audio`)];
    case "file":
      return [toFileBlock(part.file, `${path}.file`, context)];
  }
}

function toImageBlock(url: string, param: string): InputBlock {
  const s3 = toS3Source(url);
  if (s3) {
    const format = imageFormatOf(url);
    if (!format) throw invalidValue(param, "expected a name that ends in .png, .jpeg, .gif or .webp");
    return { image: { format, source: s3 } };
  }
  const data = parseDataUrl(url);
  if (!data) throw invalidValue(param, "expected an https: URL, an s3:// URI, or a data: URL with base64");
  return imageBlock(data.mediaType, data.base64, param);
}

function imageBlock(declared: string, bytes: string, param: string): InputBlock {
  const format: ImageFormat | undefined = imageFormatOf(sniffMediaType(bytes) ?? declared);
  if (!format) throw invalidValue(param, "expected a PNG, JPEG, GIF or WebP image");
  return { image: { format, source: { bytes } } };
}

function toAudioBlock({ data, format }: { data: string; format: string }, param: string): InputBlock {
  const bytes = toBase64(data);
  if (bytes === undefined) throw invalidValue(`${param}.data`, "expected base64");
  const name = format.toLowerCase();
  if (!isAudioFormat(name))
    throw invalidValue(`${param}.format`, "expected a format that Bedrock takes, such as wav or mp3");
  return { audio: { format: name, source: { bytes } } };
}

function toFileBlock(file: (UserPart & { type: "file" })["file"], path: string, context: ContentContext): InputBlock {
  const { filename, file_data, file_id } = file;
  if (file_id) {
    const source = toS3Source(file_id);
    if (!source) {
      throw new HubError("unsupported_parameter", "Bedrock knows files by s3:// URIs alone, not by ids.", {
        param: `${path}.file_id`,
      });
    }
    return mediaBlock("", filename ?? file_id.slice(file_id.lastIndexOf("/") + 1), source, `${path}.file_id`, context);
  }
  const param = `${path}.file_data`;
  const data = readFileData(file_data, param);
  const mediaType = sniffMediaType(data.base64) ?? data.mediaType;
  return mediaBlock(mediaType, filename ?? "", { bytes: data.base64 }, param, context);
}

function mediaBlock(
  mediaType: string,
  filename: string,
  source: MediaSource,
  param: string,
  { documentNames }: ContentContext,
): InputBlock {
  const image = imageFormatOf(mediaType || filename);
  if (image) return { image: { format: image, source } };
  const video = videoFormatOf(mediaType || filename);
  if (video) return { video: { format: video, source } };
  const format = documentFormatOf(mediaType, filename);
  if (format) return { document: { format, name: documentNames.nameFor(filename), source } };
  throw new HubError("unsupported_parameter", "Bedrock takes PDF, Office, HTML and text files, images and videos.", {
    param,
  });
}

function toS3Source(uri: string): MediaSource | undefined {
  return uri.length <= MAX_S3_URI_LENGTH && S3_URI.test(uri) ? { s3Location: { uri } } : undefined;
}
