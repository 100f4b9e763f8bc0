import { RedactionError } from "../redaction-error.ts";
import type { Steps } from "./steps.ts";

/** How long something may keep the processor busy. Time in which others have their turn does not count. */
export interface Deadline {
  /** The same steps, until the time is up. @throws RedactionError `inspection_unavailable` then */
  keep<Result>(steps: Steps<Result>): Steps<Result>;
}

/** Starts a deadline. */
export function createDeadline(milliseconds: number, now: () => number = () => performance.now()): Deadline {
  let busy = 0;
  return {
    *keep(steps) {
      for (;;) {
        const start = now();
        const step = steps.next();
        busy += now() - start;
        if (busy > milliseconds) {
          throw new RedactionError("inspection_unavailable", `Inspection took longer than ${milliseconds} ms.`);
        }
        if (step.done) return step.value;
        yield;
      }
    },
  };
}
