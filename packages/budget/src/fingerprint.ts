import { createHmac, createSecretKey } from "node:crypto";
import { BudgetError } from "./budget-error.ts";

/** Names things without saying what they are: equal parts give equal names, under one secret. */
export type Fingerprint = (...parts: readonly (string | number)[]) => string;

const MIN_SECRET_BYTES = 16;
/** 128 of the 256 bits, in base64url: enough that no two things ever share a name. */
const LENGTH = 22;

/**
 * Creates fingerprints: HMAC-SHA256 under the secret, so that whoever reads a store cannot find out by trying what
 * a name stands for.
 *
 * @param purpose sets names of one kind of thing apart from all others under the same secret
 * @throws BudgetError `invalid_argument` where the secret is shorter than 16 bytes
 */
export function createFingerprint(secret: string | Uint8Array, purpose: string): Fingerprint {
  const bytes = typeof secret === "string" ? Buffer.from(secret, "utf8") : secret;
  if (bytes.byteLength < MIN_SECRET_BYTES) {
    throw new BudgetError("invalid_argument", `The secret must have ${MIN_SECRET_BYTES} bytes or more.`, "secret");
  }
  const key = createSecretKey(bytes);
  return (...parts) => {
    // Lengths keep ("ab", "c") apart from ("a", "bc").
    let text = purpose;
    for (const part of parts) text += `\u0000${String(part).length}:${part}`;
    return createHmac("sha256", key).update(text).digest("base64url").slice(0, LENGTH);
  };
}
