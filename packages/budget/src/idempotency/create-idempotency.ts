import { createHash, randomBytes } from "node:crypto";
import { assertInteger } from "../assert-number.ts";
import { BudgetError } from "../budget-error.ts";
import { createFingerprint } from "../fingerprint.ts";
import { type Answer, type IdempotencyRefusal, INVALID_KEY, KEY_REUSED, NOT_KEPT, replay } from "./answer.ts";
import { type AnswerRecord, type AnswerSeal, createSeal } from "./answer-record.ts";
import type { AnswerStore } from "./answer-store.ts";
import { claim } from "./claim.ts";
import { createFlight, type Flight, type Outcome } from "./flight.ts";
import { createLeader, type Leader } from "./leader.ts";
import { createMemoryAnswerStore } from "./memory-answer-store.ts";
import { recordStream } from "./record-stream.ts";

/** How answers are kept. */
export interface IdempotencyOptions {
  /**
   * Seals answers and names them in the store; 16 bytes or more, the same for all instances that share one. Default:
   * drawn at random, which does for the store in memory only.
   */
  secret?: string | Uint8Array | undefined;
  /** Default: the memory of this process. */
  store?: AnswerStore | undefined;
  /** How long answers are given again, in milliseconds. Default 86,400,000: a day. */
  ttlMs?: number | undefined;
  /** Longest body kept, in bytes. Default 1 MiB. */
  maxAnswerBytes?: number | undefined;
  /** Most memory that the store in memory takes, in bytes. Default 64 MiB. */
  maxBytes?: number | undefined;
  /** How long a process that has died keeps others waiting, in milliseconds. Default 30,000, at least 100. */
  leaseMs?: number | undefined;
  /** How often a call that another process makes is looked for, in milliseconds. Default 200. */
  pollMs?: number | undefined;
  /** Hears of answers that the store did not take: they are given, but not kept. */
  onStoreError?: ((error: unknown) => void) | undefined;
  /** The time in milliseconds, for the store in memory. Default `Date.now`. */
  now?: (() => number) | undefined;
}

/** A request that has an `Idempotency-Key`. */
export interface IdempotentRequest {
  /** The key, as the caller sent it. */
  key: string;
  /** Whose key it is: keys of others are other keys. */
  scope: string;
  /** What is asked for: the bytes as they came, or anything that is the same for the same request. */
  body: string | Uint8Array;
  /** Aborted when the caller is gone. */
  signal?: AbortSignal | undefined;
}

/** An answer that was made for another request with the same key: just now, or some time ago. */
export interface RepeatedAnswer {
  role: "follower" | "replay";
  answer: Answer;
}

/** A request that gets no answer. */
export interface Refused {
  role: "refused";
  refusal: IdempotencyRefusal;
}

/** Makes one call of all requests with one key. */
export interface Idempotency {
  /**
   * Answers a request: makes the call, waits for the one that is being made, or gives the answer again.
   *
   * The work's signal is aborted when nobody wants its answer any more: a caller who leaves ends the call, unless
   * others wait for it. A streamed answer has to be read to its end or returned.
   *
   * @throws what the work throws, to everybody who waits; what the store throws before the call; the signal's reason
   */
  run<A extends Answer>(
    request: IdempotentRequest,
    work: (signal: AbortSignal) => Promise<A>,
  ): Promise<{ role: "leader"; answer: A } | RepeatedAnswer | Refused>;
  /**
   * What `run` is made of. Resolves when it is known what to do: those who find the call being made wait in here.
   *
   * @throws what the call failed with; what the store throws; the signal's reason
   */
  begin(request: IdempotentRequest): Promise<Leader | RepeatedAnswer | Refused>;
}

const SECRET_BYTES = 32;
const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * Creates a keeper of answers. Answers hold what models wrote, and are kept: sealed with AES-256-GCM under a key
 * derived from the secret for each scope. Keys and bodies of requests are kept as HMACs only.
 *
 * Kept is what stays as it is: not 401, 402, 403, 408, 409, 425, 429 and 5xx, nor event streams that do not end with
 * `[DONE]`. Those go to everybody who waits for them, and the next request tries again.
 *
 * @throws BudgetError `invalid_argument`, also for a store without a secret
 */
