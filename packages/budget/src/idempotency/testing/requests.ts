import type { Answer } from "../answer.ts";
import { createIdempotency, type Idempotency, type IdempotencyOptions } from "../create-idempotency.ts";
import { createMemoryAnswerStore } from "../memory-answer-store.ts";

/** What all instances share. */
export const SECRET = "0123456789abcdef0123456789abcdef";
/** A request like any other. */
export const REQUEST = { key: "k-1", scope: "key_a", body: '{"model":"m"}' };
/** Of an answer in one piece. */
export const JSON_HEADERS = { "content-type": "application/json" };
/** Of a streamed answer. */
export const SSE_HEADERS = { "content-type": "text/event-stream" };

/** Instances as they would run in processes of their own: one store, and what the clock says. */
export function shared(options: IdempotencyOptions = {}) {
  const clock = { now: 1_000_000 };
  const store = createMemoryAnswerStore({ now: () => clock.now });
  const instance = (own: IdempotencyOptions = {}) =>
    createIdempotency({ secret: SECRET, store, pollMs: 1, ...options, ...own });
  return { clock, store, instance };
}

/** An answer in one piece. */
export function json(body: string, status = 200): Answer {
  return { status, headers: JSON_HEADERS, body };
}

/** Work that is done when the test says so. */
export function heldWork(answer: Answer = json("held")) {
  const release = Promise.withResolvers<void>();
  const started = Promise.withResolvers<AbortSignal>();
  let calls = 0;
  const work = async (signal: AbortSignal): Promise<Answer> => {
    calls++;
    started.resolve(signal);
    const aborted = Promise.withResolvers<never>();
    signal.addEventListener("abort", () => aborted.reject(new Error("aborted")));
    await Promise.race([release.promise, aborted.promise]);
    return answer;
  };
  return { work, release: release.resolve, fail: release.reject, started: started.promise, calls: () => calls };
}

/** All of an answer's body. */
export async function textOf({ body }: Answer): Promise<string> {
  if (typeof body === "string") return body;
  let text = "";
  for await (const piece of body) text += piece;
  return text;
}

/** What came of a request, with its whole body. */
export async function outcome(result: Awaited<ReturnType<Idempotency["run"]>>) {
  if (result.role === "refused") return { role: result.role, ...result.refusal };
  const { status, headers } = result.answer;
  return { role: result.role, status, headers, body: await textOf(result.answer) };
}

/** Work that is not to be done. */
export const never = async (): Promise<Answer> => {
  throw new Error("no call was to be made");
};
/** Lets everything go on that waits for nothing but its turn. */
export const turns = () => new Promise((resolve) => setTimeout(resolve, 20));
