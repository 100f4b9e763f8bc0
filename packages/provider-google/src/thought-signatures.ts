import { isJsonObject } from "@hub/protocol";

/*
 * Gemini 3 refuses a turn whose function calls come back without the signatures that it gave them ("Function call is
 * missing a thought_signature in functionCall parts"). OpenAI's format has no place for a signature, and what OpenAI's
 * clients are sure to send back of a call is its id, name and arguments. So the signature travels in the id, and no
 * state has to be kept. It also stands in `extra_content.google.thought_signature`, where Google's own endpoint for
 * OpenAI's clients has it; there it wins when it comes back.
 */

/** "skip_thought_signature_validator": what Google documents for calls that another model made. */
export const FOREIGN_SIGNATURE = "skip_thought_signature_validator";

const MARK = "_ts_";
/** Shorter than any signature, longer than what another vendor's ids may have behind such a mark by chance. */
const MIN_DIGITS = 16;

/** The id for the caller: the call's own, with its signature behind it. */
export function toCallId(id: string, signature: string | undefined): string {
  if (signature === undefined || id.includes(MARK)) return id;
  const digits = signature
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/={1,2}$/, "");
  const signed = `${id}${MARK}${digits}`;
  // Only a signature that would come out the same is put in.
  return readCallId(signed).signature === signature ? signed : id;
}

/** What {@link toCallId} put together. */
export function readCallId(callId: string): { id: string; signature?: string } {
  const mark = callId.indexOf(MARK);
  const digits = mark === -1 ? "" : callId.slice(mark + MARK.length);
  if (digits.length < MIN_DIGITS || digits.length % 4 === 1 || /[^A-Za-z0-9_-]/.test(digits)) return { id: callId };
  const base64 = digits.replaceAll("-", "+").replaceAll("_", "/");
  return { id: callId.slice(0, mark), signature: base64.padEnd(Math.ceil(base64.length / 4) * 4, "=") };
}

/** The signature in a message's or tool call's `extra_content`. */
export function readExtraSignature(holder: object): string | undefined {
  const extra = (holder as Record<string, unknown>).extra_content;
  const google = isJsonObject(extra) ? extra.google : undefined;
  const signature = isJsonObject(google) ? google.thought_signature : undefined;
  return typeof signature === "string" && signature !== "" ? signature : undefined;
}
