import { createHmac, timingSafeEqual } from "node:crypto";

/** Only the sandbox signs with it; it protects nothing. */
const key = "sandbox thinking signature";

const digest = (nonce: string, thinking: string) => createHmac("sha256", key).update(`${nonce}\n${thinking}`).digest();

/** A signature over a thinking text: base64 of a 16-character nonce and an HMAC-SHA256. */
export function signThinking(thinking: string, nonce: string): string {
  const head = nonce.padEnd(16, "0").slice(0, 16);
  return Buffer.concat([Buffer.from(head, "latin1"), digest(head, thinking)]).toString("base64");
}

/** Whether a signature was made by {@link signThinking} for exactly this text. */
export function isThinkingSigned(thinking: string, signature: string): boolean {
  const bytes = Buffer.from(signature, "base64");
  if (bytes.length !== 48 || bytes.toString("base64") !== signature) return false;
  return timingSafeEqual(bytes.subarray(16), digest(bytes.subarray(0, 16).toString("latin1"), thinking));
}
