import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { BudgetStoreError } from "../budget-error.ts";
import { keys } from "./keys.ts";
import type { StrictKeyv } from "./keyv-client.ts";

/** The right to use a Keyv, which has no way to change a value only if nobody else has. */
export interface OwnerLease {
  /** Makes sure that nobody else has taken it, and renews it when it is time. @throws BudgetStoreError */
  keep(): Promise<void>;
  /** Lets others have it at once. */
  giveUp(): Promise<void>;
}

/**
 * Takes the right to use a Keyv. Where another store has it, it is watched for `leaseMs`: one that renews it is alive.
 *
 * @throws BudgetStoreError where another store is using the Keyv
 */
export async function takeLease(keyv: StrictKeyv, leaseMs: number): Promise<OwnerLease> {
  const mine = randomUUID();
  let beats = 0;
  let renewedTick = 0;
  const read = async (): Promise<string | undefined> => (await keyv.read([keys.owner]))[0];
  const isMine = (value: string | undefined): boolean => value?.startsWith(mine) === true;
  async function renew(): Promise<void> {
    beats += 1;
    renewedTick = performance.now();
    await keyv.write([{ key: keys.owner, value: `${mine} ${beats}` }]);
  }

  const before = await read();
  if (before !== undefined) {
    await sleep(leaseMs);
    const after = await read();
    if (after !== undefined && after !== before) throw inUse();
  }
  await renew();
  // Whoever took it at the same moment has written by then; the last one has it.
  await sleep(Math.min(leaseMs / 50, 100));
  if (!isMine(await read())) throw inUse();

  return {
    async keep() {
      if (!isMine(await read())) throw inUse();
      if (performance.now() - renewedTick > leaseMs / 4) await renew();
    },
    async giveUp() {
      if (isMine(await read())) await keyv.write([{ key: keys.owner, value: null }]);
    },
  };
}

function inUse(): BudgetStoreError {
  return new BudgetStoreError(
    "Another process or store uses this Keyv. It is for one alone: take SQLite, Redis or PostgreSQL for several.",
  );
}
