import type { FilePart } from "@hub/protocol";
import type { MediaRules, Tokens } from "./media-tokens.ts";
import { parseDataUrl, readBase64 } from "./read-base64.ts";

/** Most pages that vendors read of one file, and so what a file costs at worst that only its id tells of. */
export const MOST_PAGES = 100;
/** Bytes of a PDF's page: usually, and of plain text at least. */
const USUAL_PAGE = 40_000;
const LEAST_PAGE = 1_000;
/** Bytes of text for a token, usually; at worst it is one. */
const USUAL_TOKEN = 4;

/** The tokens of a file: text by its bytes, a PDF by the pages that so many bytes may be. */
export function fileTokens({ file_data: data }: FilePart["file"], { page }: MediaRules): Tokens {
  if (!data) return { expected: page.expected, bound: page.bound * MOST_PAGES };
  const parsed = parseDataUrl(data);
  const { length } = readBase64(data, parsed?.start);
  if (parsed?.type.startsWith("text/")) return { expected: Math.ceil(length / USUAL_TOKEN), bound: length };
  const pages = (least: number) => Math.min(MOST_PAGES, Math.ceil(length / least));
  return { expected: page.expected * pages(USUAL_PAGE), bound: page.bound * pages(LEAST_PAGE) };
}
