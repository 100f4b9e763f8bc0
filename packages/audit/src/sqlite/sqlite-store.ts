import { DatabaseSync, type StatementSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { AuditError, AuditStoreError } from "../audit-error.ts";
import type { Checkpoint, Cut, Signed } from "../chain/statement.ts";
import type { AuditEntry, AuditScope, UsageRow } from "../query/queries.ts";
import { entryOf, headOf, lastOld, linkOf, signedOf, usageRow } from "../query/rows.ts";
import { type Selection, usageColumns, where } from "../query/select.ts";
import { sumUsage } from "../query/sum-usage.ts";
import { columnsOf } from "../query/usage-of.ts";
import type { AppendGroup, AuditStore, ChainChanges, ChainHead, CutStep, StoreUsageQuery } from "../store.ts";
import { LAYOUT, SETTINGS } from "./layout.ts";
import { transact, whenFree } from "./transactions.ts";

/** Where the database is, and how long it is waited for. */
export interface SqliteStoreOptions {
  /** The database file, which comes into being with the store; its folder must exist. Several processes may use it. */
  path: string;
  /** How long an operation waits while other processes write, in ms: 0 to 60,000. Default 5,000. */
  busyTimeoutMs?: number | undefined;
}

const DEFAULT_BUSY_TIMEOUT_MS = 5_000;
const MAX_BUSY_TIMEOUT_MS = 60_000;
/** So many records are summed up before others get their turn: a few milliseconds. */
const SLICE = 5_000;

/**
 * A store in a SQLite file, by Node's own `node:sqlite`.
 *
 * @throws AuditError `invalid_argument`
 * @throws AuditStoreError where the file cannot be opened
 */
export function createSqliteStore({ path, busyTimeoutMs = DEFAULT_BUSY_TIMEOUT_MS }: SqliteStoreOptions): AuditStore {
  if (typeof path !== "string" || path === "")
    throw new AuditError("invalid_argument", "`path` must be a file's path.", { param: "path" });
  if (!Number.isSafeInteger(busyTimeoutMs) || busyTimeoutMs < 0 || busyTimeoutMs > MAX_BUSY_TIMEOUT_MS)
    throw new AuditError("invalid_argument", `\`busyTimeoutMs\` must be 0 to ${MAX_BUSY_TIMEOUT_MS}.`, {
      param: "busyTimeoutMs",
    });
  const database = open(path);
  const statements = new Map<string, StatementSync>();
  let isReady = false;
  let isClosed = false;

  function prepare(sql: string): StatementSync {
    const prepared = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, prepared);
    return prepared;
  }
  const run = <Result>(operation: () => Result): Promise<Result> =>
    whenFree(() => {
      if (isClosed) throw new AuditStoreError("The store has been closed.");
      if (!isReady) {
        database.exec(SETTINGS);
        transact(database, "IMMEDIATE", () => database.exec(LAYOUT));
        isReady = true;
      }
      return operation();
    }, busyTimeoutMs);
  const change = <Result>(operation: () => Result): Promise<Result> =>
    run(() => transact(database, "IMMEDIATE", operation));
  const look = <Result>(operation: () => Result): Promise<Result> =>
    run(() => transact(database, "DEFERRED", operation));

  function append({ journal, position, gone, accounts, extend }: AppendGroup): ChainChanges | undefined {
    const done = Number(prepare("SELECT position FROM audit_journals WHERE name = ?").get(journal)?.position ?? 0);
    if (done >= position) return undefined;
    const heads = accounts.flatMap((account): [string, ChainHead][] => {
      const head = findHead(account);
      return head ? [[account, head]] : [];
    });
    const changes = extend(done, new Map(heads));
    const insert = prepare(`INSERT INTO audit_records VALUES (${Array(19).fill("?").join(", ")})`);
    for (const { record, seq, prev, hash, body } of changes.records)
      insert.run(record.account, seq, prev, hash, body, ...Object.values(columnsOf(record)));
    const keepHead = prepare("INSERT OR REPLACE INTO audit_heads VALUES (?, ?, ?)");
    for (const { signed, checkpointTime } of changes.heads)
      keepHead.run(signed.account, JSON.stringify(signed), checkpointTime);
    const keepCheckpoint = prepare("INSERT INTO audit_checkpoints VALUES (?, ?, ?)");
    for (const signed of changes.checkpoints) keepCheckpoint.run(signed.account, signed.seq, JSON.stringify(signed));
    prepare("INSERT OR REPLACE INTO audit_journals VALUES (?, ?)").run(journal, position);
    for (const name of gone) prepare("DELETE FROM audit_journals WHERE name = ?").run(name);
    return changes;
  }

  function findHead(account: string): ChainHead | undefined {
    const row = prepare("SELECT signed, checkpoint_time FROM audit_heads WHERE account = ?").get(account);
    return row && headOf(row);
  }
  function findCut(account: string): Signed<Cut> | undefined {
    const row = prepare("SELECT signed FROM audit_cuts WHERE account = ?").get(account);
    return row && signedOf<Cut>(row.signed);
  }

  function cut({ account, before, limit, sign }: CutStep): Signed<Cut> | undefined {
    const oldest = prepare("SELECT seq, hash, time FROM audit_records WHERE account = ? ORDER BY seq LIMIT ?");
    const last = lastOld(oldest.all(account, limit), before);
    if (!last) return undefined;
    const kept = prepare("SELECT max(seq) AS seq FROM audit_checkpoints WHERE account = ? AND seq <= ?");
    const previous = Number(kept.get(account, last.upToSeq)?.seq ?? findCut(account)?.previous ?? 0);
    const signed = sign({ account, ...last, previous });
    prepare("DELETE FROM audit_records WHERE account = ? AND seq <= ?").run(account, last.upToSeq);
    prepare("DELETE FROM audit_checkpoints WHERE account = ? AND seq <= ?").run(account, last.upToSeq);
    prepare("INSERT OR REPLACE INTO audit_cuts VALUES (?, ?)").run(account, JSON.stringify(signed));
    return signed;
  }

  function get(correlationId: string, scope: AuditScope): AuditEntry | undefined {
    const { condition, values } = where(scope, "?");
    const row = prepare(
      `SELECT seq, hash, body FROM audit_records WHERE ${condition} AND correlation_id = ? ORDER BY seq DESC LIMIT 1`,
    ).get(...values, correlationId);
    return row && entryOf(row);
  }

  async function usage({ groupBy, ...query }: StoreUsageQuery): Promise<UsageRow[]> {
    const rows: UsageRow[] = [];
    // One bound on each side, so that each slice begins and ends in the index.
    for (let rest: Selection = query; ; await setImmediate()) {
      const end = await run(() => {
        const until = sliceEnd(rest);
        const { condition, values } = where(until ? { ...rest, to: undefined, until } : rest, "?");
        const columns = usageColumns(groupBy, "strftime('%Y-%m-%d', time / 1000, 'unixepoch')");
        const sums = prepare(`SELECT ${columns} FROM audit_records WHERE ${condition} GROUP BY 1`);
        sums.setReadBigInts(true);
        rows.push(...sums.all(...values).map(usageRow));
        return until;
      });
      if (!end) return sumUsage(rows);
      rest = { ...query, from: undefined, since: end };
    }
  }

  /** The last of so many records; none where there are fewer. */
  function sliceEnd(selection: Selection): { time: number; seq: number } | undefined {
    const { condition, values } = where(selection, "?");
    const sql = `SELECT time, seq FROM audit_records WHERE ${condition} ORDER BY time, seq LIMIT 1 OFFSET ${SLICE - 1}`;
    const last = prepare(sql).get(...values);
    return last && { time: Number(last.time), seq: Number(last.seq) };
  }

  return {
    append: (group) => change(() => append(group)),
    list: (query) =>
      run(() => {
        const { condition, values } = where(query, "?");
        const sql = `SELECT seq, hash, body FROM audit_records WHERE ${condition} ORDER BY time DESC, seq DESC LIMIT ?`;
        return prepare(sql)
          .all(...values, query.limit)
          .map(entryOf);
      }),
    get: (correlationId, scope) => run(() => get(correlationId, scope)),
    usage,
    accounts: () =>
      run(() =>
        prepare("SELECT account FROM audit_heads ORDER BY account")
          .all()
          .map(({ account }) => String(account)),
      ),
    outline: (account) =>
      look(() => {
        const head = findHead(account);
        if (!head) return undefined;
        const last = prepare("SELECT signed FROM audit_checkpoints WHERE account = ? ORDER BY seq DESC LIMIT 1");
        const row = last.get(account);
        return { head, cut: findCut(account), lastCheckpoint: row && signedOf<Checkpoint>(row.signed) };
      }),
    chain: (account, after, limit) =>
      run(() =>
        prepare(
          `SELECT seq, prev, hash, body, signed FROM audit_records LEFT JOIN audit_checkpoints USING (account, seq)
           WHERE account = ? AND seq > ? ORDER BY seq LIMIT ?`,
        )
          .all(account, after, limit)
          .map(linkOf),
      ),
    cut: (step) => change(() => cut(step)),
    async close() {
      if (isClosed) return;
      isClosed = true;
      database.close();
    },
  };
}

function open(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path);
  } catch (cause) {
    throw new AuditStoreError(`The database ${path} cannot be opened; is its folder there, and writable?`, cause);
  }
}
