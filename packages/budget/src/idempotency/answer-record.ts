import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { KeptAnswer } from "./answer.ts";

/** What the store knows of a key. The body is a fingerprint of the request's. */
export type AnswerRecord =
  /** Somebody is at work; the record goes away when they do. By whom tells claims on the same key apart. */
  | { state: "pending"; body: string; by: string }
  /** The answer, sealed. */
  | { state: "answered"; body: string; sealed: string }
  /** The call was made, but its answer was too large. */
  | { state: "not_kept"; body: string };

const ALGORITHM = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Reads what a store gave; nothing where it was not written here. */
export function parseRecord(text: string | undefined): AnswerRecord | undefined {
  if (typeof text !== "string") return undefined;
  try {
    const record: unknown = JSON.parse(text);
    return isRecord(record) ? record : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is AnswerRecord {
  if (typeof value !== "object" || value === null) return false;
  const { state, body, sealed } = value as Partial<Record<string, unknown>>;
  if (typeof body !== "string") return false;
  return state === "pending" || state === "not_kept" || (state === "answered" && typeof sealed === "string");
}

/** Seals answers, so that a store can neither read nor change them nor give one for another. */
export interface AnswerSeal {
  seal(answer: KeptAnswer): string;
  /** The answer, or nothing where it was not sealed here. */
  open(sealed: string): KeptAnswer | undefined;
}

/**
 * AES-256-GCM under a key of the scope's own (HKDF-SHA256 of the secret), bound to what the answer is for.
 *
 * @param place names the record; an answer opens only at the place that it was sealed for
 */
export function createSeal(secret: string | Uint8Array, scope: string, place: string): AnswerSeal {
  const key = new Uint8Array(hkdfSync("sha256", secret, "", `idempotency answer\u0000${scope}`, KEY_BYTES));
  const associated = Buffer.from(place, "utf8");
  return {
    seal(answer) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(associated);
      const text = [cipher.update(JSON.stringify(answer), "utf8"), cipher.final()];
      return Buffer.concat([nonce, cipher.getAuthTag(), ...text]).toString("base64");
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, "base64");
      if (bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined;
      try {
        const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES)).setAAD(associated);
        decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
        const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
        return JSON.parse(text.toString("utf8")) as KeptAnswer;
      } catch {
        return undefined;
      }
    },
  };
}
