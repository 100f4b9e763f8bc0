import { hash } from "node:crypto";

/** What the first record of a chain has for a hash before it. */
export const GENESIS = "0".repeat(64);

/**
 * The hash of a record at its place: SHA-256 of the canonical JSON of its number, the hash before it, and itself.
 *
 * @param body the record's canonical JSON
 */
export function sealHash(prev: string, body: string, seq: number): string {
  return hash("sha256", `{"prev":"${prev}","record":${body},"seq":${seq}}`, "hex");
}
