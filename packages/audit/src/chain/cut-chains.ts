import { setImmediate } from "node:timers/promises";
import type { CutQuery } from "../query/queries.ts";
import type { AuditStore } from "../store.ts";
import type { SigningKey } from "./signing-key.ts";
import { type Cut, type Signed, signStatement } from "./statement.ts";

/** So many are deleted at once, which keeps others waiting for some milliseconds. */
const STEP = 500;

/** Deletes old records, and gives the last cut of each chain that was shortened. */
export async function cutChains(
  store: AuditStore,
  { account, before }: CutQuery,
  signingKey: SigningKey,
  now: () => number,
): Promise<Signed<Cut>[]> {
  const cuts: Signed<Cut>[] = [];
  for (const each of account === undefined ? await store.accounts() : [account]) {
    const cut = await cutChain(store, each, before, signingKey, now);
    if (cut) cuts.push(cut);
  }
  return cuts;
}

async function cutChain(
  store: AuditStore,
  account: string,
  before: number,
  signingKey: SigningKey,
  now: () => number,
): Promise<Signed<Cut> | undefined> {
  let last: Signed<Cut> | undefined;
  for (;;) {
    const cut = await store.cut({
      account,
      before,
      limit: STEP,
      sign: (found) => signStatement<Cut>("cut", { ...found, count: found.upToSeq, time: now() }, signingKey),
    });
    if (!cut) return last;
    last = cut;
    await setImmediate();
  }
}
