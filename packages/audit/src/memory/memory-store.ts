import { AuditStoreError } from "../audit-error.ts";
import type { Checkpoint, Cut, Signed } from "../chain/statement.ts";
import { isInScope } from "../query/matches.ts";
import type { AuditEntry } from "../query/queries.ts";
import { sumUsage } from "../query/sum-usage.ts";
import { columnsOf, usageOf } from "../query/usage-of.ts";
import type { AuditStore, ChainHead, SealedRecord } from "../store.ts";

/** The chain of one account. */
interface Chain {
  head: ChainHead;
  records: SealedRecord[];
  checkpoints: Signed<Checkpoint>[];
  cut: Signed<Cut> | undefined;
}

/** A store in this process's memory, for tests: what it has taken from the journals ends with the process. */
export function createMemoryStore(): AuditStore {
  const chains = new Map<string, Chain>();
  const journals = new Map<string, number>();
  let isClosed = false;

  async function run<Result>(operation: () => Result): Promise<Result> {
    if (isClosed) throw new AuditStoreError("The store has been closed.");
    return operation();
  }
  const recordsOf = (account: string): SealedRecord[] => chains.get(account)?.records ?? [];

  return {
    append: ({ journal, position, gone, accounts, extend }) =>
      run(() => {
        const done = journals.get(journal) ?? 0;
        if (done >= position) return undefined;
        const found = accounts.flatMap((account): [string, ChainHead][] => {
          const chain = chains.get(account);
          return chain ? [[account, chain.head]] : [];
        });
        const changes = extend(done, new Map(found));
        const { heads, records, checkpoints } = changes;
        for (const head of heads) {
          const chain = chains.get(head.signed.account);
          if (chain) chain.head = head;
          else chains.set(head.signed.account, { head, records: [], checkpoints: [], cut: undefined });
        }
        for (const sealed of records) chains.get(sealed.record.account)?.records.push(sealed);
        for (const checkpoint of checkpoints) chains.get(checkpoint.account)?.checkpoints.push(checkpoint);
        journals.set(journal, position);
        for (const name of gone) journals.delete(name);
        return changes;
      }),
    list: (query) =>
      run(() => {
        const { account, outcome, from, to, after, limit } = query;
        return recordsOf(account)
          .filter(
            ({ seq, record }) =>
              isInScope(record, query) &&
              (outcome === undefined || record.outcome === outcome) &&
              record.time >= from &&
              record.time < to &&
              (!after || record.time < after.time || (record.time === after.time && seq < after.seq)),
          )
          .sort((one, other) => other.record.time - one.record.time || other.seq - one.seq)
          .slice(0, limit)
          .map(entryOf);
      }),
    get: (correlationId, scope) =>
      run(() => {
        const found = recordsOf(scope.account).findLast(
          ({ record }) => record.correlationId === correlationId && isInScope(record, scope),
        );
        return found && entryOf(found);
      }),
    usage: (query) =>
      run(() =>
        sumUsage(
          recordsOf(query.account)
            .filter(({ record }) => isInScope(record, query) && record.time >= query.from && record.time < query.to)
            .map(({ record }) => usageOf(columnsOf(record), query.groupBy)),
        ),
      ),
    accounts: () => run(() => [...chains.keys()].sort()),
    outline: (account) =>
      run(() => {
        const chain = chains.get(account);
        return chain && { head: chain.head, cut: chain.cut, lastCheckpoint: chain.checkpoints.at(-1) };
      }),
    chain: (account, after, limit) =>
      run(() => {
        const checkpoints = new Map(chains.get(account)?.checkpoints.map((each) => [each.seq, each]));
        return recordsOf(account)
          .filter(({ seq }) => seq > after)
          .slice(0, limit)
          .map(({ seq, prev, hash, body }) => ({ seq, prev, hash, body, checkpoint: checkpoints.get(seq) }));
      }),
    cut: ({ account, before, limit, sign }) =>
      run(() => {
        const chain = chains.get(account);
        if (!chain) return undefined;
        const young = chain.records.findIndex(({ record }) => record.time >= before);
        const old = chain.records.splice(0, Math.min(limit, young < 0 ? chain.records.length : young));
        const last = old.at(-1);
        if (!last) return undefined;
        const gone = chain.checkpoints.filter(({ seq }) => seq <= last.seq);
        chain.checkpoints = chain.checkpoints.slice(gone.length);
        const previous = gone.at(-1)?.seq ?? chain.cut?.previous ?? 0;
        chain.cut = sign({ account, upToSeq: last.seq, hash: last.hash, previous });
        return chain.cut;
      }),
    async close() {
      isClosed = true;
    },
  };
}

function entryOf({ seq, hash, record }: SealedRecord): AuditEntry {
  return { seq, hash, record };
}
