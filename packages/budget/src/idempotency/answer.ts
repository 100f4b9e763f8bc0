/** What a request is answered with. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** Text that is sent whole, or piece by piece. */
  body: string | AsyncIterable<string>;
}

/** An answer as it is kept: its body in one piece. */
export interface KeptAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** Whether it was sent piece by piece. */
  isStream: boolean;
}

/** Why a request is not answered: for the caller. */
export interface IdempotencyRefusal {
  /**
   * `invalid_idempotency_key` (400): the key is no key. `idempotency_key_reused` (422): another request has it.
   * `idempotency_answer_not_kept` (410): the call was made, but its answer was too large to keep.
   */
  code: "invalid_idempotency_key" | "idempotency_key_reused" | "idempotency_answer_not_kept";
  status: 400 | 410 | 422;
  message: string;
}

export const INVALID_KEY: IdempotencyRefusal = {
  code: "invalid_idempotency_key",
  status: 400,
  message: "The Idempotency-Key must be 1 to 255 visible ASCII characters, such as a UUID.",
};
export const KEY_REUSED: IdempotencyRefusal = {
  code: "idempotency_key_reused",
  status: 422,
  message: "This Idempotency-Key was used for a request with another body; use a new key for each new request.",
};
export const NOT_KEPT: IdempotencyRefusal = {
  code: "idempotency_answer_not_kept",
  status: 410,
  message:
    "A request with this Idempotency-Key was answered, but its answer was too large to keep; " +
    "to make the request once more, use a new key.",
};

/** Statuses below 500 that may be others a moment later, with the same request: money, rights, limits, conflicts. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([401, 402, 403, 408, 409, 425, 429]);
/** The last event of a complete stream of OpenAI's. A stream that ends otherwise was cut off or has failed. */
const STREAM_END = "data: [DONE]";

/** Whether an answer stays what it is, so that it can be given again. */
export function isLasting({ status, headers, body, isStream }: KeptAnswer): boolean {
  if (status >= 500 || PASSING_STATUSES.has(status)) return false;
  return !isStream || !isEventStream(headers) || body.trimEnd().endsWith(STREAM_END);
}

function isEventStream(headers: Record<string, string>): boolean {
  return Object.entries(headers).some(
    ([name, value]) => name.toLowerCase() === "content-type" && value.startsWith("text/event-stream"),
  );
}

/** A kept answer, in the form it was first given in. */
export function replay({ status, headers, body, isStream }: KeptAnswer): Answer {
  return { status, headers: { ...headers }, body: isStream ? onePiece(body) : body };
}

async function* onePiece(text: string): AsyncIterable<string> {
  yield text;
}
