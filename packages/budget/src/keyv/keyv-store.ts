import { BudgetError, BudgetStoreError } from "../budget-error.ts";
import { type Needs, NO_NEEDS } from "../needs.ts";
import { SWEEP_SIZE, sweep } from "../operations/close.ts";
import type { Tables } from "../operations/tables.ts";
import { createSnapshotOperations } from "../snapshot-operations.ts";
import { createSnapshotTables } from "../snapshot-tables.ts";
import type { BudgetStore } from "../store.ts";
import { type HeldList, readHeldList } from "./held-list.ts";
import { keys } from "./keys.ts";
import { createStrictKeyv, type KeyvClient, type KeyvWrite } from "./keyv-client.ts";
import { type OwnerLease, takeLease } from "./owner-lease.ts";
import { readEntries, readRows, writesOf } from "./rows.ts";

/** The Keyv to use, and how others are kept out of it. */
export interface KeyvStoreOptions {
  /** A Keyv of version 5 or 6 with a namespace of its own; closing the store leaves it open. */
  keyv: KeyvClient;
  /**
   * For how long a store that has ended without closing keeps others out, in ms: 50 to 60,000. It must be longer than the
   * process ever stands still. Default 5,000.
   */
  leaseMs?: number;
  /** Tells the time in ms since the epoch. Default Date.now. */
  now?: () => number;
}

/** What is known while a Keyv is in use. */
interface Session {
  lease: OwnerLease;
  held: HeldList;
}

const DEFAULT_LEASE_MS = 5_000;
const MIN_LEASE_MS = 50;
const MAX_LEASE_MS = 60_000;
const MAX_WAITING = 1_000;

/**
 * A store in any storage that Keyv has an adapter for, for one process alone: a Keyv can neither add nor compare, so that
 * operations are done one after the other, and a second store is refused.
 *
 * @throws BudgetError `invalid_argument`
 */
export function createKeyvStore({
  keyv: client,
  leaseMs = DEFAULT_LEASE_MS,
  now = Date.now,
}: KeyvStoreOptions): BudgetStore {
  if (typeof client?.getMany !== "function" || typeof client.on !== "function")
    throw new BudgetError("invalid_argument", "`keyv` must be a Keyv of version 5 or 6.", "keyv");
  if (!Number.isSafeInteger(leaseMs) || leaseMs < MIN_LEASE_MS || leaseMs > MAX_LEASE_MS)
    throw new BudgetError("invalid_argument", `\`leaseMs\` must be ${MIN_LEASE_MS} to ${MAX_LEASE_MS}.`, "leaseMs");
  const keyv = createStrictKeyv(client);
  let lease: OwnerLease | undefined;
  let session: Session | undefined;
  let refusal: { error: unknown; until: number } | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let forgottenAt = 0;
  let closing: Promise<void> | undefined;
  const renewal = setInterval(() => {
    // Operations keep it, too; when it is lost, the next one says so.
    if (lease && waiting === 0) inTurn(lease.keep).catch(() => {});
  }, leaseMs / 4);
  renewal.unref();

  /** One at a time, in the order of their calls. */
  async function inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
    if (closing) throw new BudgetStoreError("The store has been closed.");
    if (waiting >= MAX_WAITING)
      throw new BudgetStoreError(`${MAX_WAITING} operations are waiting already; try again later.`);
    waiting += 1;
    const result = last.then(task).finally(() => {
      waiting -= 1;
    });
    last = result.catch(() => {});
    return result;
  }
  /** Whoever was refused is not kept waiting again by each operation, but told at once for a while. */
  async function takeLeaseInTime(): Promise<OwnerLease> {
    if (refusal && performance.now() < refusal.until) throw refusal.error;
    try {
      return await takeLease(keyv, leaseMs);
    } catch (error) {
      refusal = { error, until: performance.now() + leaseMs };
      throw error;
    }
  }

  async function open(): Promise<Session> {
    lease ??= await takeLeaseInTime();
    await lease.keep();
    // What was cut off in the middle of being written is written again; when nothing was, that changes nothing.
    const [journal] = await keyv.read([keys.journal]);
    if (journal !== undefined) await keyv.write(JSON.parse(journal) as KeyvWrite[]);
    return { lease, held: await readHeldList(keyv) };
  }

  /** Writes all or, when the store is next opened, the rest. */
  async function commit(writes: KeyvWrite[]): Promise<void> {
    if (writes.length === 0) return;
    await keyv.write([{ key: keys.journal, value: JSON.stringify(writes) }]);
    await keyv.write(writes);
  }

  async function opened(): Promise<Session> {
    if (session) await session.lease.keep();
    else session = await open();
    return session;
  }

  function run<Result>(needs: Partial<Needs>, operation: (tables: Tables) => Result): Promise<Result> {
    return inTurn(async () => {
      const { held } = await opened();
      const snapshot = await readRows(keyv, { ...NO_NEEDS, ...needs }, now(), forgottenAt);
      const tables = createSnapshotTables(snapshot);
      const result = operation(tables);
      const { changes } = tables;
      try {
        await commit([...writesOf(snapshot, changes), ...held.update(changes.reservations)]);
      } catch (error) {
        // Nobody knows what has been written: the next operation begins with finding out.
        session = undefined;
        throw error;
      }
      for (const row of snapshot.reservations.values()) if (row?.state === "held") held.note(row);
      return result;
    });
  }

  async function close(): Promise<void> {
    clearInterval(renewal);
    await last;
    try {
      await lease?.giveUp();
    } finally {
      keyv.detach();
    }
  }

  return {
    ...createSnapshotOperations(run),
    async sweep() {
      const expirable = await inTurn(async () => (await opened()).held.expirable(now(), SWEEP_SIZE));
      return run({ closing: expirable, expirable }, (tables) => {
        // The storage itself deletes what has been given a time.
        forgottenAt = tables.now;
        return sweep(tables);
      });
    },
    ledger: (wallet, after, limit) =>
      inTurn(async () => {
        await opened();
        return readEntries(keyv, wallet, after, limit);
      }),
    close: () => (closing ??= close()),
  };
}
