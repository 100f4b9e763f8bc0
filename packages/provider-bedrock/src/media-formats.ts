import type { DocumentFormat, ImageFormat } from "./wire-types.ts";

/** The formats in Converse's words, by what media types and file names end in. */
const IMAGES: Readonly<Record<string, ImageFormat>> = {
  png: "png",
  jpeg: "jpeg",
  jpg: "jpeg",
  gif: "gif",
  webp: "webp",
};
const VIDEOS: Readonly<Record<string, string>> = {
  mp4: "mp4",
  quicktime: "mov",
  mov: "mov",
  "x-matroska": "mkv",
  mkv: "mkv",
  "x-flv": "flv",
  flv: "flv",
  mpeg: "mpeg",
  mpg: "mpg",
  "x-ms-wmv": "wmv",
  wmv: "wmv",
  "3gpp": "three_gp",
  webm: "webm",
};
const DOCUMENTS: Readonly<Record<string, DocumentFormat>> = {
  pdf: "pdf",
  csv: "csv",
  msword: "doc",
  doc: "doc",
  "vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
  docx: "docx",
  "vnd.ms-excel": "xls",
  xls: "xls",
  "vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
  xlsx: "xlsx",
  html: "html",
  htm: "html",
  markdown: "md",
  md: "md",
  plain: "txt",
  txt: "txt",
};
/** Text that Converse has no name for goes as plain text. */
const TEXT = new Set(["text", "log", "json", "jsonl", "xml", "yaml", "x-yaml", "yml", "tsv", "tab-separated-values"]);

const AUDIO_FORMATS = new Set([
  "mp3",
  "opus",
  "wav",
  "aac",
  "flac",
  "mp4",
  "ogg",
  "mkv",
  "mka",
  "x-aac",
  "m4a",
  "mpeg",
  "mpga",
  "pcm",
  "webm",
]);

/** The format of an image by its media type, or by its name. */
export function imageFormatOf(type: string): ImageFormat | undefined {
  return kindOf(type) === "image" ? own(IMAGES, endOf(type)) : undefined;
}

/** The format of a video by its media type, or by its name. */
export function videoFormatOf(type: string): string | undefined {
  return kindOf(type) === "video" ? own(VIDEOS, endOf(type)) : undefined;
}

/** The format of a document. A name says more than the media type of unknown bytes, or of text. */
export function documentFormatOf(mediaType: string, filename: string): DocumentFormat | undefined {
  const [byType, byName] = [endOf(mediaType), endOf(filename)];
  const format = own(DOCUMENTS, byType);
  if (format && format !== "txt") return format;
  const isText = format === "txt" || TEXT.has(byType) || mediaType.startsWith("text/");
  return own(DOCUMENTS, byName) ?? (isText || TEXT.has(byName) ? "txt" : undefined);
}

/** Whether Converse takes sound in this format. */
export function isAudioFormat(format: string): boolean {
  return AUDIO_FORMATS.has(format);
}

const MEDIA_TYPE = /^(image|video|audio|text|application)\//;

/** What a media type begins with, or what a name's ending stands for. */
function kindOf(type: string): string | undefined {
  const said = MEDIA_TYPE.exec(type.toLowerCase())?.[1];
  if (said !== undefined) return said;
  if (own(IMAGES, endOf(type))) return "image";
  return own(VIDEOS, endOf(type)) && "video";
}

/** What follows the slash of a media type, or the last dot of a name. */
function endOf(type: string): string {
  const lower = type.toLowerCase();
  const start = MEDIA_TYPE.exec(lower)?.[0].length ?? lower.lastIndexOf(".") + 1;
  return lower.slice(start);
}

function own<Value>(formats: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(formats, name) ? formats[name] : undefined;
}
