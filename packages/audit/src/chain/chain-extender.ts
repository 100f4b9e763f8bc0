import { AuditError } from "../audit-error.ts";
import type { AuditRecord } from "../record/audit-record.ts";
import type { ChainChanges, ChainHead, SealedRecord } from "../store.ts";
import { GENESIS, sealHash } from "./seal.ts";
import type { SigningKey, VerifyingKey } from "./signing-key.ts";
import { type Checkpoint, isSigned, type Signed, signStatement } from "./statement.ts";

export interface ChainExtenderOptions {
  signingKey: SigningKey;
  /** Whose heads are trusted; the signing key among them. */
  trusted: readonly VerifyingKey[];
  /** Keep a checkpoint after so many records. */
  checkpointEvery: number;
  /** Or so long after the last one, in ms. */
  checkpointMs: number;
  now: () => number;
}

/** A record and its canonical JSON. */
export interface UnsealedRecord {
  record: AuditRecord;
  body: string;
}

/** Puts records at the ends of their chains. */
export interface ChainExtender {
  /** @throws AuditError `untrusted_head` */
  extend(records: readonly UnsealedRecord[], heads: ReadonlyMap<string, ChainHead>): ChainChanges;
  /** Told of heads that are in the store: no chain ever ends before them again. */
  remember(heads: readonly ChainHead[]): void;
}

/** Enough for the accounts that are in use at a time. */
const MAX_KNOWN = 10_000;

/**
 * Makes what extends chains. A head that this process has not made itself must be signed by a trusted key: otherwise
 * who can write to the store could have the next signature cover what they have changed.
 */
export function createChainExtender(options: ChainExtenderOptions): ChainExtender {
  const { signingKey, trusted, checkpointEvery, checkpointMs, now } = options;
  /** Heads that are known to be good, by account. */
  const known = new Map<string, { seq: number; text: string }>();

  function remember(heads: readonly ChainHead[]): void {
    for (const { signed } of heads) {
      if (known.size >= MAX_KNOWN) known.clear();
      known.set(signed.account, { seq: signed.seq, text: JSON.stringify(signed) });
    }
  }
  function assertTrusted(head: ChainHead | undefined, account: string): void {
    const last = known.get(account);
    if (last && last.seq > (head?.signed.seq ?? 0))
      throw new AuditError(
        "untrusted_head",
        `The chain of account ${account} ends before record ${last.seq}, which was there: the store was set back. Put it right, or start again to go on from where it is.`,
      );
    if (!head || last?.text === JSON.stringify(head.signed)) return;
    if (head.signed.account !== account || !isSigned("head", head.signed, trusted))
      throw new AuditError(
        "untrusted_head",
        `The chain of account ${account} ends with a signature of no key that is trusted here. Give all instances the same signing key, or name the other one in \`publicKeys\`; if there is no other one, the store has been tampered with.`,
      );
    remember([head]);
  }
  function extendOne(records: readonly UnsealedRecord[], head: ChainHead | undefined) {
    const time = now();
    const account = (records[0] as UnsealedRecord).record.account;
    let seq = head?.signed.seq ?? 0;
    let hash = head?.signed.hash ?? GENESIS;
    const sealed = records.map(({ record, body }): SealedRecord => {
      const prev = hash;
      seq += 1;
      hash = sealHash(prev, body, seq);
      return { seq, prev, hash, body, record };
    });
    const previous = head?.signed.previous ?? 0;
    const isDue = seq - previous >= checkpointEvery || time - (head?.checkpointTime ?? 0) >= checkpointMs;
    const end = { account, seq, hash, time };
    const sign = (kind: "head" | "checkpoint", before: number): Signed<Checkpoint> =>
      signStatement<Checkpoint>(kind, { ...end, previous: before }, signingKey);
    const grown: ChainHead = {
      signed: sign("head", isDue ? seq : previous),
      checkpointTime: isDue ? time : (head?.checkpointTime ?? 0),
    };
    return { sealed, grown, checkpoint: isDue ? sign("checkpoint", previous) : undefined };
  }

  function extend(records: readonly UnsealedRecord[], heads: ReadonlyMap<string, ChainHead>): ChainChanges {
    const changes = [...Map.groupBy(records, ({ record }) => record.account)].map(([account, group]) => {
      const head = heads.get(account);
      assertTrusted(head, account);
      return extendOne(group, head);
    });
    return {
      records: changes.flatMap(({ sealed }) => sealed),
      heads: changes.map(({ grown }) => grown),
      checkpoints: changes.flatMap(({ checkpoint }) => checkpoint ?? []),
    };
  }

  return { extend, remember };
}
