import { RedactionError } from "../redaction-error.ts";
import { finished, type Steps } from "./steps.ts";

/** How long something may keep the processor busy. Time in which others have their turn does not count. */
export interface Deadline {
  /** Begins some work: its steps, until the time is up. @throws RedactionError `inspection_unavailable` then */
  keep<Result>(begin: () => Steps<Result>): Steps<Result>;
}

/** Starts a deadline. */
export function createDeadline(milliseconds: number, now: () => number = () => performance.now()): Deadline {
  let busy = 0;

  function count(since: number): void {
    busy += now() - since;
    if (busy > milliseconds) {
      throw new RedactionError("inspection_unavailable", `Inspection took longer than ${milliseconds} ms.`);
    }
  }

  return {
    keep(begin) {
      const start = now();
      const steps = begin();
      const step = steps.next();
      count(start);
      return step.done ? finished(step.value) : goOn(steps, now, count);
    },
  };
}

/** Out here: a generator made within would keep everything that stands around it until the next full collection. */
function* goOn<Result>(steps: Steps<Result>, now: () => number, count: (since: number) => void): Steps<Result> {
  for (;;) {
    yield;
    const start = now();
    const step = steps.next();
    count(start);
    if (step.done) return step.value;
  }
}
