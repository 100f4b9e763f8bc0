import { KeyringError } from "./keyring-error.ts";
import type { RecordBodies } from "./records.ts";
import type { KeyringStore, RecordKind, StoredRecord } from "./store.ts";

/** A record to be written; `body: null` deletes it. */
export type RecordChange = {
  [Kind in RecordKind]: { kind: Kind; id: string; body: RecordBodies[Kind] | null };
}[RecordKind];

/** What is to be written, and what is to be returned once it is. */
export interface Plan<Result> {
  changes: readonly RecordChange[];
  result: Result;
}

/** A copy of a store in memory, which follows what others write. What it holds is frozen. */
export interface Replica {
  find<Kind extends RecordKind>(kind: Kind, id: string): RecordBodies[Kind] | undefined;
  all<Kind extends RecordKind>(kind: Kind): RecordBodies[Kind][];
  /** Calls back for each record of a kind that comes, changes or goes from now on. */
  follow<Kind extends RecordKind>(
    kind: Kind,
    listener: (before: RecordBodies[Kind] | undefined, after: RecordBodies[Kind] | undefined) => void,
  ): void;
  /** Reads what others have written. @throws KeyringError `keyring_unavailable` */
  refresh(): Promise<void>;
  /**
   * Makes a change out of what the store holds at that moment: `plan` is asked again when somebody else was faster.
   *
   * @throws KeyringError `conflict`, `keyring_unavailable`; whatever `plan` throws
   */
  change<Result>(plan: () => Plan<Result>): Promise<Result>;
  /** @throws KeyringError `keyring_unavailable` when the copy may be older than allowed */
  assertFresh(): void;
}

interface Entry {
  revision: number;
  /** `undefined` where it was deleted: an older version that arrives late must not bring it back. */
  body: object | undefined;
}
type Listener = (before: object | undefined, after: object | undefined) => void;

const KINDS: readonly RecordKind[] = ["secret", "key", "project", "policy", "credential"];
/** Each time somebody has written the same record first, so others get on. */
const ATTEMPTS = 20;

/** Makes a copy, still empty: the first `refresh` fills it. */
export function createReplica(store: KeyringStore, maxStaleMs: number): Replica {
  const entries = new Map<string, Map<string, Entry>>(KINDS.map((kind) => [kind, new Map()]));
  const listeners = new Map<string, Listener[]>();
  let revision = 0;
  let freshAt = Number.NEGATIVE_INFINITY;
  let lastChange: Promise<unknown> = Promise.resolve();

  const entriesOf = (kind: RecordKind) => entries.get(kind) as Map<string, Entry>;

  function put(kind: string, id: string, entry: Entry | undefined): void {
    const ofKind = entries.get(kind);
    // A kind that a later version of this package has written.
    if (!ofKind) return;
    const before = ofKind.get(id)?.body;
    if (entry) ofKind.set(id, entry);
    else ofKind.delete(id);
    for (const listener of listeners.get(kind) ?? []) listener(before, entry?.body);
  }

  function apply(records: readonly { kind: string; id: string; entry: Entry }[]): void {
    for (const { kind, id, entry } of records)
      if (entry.revision > (entries.get(kind)?.get(id)?.revision ?? 0)) put(kind, id, entry);
  }

  async function refresh(): Promise<void> {
    const startedTick = performance.now();
    const after = revision;
    const changes = await store.changes(after);
    if (changes.revision < after) return startAnew();
    apply(changes.records.map(parse));
    revision = Math.max(revision, changes.revision);
    freshAt = Math.max(freshAt, startedTick);
  }

  /** The store has gone back in time, as one that was restored from a copy: what it does not hold is no more. */
  async function startAnew(): Promise<void> {
    const startedTick = performance.now();
    const changes = await store.changes(0);
    const records = changes.records.map(parse);
    for (const [kind, ofKind] of entries) for (const id of [...ofKind.keys()]) put(kind, id, undefined);
    apply(records);
    revision = changes.revision;
    freshAt = Math.max(freshAt, startedTick);
  }

  async function makeChange<Result>(plan: () => Plan<Result>): Promise<Result> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      await refresh();
      const { changes, result } = plan();
      if (changes.length === 0) return result;
      const writes = changes.map(({ kind, id, body }) => ({
        kind,
        id,
        body: body && JSON.stringify(body),
        expected: entriesOf(kind).get(id)?.revision ?? 0,
      }));
      const written = await store.commit(writes);
      if (written !== undefined) {
        // In force here at once. `revision` stays: others may have written in between, which is still to be read.
        apply(writes.map((write) => parse({ ...write, revision: written })));
        return result;
      }
    }
    throw new KeyringError("conflict", "Others keep changing the same thing; try again.");
  }

  return {
    find: <Kind extends RecordKind>(kind: Kind, id: string) =>
      entriesOf(kind).get(id)?.body as RecordBodies[Kind] | undefined,
    all: <Kind extends RecordKind>(kind: Kind) =>
      [...entriesOf(kind).values()].flatMap(({ body }) => (body ? [body as RecordBodies[Kind]] : [])),
    follow(kind, listener) {
      listeners.set(kind, [...(listeners.get(kind) ?? []), listener as Listener]);
    },
    refresh,
    change(plan) {
      // One after the other in this process, which therefore never stands in its own way.
      const made = lastChange.then(() => makeChange(plan));
      lastChange = made.catch(() => {});
      return made;
    },
    assertFresh() {
      if (performance.now() - freshAt > maxStaleMs)
        throw new KeyringError(
          "keyring_unavailable",
          `The keyring's store has not answered for ${maxStaleMs} ms: nobody knows which keys are still valid.`,
        );
    },
  };
}

function parse({ kind, id, revision, body }: StoredRecord): { kind: string; id: string; entry: Entry } {
  try {
    return { kind, id, entry: { revision, body: body === null ? undefined : freeze(JSON.parse(body)) } };
  } catch {
    // Without the cause: a SyntaxError quotes what it has read.
    throw new KeyringError("keyring_unavailable", `The ${kind} record ${id} in the store is damaged.`);
  }
}

function freeze<Value extends object>(value: Value): Value {
  for (const part of Object.values(value)) if (typeof part === "object" && part !== null) freeze(part);
  return Object.freeze(value);
}
