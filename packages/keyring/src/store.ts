/** The kinds of records. */
export type RecordKind = "secret" | "key" | "project" | "policy" | "credential";

/** One thing that is stored, whole. */
export interface StoredRecord {
  kind: string;
  id: string;
  /** The store's revision in which it was written last. */
  revision: number;
  /** JSON, or `null` where it has been deleted. */
  body: string | null;
}

/** A record to be written, provided that nobody else has done so since. */
export interface RecordWrite {
  kind: RecordKind;
  id: string;
  body: string | null;
  /** The revision of the record that the change began with; 0: there is none. */
  expected: number;
}

/** What has changed in a store, in one consistent view. */
export interface StoreChanges {
  /** The store's revision: it grows by one with each commit. */
  revision: number;
  records: StoredRecord[];
}

/** When keys were used last, in ms since the epoch, by id. */
export type KeyUses = ReadonlyMap<string, number>;

/**
 * Where a keyring's records are kept. It knows nothing of what they mean, and meets secrets only as hashes and sealed.
 *
 * Any of its methods throws KeyringError `keyring_unavailable` when the store cannot answer.
 */
export interface KeyringStore {
  /** All records that were written after that revision; 0: every one. */
  changes(after: number): Promise<StoreChanges>;
  /**
   * Writes all of the records, or none where one is not at its `expected` revision. What has been answered survives the
   * end of the process. Returns the store's new revision, or `undefined` where it was none.
   */
  commit(writes: readonly RecordWrite[]): Promise<number | undefined>;
  /** Raises the times at which keys were used last; no change of any record, and of no revision. */
  touch(uses: KeyUses): Promise<void>;
  /** Of one key, or of all. */
  uses(keyId?: string): Promise<KeyUses>;
  close(): Promise<void>;
}