export function createIdempotency({
  secret,
  now,
  maxBytes,
  store,
  ttlMs = 86_400_000,
  maxAnswerBytes = 1024 * 1024,
  leaseMs = 30_000,
  pollMs = 200,
  onStoreError = () => {},
}: IdempotencyOptions = {}): Idempotency {
  if (store && secret === undefined) {
    throw new BudgetError("invalid_argument", "A store needs a `secret` that outlives this process.", "secret");
  }
  assertInteger(ttlMs, 1, "ttlMs");
  assertInteger(maxAnswerBytes, 0, "maxAnswerBytes");
  assertInteger(leaseMs, 100, "leaseMs");
  assertInteger(pollMs, 1, "pollMs");
  const root = secret ?? randomBytes(SECRET_BYTES);
  const fingerprint = createFingerprint(root, "idempotency");
  const claims = { store: store ?? createMemoryAnswerStore({ maxBytes, now }), leaseMs, pollMs, onStoreError };
  const flights = new Map<string, Flight>();

  /** Starts a flight, which nobody else in this process does meanwhile: nothing is awaited before it is on the board. */
  async function takeOff(
    name: string,
    body: string,
    { scope, signal }: IdempotentRequest,
  ): Promise<{ leader: Leader; flight: Flight } | Outcome> {
    const flight = createFlight(body);
    flights.set(name, flight);
    const onLand = () => void flights.delete(name);
    const land = (outcome: Outcome): Outcome => {
      onLand();
      flight.land(outcome);
      return outcome;
    };
    try {
      const seal = createSeal(root, scope, `${name} ${body}`);
      const found = await claim(name, body, claims, signal);
      if ("state" in found) {
        const outcome = outcomeOf(found, body, seal);
        if (outcome) return land(outcome);
        await claims.store.delete(name);
        return land({ kind: "abandoned" });
      }
      const leader = createLeader({ flight, claim: found, seal, ttlMs, maxAnswerBytes, onStoreError, onLand });
      return { leader, flight };
    } catch (error) {
      if (signal?.aborted) land({ kind: "abandoned" });
      else land({ kind: "failed", error });
      throw error;
    }
  }

  async function enter(
    request: IdempotentRequest,
  ): Promise<{ role: "leader"; leader: Leader; flight: Flight } | RepeatedAnswer | Refused> {
    const { key, scope, signal } = request;
    if (!KEY.test(key)) return { role: "refused", refusal: INVALID_KEY };
    signal?.throwIfAborted();
    const name = fingerprint("key", scope, key);
    const body = fingerprint("body", scope, createHash("sha256").update(request.body).digest("base64url"));
    for (;;) {
      const flight = flights.get(name);
      if (flight && flight.body !== body) return { role: "refused", refusal: KEY_REUSED };
      const outcome = flight ? await flight.join(signal) : await takeOff(name, body, request);
      if ("leader" in outcome) return { role: "leader", ...outcome };
      if (outcome.kind === "refused") return { role: "refused", refusal: outcome.refusal };
      if (outcome.kind === "failed") throw outcome.error;
      if (outcome.kind === "answered") {
        return { role: outcome.isReplay ? "replay" : "follower", answer: replay(outcome.answer) };
      }
    }
  }

  return {
    async begin(request) {
      const entered = await enter(request);
      return entered.role === "leader" ? entered.leader : entered;
    },
    async run(request, work) {
      const entered = await enter(request);
      if (entered.role !== "leader") return entered;
      return { role: "leader", answer: await lead(entered.leader, entered.flight, request.signal, work) };
    },
  };
}

/** What a record in the store comes to; nothing where its answer cannot be opened. */
function outcomeOf(record: AnswerRecord, body: string, seal: AnswerSeal): Outcome | undefined {
  if (record.body !== body) return { kind: "refused", refusal: KEY_REUSED };
  if (record.state !== "answered") return { kind: "refused", refusal: NOT_KEPT };
  const answer = seal.open(record.sealed);
  return answer && { kind: "answered", answer, isReplay: true };
}

/** Makes the call, for as long as anybody wants its answer. */
async function lead<A extends Answer>(
  leader: Leader,
  flight: Flight,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<A>,
): Promise<A> {
  const onAbort = () => flight.leave();
  signal?.addEventListener("abort", onAbort, { once: true });
  if (signal?.aborted) onAbort();
  try {
    const answer = await work(flight.deserted);
    const { status, headers, body } = answer;
    if (typeof body === "string") {
      await leader.complete({ status, headers, body });
      return answer;
    }
    return { ...answer, body: recordStream(body, leader.stream({ status, headers }), leader, flight) };
  } catch (error) {
    await (flight.deserted.aborted ? leader.abandon() : leader.fail(error));
    throw error;
  }
}
