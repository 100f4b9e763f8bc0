/** How much of each end of something long stands for it. */
const END_LENGTH = 256;
const MAX_PARTS = 32;
const MAX_PART_LENGTH = 131_072;

/**
 * The text of a message's content, the way it comes from outside: a string, or parts. What is no text is stood for by
 * its length and its ends, so that another image is another content.
 */
export function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.slice(-MAX_PARTS).map(partText).join("\n");
}

function partText(part: unknown): string {
  if (typeof part === "string") return part;
  if (!isObject(part)) return "";
  if (typeof part.text === "string") return part.text.length <= MAX_PART_LENGTH ? part.text : plainEnds(part.text);
  return Object.values(part)
    .flatMap((value) => (isObject(value) ? Object.values(value) : [value]))
    .map((value) => (typeof value === "string" ? plainEnds(value) : ""))
    .join(" ");
}

/** A short text as it is; a long one by its length and its ends, which are others in another image. */
export function plainEnds(text: string): string {
  return text.length <= 2 * END_LENGTH
    ? text
    : `${text.length} ${text.slice(0, END_LENGTH)} ${text.slice(-END_LENGTH)}`;
}

/** Whether a value has fields to look at. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
