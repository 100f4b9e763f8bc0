import { createHmac } from "node:crypto";
import { BudgetError } from "../budget-error.ts";

const SECRET = /^whsec_([A-Za-z0-9+/]{32,88}={0,2})$/;
const MIN_KEY_BYTES = 24;
const MAX_KEY_BYTES = 64;

/**
 * The key in a secret of the Standard Webhooks specification: `whsec_` and 24 to 64 bytes in base64.
 *
 * @throws BudgetError `invalid_argument`, without the secret
 */
export function parseWebhookSecret(secret: string, param: string): Uint8Array {
  const key = Buffer.from(SECRET.exec(secret)?.[1] ?? "", "base64");
  if (key.length >= MIN_KEY_BYTES && key.length <= MAX_KEY_BYTES) return key;
  const message = `\`${param}\` must be "whsec_" and ${MIN_KEY_BYTES} to ${MAX_KEY_BYTES} random bytes in base64.`;
  throw new BudgetError("invalid_argument", message, param);
}

/**
 * The headers that a webhook is verified by, as the Standard Webhooks specification has them.
 *
 * @param at when it is sent, in milliseconds: receivers refuse what is more than some minutes old
 */
export function signWebhook(key: Uint8Array, id: string, at: number, body: string): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}
