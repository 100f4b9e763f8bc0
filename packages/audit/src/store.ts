import type { Checkpoint, Cut, Signed } from "./chain/statement.ts";
import type { AuditEntry, AuditScope, UsageQuery, UsageRow } from "./query/queries.ts";
import type { AuditRecord } from "./record/audit-record.ts";

/** A record in its chain. */
export interface SealedRecord {
  seq: number;
  /** The hash of the record before it; 64 zeros for the first. */
  prev: string;
  hash: string;
  /** The record's canonical JSON, which is what the hash was made of. */
  body: string;
  record: AuditRecord;
}

/** Where a chain ends. */
export interface ChainHead {
  /** Signed anew with every group of records; its `previous` is the last checkpoint that was kept. */
  signed: Signed<Checkpoint>;
  /** When the last kept checkpoint was signed, in ms since the epoch; 0 where there is none. */
  checkpointTime: number;
}

/** Records out of one journal, to be put at the end of their chains. */
export interface AppendGroup {
  /** The journal's name. */
  journal: string;
  /** How many bytes of it will have been taken in with this group. */
  position: number;
  /** Journals that are no more, whose positions need not be remembered. */
  gone: readonly string[];
  /** Whose chains may grow, each once. */
  accounts: readonly string[];
  /**
   * What to write, given the chains as they are while nobody else can write to them. Throws AuditError where it must
   * not be.
   *
   * @param done how many bytes of the journal have been taken in already
   */
  extend(done: number, heads: ReadonlyMap<string, ChainHead>): ChainChanges;
}

/** What a group adds. */
export interface ChainChanges {
  records: readonly SealedRecord[];
  /** The new heads. */
  heads: readonly ChainHead[];
  /** Those to keep. */
  checkpoints: readonly Signed<Checkpoint>[];
}

/** A chain without its records. */
export interface ChainOutline {
  head: ChainHead;
  cut: Signed<Cut> | undefined;
  /** The last checkpoint that was kept, which may be after the head only if somebody has tampered with it. */
  lastCheckpoint: Signed<Checkpoint> | undefined;
}

/** What a list asks for, checked. */
export interface StoreListQuery extends AuditScope {
  outcome: string | undefined;
  from: number;
  to: number;
  /** Only what comes after this one, the newest first. */
  after: { time: number; seq: number } | undefined;
  limit: number;
}

/** What usage asks for, checked. */
export interface StoreUsageQuery extends UsageQuery {
  from: number;
  to: number;
}

/** What to delete of a chain. */
export interface CutStep {
  account: string;
  /** Records of before this time. */
  before: number;
  /** At most so many. */
  limit: number;
  /** Signs what was found to be deleted. */
  sign(found: Pick<Cut, "account" | "upToSeq" | "hash" | "previous">): Signed<Cut>;
}

/**
 * Where chains are kept. Each operation is atomic; one that has been answered survives the end of the process, where the
 * store is durable at all. Arguments have been checked.
 *
 * Any of them throws AuditStoreError when the store cannot answer.
 */
export interface AuditStore {
  /**
   * Gives what `extend` gave; undefined where all of the group is there already.
   *
   * @throws whatever `extend` throws, having changed nothing
   */
  append(group: AppendGroup): Promise<ChainChanges | undefined>;
  list(query: StoreListQuery): Promise<AuditEntry[]>;
  /** The newest record of that correlation id. */
  get(correlationId: string, scope: AuditScope): Promise<AuditEntry | undefined>;
  /** In no particular order. */
  usage(query: StoreUsageQuery): Promise<UsageRow[]>;
  /** All accounts that have a chain, in their order. */
  accounts(): Promise<string[]>;
  outline(account: string): Promise<ChainOutline | undefined>;
  /** The records after `seq`, in order, with the checkpoints that were kept at them. */
  chain(account: string, after: number, limit: number): Promise<ChainLink[]>;
  /** Deletes the oldest records, up to the first that is not old. Undefined where there is none. */
  cut(step: CutStep): Promise<Signed<Cut> | undefined>;
  close(): Promise<void>;
}

/** A record for an export. */
export interface ChainLink extends Omit<SealedRecord, "record"> {
  /** The checkpoint that was kept at this record. */
  checkpoint: Signed<Checkpoint> | undefined;
}
