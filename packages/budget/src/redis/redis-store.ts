import { BudgetError, BudgetStoreError } from "../budget-error.ts";
import { counterKey } from "../model/limit.ts";
import { settle } from "../operations/close.ts";
import { readStandings } from "../operations/counters.ts";
import { reserve } from "../operations/reserve.ts";
import type { Tables } from "../operations/tables.ts";
import { credit, stateOf } from "../operations/wallets.ts";
import { createSnapshotTables, type Snapshot } from "../snapshot-tables.ts";
import type { BudgetStore } from "../store.ts";
import { SCRIPTS, type Script } from "./lua/scripts.ts";
import { createScriptRunner, type RedisClient } from "./redis-client.ts";
import { entryOf, snapshotOf, type Told, type ToldEntry, type ToldSnapshot, walletOf } from "./reply.ts";

/** The client to use, the names of the keys, and how long an answer is waited for. */
export interface RedisStoreOptions {
  /** A client like `ioredis` or like `redis` (node-redis), single or cluster; closing the store leaves it open. */
  client: RedisClient;
  /** What every key begins with, in braces, so that a cluster keeps them on one node. Default `hub:budget`. */
  prefix?: string;
  /** For how long an answer is waited for, in ms. Default 5,000. */
  timeoutMs?: number;
  /**
   * How many charges each wallet's ledger keeps apart; older ones are carried forward as one entry, because Redis keeps
   * everything in memory. Default 100,000, some 15 MB.
   */
  keptCharges?: number;
  /** Tells the time in ms since the epoch instead of the server's clock; for tests. */
  now?: () => number;
}

const DEFAULT_PREFIX = "hub:budget";
const PREFIX = /^[\w.:/-]{1,64}$/;
const DEFAULT_TIMEOUT_MS = 5_000;
const MAX_TIMEOUT_MS = 600_000;
const DEFAULT_KEPT_CHARGES = 100_000;

/**
 * A store in Redis (6.2 or later), for any number of processes. Each operation is one script, which Redis does as a
 * whole and alone.
 *
 * One script at a time means that one core decides for everybody: some ten thousand operations per second. All keys of
 * a prefix are on one node of a cluster, because a reservation may be made against any wallet and limits together; to
 * spread over more nodes, give groups of customers that share no limit stores with prefixes of their own.
 *
 * What has been answered survives any end of this process. An end of Redis it survives as far as Redis has written it:
 * with `appendonly yes` and `appendfsync always` all of it; with `everysec` all but up to the last two seconds; without
 * `appendonly` all but what came since the last snapshot. A replica that takes over may lack the last moments, too. Where
 * that is too little for money, keep wallets in PostgreSQL or SQLite.
 *
 * @throws BudgetError `invalid_argument`
 */
