import type { IdempotencyRefusal, KeptAnswer } from "./answer.ts";

/** How a call ended, for those who wait for it. */
export type Outcome =
  | { kind: "answered"; answer: KeptAnswer; isReplay: boolean }
  | { kind: "refused"; refusal: IdempotencyRefusal }
  | { kind: "failed"; error: unknown }
  /** Nobody made it: whoever still waits may. */
  | { kind: "abandoned" };

/** A call that is being made in this process, and everybody here who wants its answer. */
export interface Flight {
  /** Fingerprint of the request's body. */
  readonly body: string;
  /** Waits for the outcome. @throws the signal's reason when it is aborted first */
  join(signal: AbortSignal | undefined): Promise<Outcome>;
  /** Says that whoever makes the call no longer wants its answer. Again: nothing. */
  leave(): void;
  /** Whether anybody wants the answer. */
  isWanted(): boolean;
  /** Aborted when nobody wants the answer any more. */
  readonly deserted: AbortSignal;
  land(outcome: Outcome): void;
}

/** Creates the flight of somebody who makes a call. */
export function createFlight(body: string): Flight {
  const landed = Promise.withResolvers<Outcome>();
  const deserted = new AbortController();
  let isLeft = false;
  let followers = 0;

  function isWanted(): boolean {
    return !isLeft || followers > 0;
  }

  function check(): void {
    if (!isWanted()) deserted.abort();
  }

  return {
    body,
    deserted: deserted.signal,
    isWanted,
    leave() {
      isLeft = true;
      check();
    },
    land: landed.resolve,
    async join(signal) {
      followers++;
      const gone = Promise.withResolvers<never>();
      const onAbort = () => gone.reject(signal?.reason);
      signal?.addEventListener("abort", onAbort, { once: true });
      try {
        signal?.throwIfAborted();
        return await Promise.race([landed.promise, gone.promise]);
      } finally {
        signal?.removeEventListener("abort", onAbort);
        followers--;
        check();
      }
    },
  };
}
