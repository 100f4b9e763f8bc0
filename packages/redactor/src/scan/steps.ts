/** Work in steps: it may be interrupted between them. Small work is done at once, and has no step left. */
export type Steps<Result> = IterableIterator<undefined, Result>;

/** After how many findings work may be interrupted. */
export const ITEMS_A_STEP = 2_048;

/** What is done already, at a tenth of what a generator takes. */
class Finished<Result> implements Steps<Result> {
  readonly #end: { done: true; value: Result };

  constructor(value: Result) {
    this.#end = { done: true, value };
  }

  next(): { done: true; value: Result } {
    return this.#end;
  }

  [Symbol.iterator](): this {
    return this;
  }
}

/** No steps: the result is there. */
export function finished<Result>(result: Result): Steps<Result> {
  return new Finished(result);
}

const NOTHING_LEFT = finished(undefined);

/** Does something with each item; with few of them, at once. */
export function forEachInSteps<Item>(items: readonly Item[], act: (item: Item) => void): Steps<void> {
  if (items.length > ITEMS_A_STEP) return forEachOfMany(items, act);
  for (const item of items) act(item);
  return NOTHING_LEFT;
}

/** Loops over items take twice as long where they may be interrupted anywhere. */
function* forEachOfMany<Item>(items: readonly Item[], act: (item: Item) => void): Steps<void> {
  for (let start = 0; start < items.length; start += ITEMS_A_STEP) {
    if (start > 0) yield;
    const end = Math.min(start + ITEMS_A_STEP, items.length);
    for (let index = start; index < end; index++) act(items[index] as Item);
  }
}

/** How long work goes on before others get their turn, in milliseconds. */
const TURN_MS = 15;

/** Does all steps at once. */
export function runAtOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Does the steps in turns of so many milliseconds, between which the event loop goes on. */
export async function runInTurns<Result>(steps: Steps<Result>, turnMs = TURN_MS): Promise<Result> {
  let turnEnd = performance.now() + turnMs;
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() < turnEnd) continue;
    await new Promise((resolve) => setTimeout(resolve, 0));
    turnEnd = performance.now() + turnMs;
  }
}