export function createRedisStore({
  client,
  prefix = DEFAULT_PREFIX,
  timeoutMs = DEFAULT_TIMEOUT_MS,
  keptCharges = DEFAULT_KEPT_CHARGES,
  now,
}: RedisStoreOptions): BudgetStore {
  if (typeof client !== "object" || client === null || !("evalsha" in client || "evalSha" in client))
    throw new BudgetError("invalid_argument", "`client` must be a client of `ioredis` or `redis`.", "client");
  if (typeof prefix !== "string" || !PREFIX.test(prefix))
    throw new BudgetError("invalid_argument", "`prefix` must be 1 to 64 letters, digits and any of _.:/-", "prefix");
  if (!Number.isSafeInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > MAX_TIMEOUT_MS)
    throw new BudgetError("invalid_argument", `\`timeoutMs\` must be 1 to ${MAX_TIMEOUT_MS}.`, "timeoutMs");
  if (!Number.isSafeInteger(keptCharges) || keptCharges < 1)
    throw new BudgetError("invalid_argument", "`keptCharges` must be a positive integer.", "keptCharges");
  const runScript = createScriptRunner(client, timeoutMs);
  const key = `{${prefix}}`;
  let isClosed = false;
  let isFit = false;

  async function run<Reply>(script: Script, given: object): Promise<Reply> {
    if (isClosed) throw new BudgetStoreError("The store has been closed.");
    if (!isFit) {
      const policy = await runScript(SCRIPTS.evictionPolicy, key, {});
      if (policy !== "")
        throw new BudgetStoreError(
          `Redis throws budgets away when its memory is full; set \`maxmemory-policy noeviction\` instead of ${policy}.`,
        );
      isFit = true;
    }
    return (await runScript(script, key, now ? { ...given, now: now() } : given)) as Reply;
  }

  return {
    async reserve(claim) {
      const { limits, ...rest } = claim;
      const counters = limits.map(counterKey);
      const told = await run<ToldSnapshot>(SCRIPTS.reserve, {
        ...rest,
        counters,
        maxima: limits.map(({ max }) => max),
      });
      return answer(snapshotOf(told, claim.id), (tables) => reserve(tables, claim));
    },
    async extend(id, ttlMs, owed) {
      const expiresAt = await run<Told | null>(SCRIPTS.extend, { id, ttlMs, ...owed });
      return { ok: expiresAt !== null, expiresAt: Number(expiresAt) };
    },
    async settle(id, actual) {
      const told = await run<ToldSnapshot>(SCRIPTS.settle, { id, ...actual, kept: keptCharges });
      const result = answer(snapshotOf(told, id), (tables) => settle(tables, id, actual));
      return { ...result, repeated: told[0] === null };
    },
    async release(id) {
      return (await run(SCRIPTS.release, { id, kept: keptCharges })) !== null;
    },
    async sweep() {
      const told = await run<[released: Told, charged: Told, more: Told | null] | null>(SCRIPTS.sweep, {
        kept: keptCharges,
      });
      if (told === null)
        throw new BudgetError("amount_out_of_range", "A wallet's debt is beyond 2^53 - 1; adjust the wallet.");
      const [released, charged, more] = told;
      return { released: Number(released), charged: Number(charged), more: more !== null };
    },
    async credit(entry) {
      const [told, existing] = await run<[ToldSnapshot, ToldEntry | null]>(SCRIPTS.credit, entry);
      const snapshot = { ...snapshotOf(told, ""), credits: existing ? [entryOf(entry.wallet, existing)] : [] };
      return { ...answer(snapshot, (tables) => credit(tables, entry)), repeated: told[0] === null };
    },
    async setUnlimited(wallet, unlimited) {
      return stateOf(walletOf(await run(SCRIPTS.setUnlimited, { wallet, unlimited })));
    },
    async wallet(id) {
      return stateOf(walletOf(await run(SCRIPTS.wallet, { wallet: id })));
    },
    async ledger(wallet, after, limit) {
      const entries = await run<ToldEntry[]>(SCRIPTS.ledger, { wallet, after, limit });
      return entries.map((entry) => entryOf(wallet, entry));
    },
    async standings(limits) {
      const told = await run<ToldSnapshot>(SCRIPTS.standings, { counters: limits.map(counterKey) });
      return answer(snapshotOf(told, ""), (tables) => readStandings(tables, limits));
    },
    async close() {
      isClosed = true;
    },
  };
}

/**
 * Lets the rules tell the outcome of what a script has done, from the rows as they are after it. A reservation that the
 * rules would still make, or a charge, is one that the script has wrongly refused.
 *
 * @throws BudgetError as the rules do
 * @throws BudgetStoreError
 */
function answer<Result>(snapshot: Snapshot, rule: (tables: Tables) => Result): Result {
  const tables = createSnapshotTables(snapshot);
  const result = rule(tables);
  const { wallets, counters, reservations, entries } = tables.changes;
  if (wallets.size + counters.size + reservations.size + entries.length > 0)
    throw new BudgetStoreError("What Redis has done is not what the rules say; nothing may be spent on its word.");
  return result;
}
