import type { Clock } from "../clock.ts";

/** A clock whose time passes only when it is told to. */
export interface VirtualClock extends Clock {
  /** Lets so many milliseconds pass: everything that falls due happens in order, and what follows from it. */
  advance(milliseconds: number): Promise<void>;
  /** Timers that have not gone off. */
  readonly pending: number;
}

interface Timer {
  at: number;
  callback: () => void;
}

/** Creates a clock that stands still at this time, in milliseconds since 1970. */
export function createVirtualClock(startsAt = 1_750_000_000_000): VirtualClock {
  let now = startsAt;
  /** The next one last; of those at the same time, the one that was set first. */
  const timers: Timer[] = [];

  return {
    now: () => now,
    after(milliseconds, callback) {
      const timer = { at: now + milliseconds, callback };
      timers.splice(timers.findLastIndex(({ at }) => at > timer.at) + 1, 0, timer);
      return () => {
        const place = timers.indexOf(timer);
        if (place !== -1) timers.splice(place, 1);
      };
    },
    async advance(milliseconds) {
      const until = now + milliseconds;
      await settled();
      for (let timer = timers.at(-1); timer !== undefined && timer.at <= until; timer = timers.at(-1)) {
        timers.pop();
        now = timer.at;
        timer.callback();
        await settled();
      }
      now = until;
    },
    get pending() {
      return timers.length;
    },
  };
}

/** Resolves when all promises that can go on have done so. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
