import type { UserPart } from "@hub/protocol";
import { type DroppedParams, invalidValue, parseDataUrl, readFileData, sniffMediaType, toBase64 } from "@hub/provider";
import type { Door } from "./door.ts";
import type { Part } from "./wire-types.ts";

/** What the translation of one request's content needs and finds out. */
export interface ContentContext {
  door: Door;
  dropped: DroppedParams;
  /** The `detail` that images ask for. */
  details: Set<string>;
}

/** Names of audio formats where they are not the media type's own. */
const AUDIO_TYPES: Readonly<Record<string, string>> = {
  aac: "audio/aac",
  aiff: "audio/aiff",
  flac: "audio/flac",
  m4a: "audio/m4a",
  mp3: "audio/mp3",
  ogg: "audio/ogg",
  opus: "audio/opus",
  pcm16: "audio/pcm",
  wav: "audio/wav",
  webm: "audio/webm",
};

const FILE_TYPES: Readonly<Record<string, string>> = {
  ...AUDIO_TYPES,
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  mov: "video/quicktime",
  mp4: "video/mp4",
  mpeg: "video/mpeg",
  pdf: "application/pdf",
  png: "image/png",
  webp: "image/webp",
};
/** Files that are text whatever they are called: Google reads them as `text/plain`. */
const TEXT_EXTENSION = /^(txt|text|md|markdown|csv|tsv|json|jsonl|xml|ya?ml|html?|log)$/;
const TEXT_TYPES = /^(text\/|application\/(json|xml|yaml|x-yaml)$)/;

const YOUTUBE = /^(?:(?:www|m)\.)?(?:youtube\.com|youtu\.be)$/;
const FILES_API_HOST = "generativelanguage.googleapis.com";
const FILES_API = `https://${FILES_API_HOST}/v1beta/`;

/** Whether an image has to be fetched: Google reads YouTube, its own files and Cloud Storage by address. */
export function needsBytes({ protocol, hostname, pathname }: URL): boolean {
  if (protocol !== "https:" && protocol !== "http:") return false;
  return !YOUTUBE.test(hostname) && !(hostname === FILES_API_HOST && pathname.includes("/files/"));
}

/** A text part, or none for white space: Vertex refuses "an empty text parameter". */
export function toTextParts(text: string): Part[] {
  return text.trim() === "" ? [] : [{ text }];
}

/**
 * The content of a user's message or a tool result as parts.
 *
 * @throws HubError 400 for what cannot be read, naming the part
 */
export function toParts(content: string | readonly UserPart[], path: string, context: ContentContext): Part[] {
  if (typeof content === "string") return toTextParts(content);
  return content.flatMap((part, index) => toPart(part, `${path}.content[${index}]`, context));
}

function toPart(part: UserPart, path: string, context: ContentContext): Part[] {
  switch (part.type) {
    case "text":
      return toTextParts(part.text);
    case "image_url": {
      const { url, detail } = part.image_url;
      if (detail && detail !== "auto") context.details.add(detail);
      return [toImage(url, `${path}.image_url.url`, context)];
    }
    case "input_audio": {
      const { data, format } = part.input_audio;
      const mimeType = ownEntry(AUDIO_TYPES, format.toLowerCase());
      if (!mimeType)
        throw invalidValue(`${path}.input_audio.format`, `expected ${Object.keys(AUDIO_TYPES).join(", ")}`);
      const base64 = toBase64(data);
      if (!base64) throw invalidValue(`${path}.input_audio.data`, "expected base64");
      return [{ inlineData: { mimeType, data: base64 } }];
    }
    case "file":
      return [toFile(part, path, context)];
  }
}

function toImage(url: string, param: string, { door }: ContentContext): Part {
  if (/^data:/i.test(url)) {
    const data = parseDataUrl(url);
    const mimeType = data && (sniffMediaType(data.base64) ?? data.mediaType);
    if (!mimeType) throw invalidValue(param, "expected a data: URL with a media type and base64");
    return { inlineData: { mimeType, data: data.base64 } };
  }
  const address = URL.parse(url);
  const isKnown = address && (address.protocol === "gs:" ? door.readsCloudStorage : isWeb(address));
  if (!isKnown) throw invalidValue(param, "expected an https: URL, or a data: URL with base64");
  if (YOUTUBE.test(address.hostname)) return { fileData: { fileUri: url, mimeType: "video/mp4" } };
  return { fileData: { fileUri: url, mimeType: typeOf(address.pathname) ?? "image/jpeg" } };
}

function toFile(part: UserPart & { type: "file" }, path: string, { door }: ContentContext): Part {
  const { filename, file_data, file_id } = part.file;
  if (file_id) {
    const fileUri = /^files\/[\w-]+$/.test(file_id) ? FILES_API + file_id : file_id;
    const address = URL.parse(fileUri);
    const isKnown = address && (address.protocol === "gs:" ? door.readsCloudStorage : isWeb(address));
    if (!isKnown) throw invalidValue(`${path}.file.file_id`, "expected the name or the address of a file at Google");
    const mimeType = typeOf(filename ?? "") ?? typeOf(address.pathname);
    return { fileData: { fileUri, ...(mimeType && { mimeType }) } };
  }
  const param = `${path}.file.file_data`;
  const data = readFileData(file_data, param);
  const declared = data.mediaType === "application/octet-stream" ? "" : data.mediaType;
  const mimeType = sniffMediaType(data.base64) ?? (declared || typeOf(filename ?? ""));
  if (!mimeType) throw invalidValue(param, "expected a data: URL that names its media type");
  return { inlineData: { mimeType: TEXT_TYPES.test(mimeType) ? "text/plain" : mimeType, data: data.base64 } };
}

function isWeb({ protocol }: URL): boolean {
  return protocol === "https:" || protocol === "http:";
}

function typeOf(name: string): string | undefined {
  const extension = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  return TEXT_EXTENSION.test(extension) ? "text/plain" : ownEntry(FILE_TYPES, extension);
}

function ownEntry(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
