import type { MediaPart } from "../prompt/walk-prompt.ts";
import { audioSeconds } from "./audio-seconds.ts";
import { fileTokens } from "./file-tokens.ts";
import { imageSize } from "./image-size.ts";
import type { ImageRule } from "./image-tokens.ts";
import { parseDataUrl, readBase64 } from "./read-base64.ts";

/** What images, audio and files cost with a vendor. */
export interface MediaRules {
  readonly image: ImageRule;
  /** Tokens for a second of audio. */
  readonly audioSecond: number;
  /** Tokens for a page of a PDF: its text and its picture. */
  readonly page: Tokens;
}

/** Tokens of something: what is likely, and what it is at worst. */
export interface Tokens {
  readonly expected: number;
  readonly bound: number;
}

/** Stands for images of unknown size where a likely figure is wanted. */
const TYPICAL_IMAGE = { width: 1_024, height: 1_024 };

/** The tokens of an image, audio or a file. Reads headers; what they do not tell is taken at worst. */
export function mediaTokens(part: MediaPart, rules: MediaRules): Tokens {
  if (part.type === "image_url") {
    const { url, detail } = part.image_url;
    const data = parseDataUrl(url);
    const size = data && imageSize(readBase64(url, data.start));
    return { expected: rules.image(size ?? TYPICAL_IMAGE, detail), bound: rules.image(size, detail) };
  }
  if (part.type === "file") return fileTokens(part.file, rules);
  const seconds = audioSeconds(part.input_audio);
  return {
    expected: Math.ceil(seconds.expected * rules.audioSecond),
    bound: Math.ceil(seconds.bound * rules.audioSecond),
  };
}
