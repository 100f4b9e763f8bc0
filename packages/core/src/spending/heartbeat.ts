import type { Budget } from "@hub/budget";

/** How long a reservation outlives the process that made it. */
export const RESERVATION_MS = 120_000;
const BEAT_MS = RESERVATION_MS / 4;

/** Keeps the reservations of running requests from expiring. */
export interface Heartbeat {
  keep(reservation: string): void;
  forget(reservation: string): void;
  stop(): void;
}

/** Creates a heartbeat for all requests of this process, with one timer. */
export function createHeartbeat(budget: Pick<Budget, "extend">): Heartbeat {
  /** With the beat at which each began: those of short requests never cost an extension. */
  const kept = new Map<string, number>();
  let beat = 0;
  const timer = setInterval(() => {
    beat++;
    for (const [reservation, since] of kept) {
      // What fails now is tried again by the next beat, and charged late where all of them fail.
      if (beat - since >= 2) budget.extend(reservation, { ttlMs: RESERVATION_MS }).catch(() => {});
    }
  }, BEAT_MS);
  timer.unref();
  return {
    keep: (reservation) => void kept.set(reservation, beat),
    forget: (reservation) => void kept.delete(reservation),
    stop: () => clearInterval(timer),
  };
}
