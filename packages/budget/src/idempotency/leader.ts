import { isLasting, type KeptAnswer, NOT_KEPT } from "./answer.ts";
import type { AnswerRecord, AnswerSeal } from "./answer-record.ts";
import type { Claim } from "./claim.ts";
import type { Flight, Outcome } from "./flight.ts";

/** Takes down a streamed answer while it is sent. */
export interface StreamRecorder {
  push(event: string): void;
  /** The answer is whole. Wait for it before its last piece is sent. */
  end(): Promise<void>;
  /** The answer broke off. */
  fail(error: unknown): Promise<void>;
}

/** The duty to make a call for everybody who wants its answer. Ends with one of its methods. */
export interface Leader {
  role: "leader";
  /** The answer, for everybody. Kept, unless it may be another one a moment later. */
  complete(answer: { status: number; headers: Record<string, string>; body: string }): Promise<void>;
  /** The answer comes in pieces. */
  stream(start: { status: number; headers: Record<string, string> }): StreamRecorder;
  /** The call failed, for everybody who waits. Later requests try again. */
  fail(error: unknown): Promise<void>;
  /** The call was not made, or not to its end: one of those who wait makes it instead. */
  abandon(): Promise<void>;
}

/** What a leader leads. */
export interface LeaderOptions {
  flight: Flight;
  claim: Claim;
  seal: AnswerSeal;
  ttlMs: number;
  maxAnswerBytes: number;
  /** Hears of answers that could not be written; they are given all the same. */
  onStoreError(error: unknown): void;
  /** Takes the flight off the board: whoever comes from now on finds the record. */
  onLand(): void;
}

/** Creates the leader of a flight. Only the first of its endings counts. */
export function createLeader(options: LeaderOptions): Leader {
  const { flight, claim, seal, ttlMs, maxAnswerBytes } = options;
  let isOver = false;

  async function finish(record: AnswerRecord | undefined, outcome: Outcome): Promise<void> {
    if (isOver) return;
    isOver = true;
    try {
      await (record ? claim.replace(record, ttlMs) : claim.drop());
    } catch (error) {
      // The call has been made and is owed to those who wait. The claim lapses by itself.
      options.onStoreError(error);
    }
    options.onLand();
    flight.land(outcome);
  }

  async function answer(kept: KeptAnswer): Promise<void> {
    if (!isLasting(kept)) return finish(undefined, { kind: "answered", answer: kept, isReplay: false });
    if (Buffer.byteLength(kept.body) > maxAnswerBytes) return refuse();
    const record: AnswerRecord = { state: "answered", body: flight.body, sealed: seal.seal(kept) };
    return finish(record, { kind: "answered", answer: kept, isReplay: false });
  }

  function refuse(): Promise<void> {
    return finish({ state: "not_kept", body: flight.body }, { kind: "refused", refusal: NOT_KEPT });
  }

  function stream(start: { status: number; headers: Record<string, string> }): StreamRecorder {
    let events: string[] | undefined = [];
    let bytes = 0;
    return {
      push(event) {
        bytes += Buffer.byteLength(event);
        if (bytes > maxAnswerBytes) events = undefined;
        events?.push(event);
      },
      end: () => (events ? answer({ ...start, body: events.join(""), isStream: true }) : refuse()),
      fail,
    };
  }

  function fail(error: unknown): Promise<void> {
    return finish(undefined, { kind: "failed", error });
  }

  return {
    role: "leader",
    complete: ({ status, headers, body }) => answer({ status, headers, body, isStream: false }),
    stream,
    fail,
    abandon: () => finish(undefined, { kind: "abandoned" }),
  };
}
