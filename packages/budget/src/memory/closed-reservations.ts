import type { ReservationRow } from "../operations/tables.ts";

/** Closed reservations in memory, until their time is over. */
export interface ClosedReservations {
  find(id: string): ReservationRow | undefined;
  add(row: ReservationRow): void;
  /** Forgets those whose time is over at this moment, in ms since the epoch. */
  forget(now: number): void;
}

/** Reservations that were closed one after the other. */
interface Generation {
  rows: Map<string, ReservationRow>;
  /** When the time of all of them is over. */
  until: number;
}

const ROWS_PER_GENERATION = 16_000;
/** Beyond so many the oldest is forgotten before its time. */
const MAX_GENERATIONS = 3;

/**
 * Keeps them by generations, the newest first, which are dropped whole: a Map gets slow when its first entries are
 * deleted one by one.
 */
export function createClosedReservations(): ClosedReservations {
  const generations: Generation[] = [{ rows: new Map(), until: 0 }];
  let forgottenAt = Number.NEGATIVE_INFINITY;

  return {
    find(id) {
      for (const { rows } of generations) {
        const row = rows.get(id);
        if (row) return row.expiresAt > forgottenAt ? row : undefined;
      }
      return undefined;
    },
    add(row) {
      const [newest] = generations as [Generation];
      newest.rows.set(row.id, row);
      newest.until = Math.max(newest.until, row.expiresAt);
      if (newest.rows.size < ROWS_PER_GENERATION) return;
      generations.unshift({ rows: new Map(), until: 0 });
      if (generations.length > MAX_GENERATIONS) generations.pop();
    },
    forget(now) {
      forgottenAt = Math.max(forgottenAt, now);
      while (generations.length > 1 && (generations.at(-1) as Generation).until <= now) generations.pop();
    },
  };
}
