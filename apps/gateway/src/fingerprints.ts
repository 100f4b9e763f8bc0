import { createHmac, createSecretKey } from "node:crypto";
import type { Exchange, Inspect, Inspection, Restorer } from "@hub/core";
import type { ChatChunk, ChatCompletion } from "@hub/protocol";

/** Tells requests and answers apart, or the same, without keeping a word of them. */
export interface Fingerprints {
  /** An inspection that takes fingerprints on the way, of what the caller has sent and will see. */
  around(inspect: Inspect): Inspect;
  /** The fingerprints of a request that has ended. */
  of(exchange: Readonly<Exchange>): { input?: string; output?: string };
}

/** What has been seen of a request so far. */
interface Seen {
  input: string;
  output: string;
}

/** Takes fingerprints: HMAC-SHA256 under a key that only this gateway has, for what is said can often be guessed. */
export function createFingerprints(secret: Uint8Array): Fingerprints {
  // As an object: made of bytes each time, the key costs eight times what the digest does.
  const key = createSecretKey(createHmac("sha256", secret).update("hub fingerprints").digest());
  const seen = new WeakMap<Readonly<Exchange>, Seen>();
  const fingerprint = (text: string): string => createHmac("sha256", key).update(text).digest("base64url");

  return {
    around: (inspect) => async (request, exchange) => {
      const told = { input: fingerprint(JSON.stringify(request.messages)), output: "" };
      seen.set(exchange, told);
      const inspection: Inspection = await inspect(request, exchange);
      return { ...inspection, restorer: listening(inspection.restorer, told) };
    },
    of(exchange) {
      const told = seen.get(exchange);
      if (!told) return {};
      return { input: told.input, ...(told.output !== "" && { output: fingerprint(told.output) }) };
    },
  };
}

/** A restorer that hears what the caller gets. */
function listening(inner: Restorer | undefined, told: Seen): Restorer {
  const heard = (chunks: ChatChunk[]): ChatChunk[] => {
    for (const { choices } of chunks) for (const { delta } of choices) told.output += delta.content ?? "";
    return chunks;
  };
  return {
    async completion(completion: ChatCompletion) {
      const restored = inner ? await inner.completion(completion) : completion;
      for (const { message } of restored.choices) told.output += message.content ?? "";
      return restored;
    },
    chunk: (chunk) => heard(inner ? inner.chunk(chunk) : [chunk]),
    end: () => heard(inner ? inner.end() : []),
  };
}
