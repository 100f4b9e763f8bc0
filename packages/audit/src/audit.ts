import type { AuditError, AuditStoreError } from "./audit-error.ts";
import type { SigningKey } from "./chain/signing-key.ts";
import type { Checkpoint, Cut, Signed } from "./chain/statement.ts";
import type { AuditEntry, AuditPage, AuditScope, CutQuery, ListQuery, UsageQuery, UsageRow } from "./query/queries.ts";
import type { NewAuditRecord } from "./record/audit-record.ts";
import type { AuditStore } from "./store.ts";

/** What an audit trail needs, and what it may be told. */
export interface AuditOptions {
  /** Where the chains are kept. Closing the audit trail closes it. */
  store: AuditStore;
  /** The folder of the journals, on a disk of this machine; made where it is missing. Processes may share it. */
  directory: string;
  /** What chains are signed with; the same for all instances on one store. */
  signingKey: SigningKey;
  /** Other keys that heads in the store may be signed with, as PEM: those of instances or times with another key. */
  publicKeys?: readonly string[] | undefined;
  /** A checkpoint is kept after so many records of a chain. Default 1,000. */
  checkpointEvery?: number | undefined;
  /** And with the first records that come so long after the last checkpoint, in ms. Default 60,000. */
  checkpointMs?: number | undefined;
  /** How many bytes may wait for the store before `append` refuses. Default 64 MiB. */
  maxJournalBytes?: number | undefined;
  /** Told when records cannot be taken into the store; they are kept and tried again. Must not throw. */
  onError?: ((error: AuditError | AuditStoreError) => void) | undefined;
  /** Told of each checkpoint that was kept: keep a copy elsewhere, and a chain that is set back is found out. Must not throw. */
  onCheckpoint?: ((checkpoint: Signed<Checkpoint>) => void) | undefined;
  /** Tells the time in ms since the epoch. Default Date.now. */
  now?: (() => number) | undefined;
}

/** A record of every request, which cannot be changed without being found out. */
export interface Audit {
  /**
   * Records a request. When it returns, the record is in the journal, which outlives the process however it ends.
   *
   * @throws AuditError `invalid_record`; `journal_full`, `journal_failed` or `closed` where the record is not kept: do not
   *   answer the request as if it were
   */
  append(record: NewAuditRecord): void;
  /** Resolves when what was appended so far, and what processes that have died left behind, is in the store. @throws AuditError, AuditStoreError */
  flush(): Promise<void>;
  /** Records that are in the store, the newest first. @throws AuditError `invalid_argument`; AuditStoreError */
  list(query: ListQuery): Promise<AuditPage>;
  /**
   * The record of a request, also where it is not in the store yet but in this process's journal. Of several with one
   * id it is the newest. Undefined where there is none in this scope. @throws AuditError `invalid_argument`; AuditStoreError
   */
  get(correlationId: string, scope: AuditScope): Promise<AuditEntry | undefined>;
  /** Sums over the records in the store, the dearest group first; days in their order. @throws AuditError `invalid_argument`; AuditStoreError */
  usage(query: UsageQuery): Promise<UsageRow[]>;
  /** All accounts that have a chain, in their order. @throws AuditStoreError */
  accounts(): Promise<string[]>;
  /** Where a chain in the store ends. @throws AuditError `unknown_account`; AuditStoreError */
  head(account: string): Promise<Signed<Checkpoint>>;
  /** An account's whole chain, as lines that `verifyExport` understands. @throws AuditError `unknown_account`, `export_interrupted`; AuditStoreError */
  exportJsonl(account: string): AsyncGenerator<string, void, undefined>;
  /** Records as lines of CSV for people, the newest first; the first line names the columns. @throws as `list` */
  exportCsv(query: Omit<ListQuery, "after" | "limit">): AsyncGenerator<string, void, undefined>;
  /** Deletes old records, and signs that it did. Chains without old records are left alone. @throws AuditError `invalid_argument`; AuditStoreError */
  cut(query: CutQuery): Promise<Signed<Cut>[]>;
  /** Takes no more records, and resolves when the store has those there are, or cannot answer: then they stay in the journal. */
  close(): Promise<void>;
}
