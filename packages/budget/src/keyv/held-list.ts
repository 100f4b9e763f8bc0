import type { ReservationRow } from "../operations/tables.ts";
import { HELD_PARTS, keys, partOf } from "./keys.ts";
import type { KeyvWrite, StrictKeyv } from "./keyv-client.ts";

/** Which reservations are held. A Keyv cannot be asked for them, so that they are listed in values of their own. */
export interface HeldList {
  /** Those whose time is over, or not known, at most so many. */
  expirable(now: number, atMost: number): string[];
  /** Notes when a held one expires. */
  note(row: ReservationRow): void;
  /** Takes changed reservations in or out, and gives the parts of the list to be written with them. */
  update(rows: Iterable<ReservationRow>): KeyvWrite[];
}

/** Reads the list. @throws BudgetStoreError */
export async function readHeldList(keyv: StrictKeyv): Promise<HeldList> {
  const parts = Array.from({ length: HELD_PARTS }, (_, part) => keys.held(part));
  /** When each expires; 0 where that has not been read yet. */
  const expiries = new Map<string, number>();
  const ids: Set<string>[] = [];
  for (const value of await keyv.read(parts)) {
    const part = new Set(value === undefined ? [] : (JSON.parse(value) as string[]));
    for (const id of part) expiries.set(id, 0);
    ids.push(part);
  }

  return {
    expirable(now, atMost) {
      const found: string[] = [];
      for (const [id, expiresAt] of expiries) {
        if (found.length === atMost) break;
        if (expiresAt <= now) found.push(id);
      }
      return found;
    },
    note({ id, expiresAt }) {
      expiries.set(id, expiresAt);
    },
    update(rows) {
      const changed = new Set<number>();
      for (const { id, state, expiresAt } of rows) {
        const part = partOf(id);
        const list = ids[part] as Set<string>;
        const isHeld = state === "held";
        if (isHeld) expiries.set(id, expiresAt);
        else expiries.delete(id);
        if (isHeld === list.has(id)) continue;
        if (isHeld) list.add(id);
        else list.delete(id);
        changed.add(part);
      }
      return [...changed].map((part) => ({
        key: keys.held(part),
        value: JSON.stringify([...(ids[part] as Set<string>)]),
      }));
    },
  };
}
