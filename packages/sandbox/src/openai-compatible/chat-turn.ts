import type { Answer } from "../answer/answer.ts";
import type { SeededRandom } from "../answer/seeded.ts";
import type { SandboxFaults } from "../faults.ts";
import type { ChatBody } from "./chat-body.ts";

/** Everything that an answer of an OpenAI-compatible vendor is written from. */
export interface ChatTurn<Model> {
  readonly body: ChatBody;
  readonly model: Model;
  readonly answer: Answer;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly faults: SandboxFaults;
  readonly random: SeededRandom;
  /** Seconds since 1970. */
  readonly now: number;
}

/** Whether a whole answer reports usage; these vendors have no field of their own for the fault `vendorExtra`. */
export function reportsUsage(faults: SandboxFaults): boolean {
  return faults.usage !== "omit" && faults.usage !== "vendorExtra";
}

/** Calls `write` for each choice that a request asked for with `n`. */
export function eachChoice<Choice>(body: ChatBody, write: (index: number) => Choice): readonly Choice[] {
  return Array.from({ length: body.n ?? 1 }, (_, index) => write(index));
}

/** Takes one item of each iterator in turn, with the iterator's index, until all are at their end. */
export function* takeTurns<Item>(iterators: readonly Iterator<Item, undefined>[]): Generator<readonly [number, Item]> {
  let open = new Map(iterators.entries());
  while (open.size > 0) {
    const still = new Map<number, Iterator<Item, undefined>>();
    for (const [index, iterator] of open) {
      const next = iterator.next();
      if (next.done === true) continue;
      still.set(index, iterator);
      yield [index, next.value];
    }
    open = still;
  }
}
