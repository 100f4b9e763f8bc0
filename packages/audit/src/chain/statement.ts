import { canonicalJson } from "../record/canonical-json.ts";
import type { SigningKey, VerifyingKey } from "./signing-key.ts";

/** Where a chain stands at a time: a promise that everything up to `seq` was there. */
export interface Checkpoint {
  account: string;
  /** The number of the last record, which is also how many there have ever been. */
  seq: number;
  /** The last record's hash. */
  hash: string;
  /** When it was signed, in ms since the epoch. */
  time: number;
  /** The `seq` of the checkpoint before this one, 0 for the first: none can be taken out. */
  previous: number;
  /** The id of the key that has signed it. */
  key: string;
}

/** That records were deleted for their age: the chain goes on after the last of them. */
export interface Cut {
  account: string;
  /** The number of the last record that was deleted. */
  upToSeq: number;
  /** Its hash. */
  hash: string;
  /** How many records of this chain have been deleted, in all. */
  count: number;
  /** When, in ms since the epoch. */
  time: number;
  /** The `seq` of the last checkpoint up to the cut, 0 for none. */
  previous: number;
  key: string;
}

/** With an Ed25519 signature, as 128 hex digits. */
export type Signed<Statement> = Statement & { signature: string };

/** What a signature says of a statement: an old checkpoint must not pass for the end of a chain. */
export type StatementKind = "checkpoint" | "head" | "cut";

/** The text that is signed. */
export function statementText(kind: StatementKind, statement: Checkpoint | Cut): string {
  return canonicalJson({ ...statement, type: kind });
}

/** Signs a statement. */
export function signStatement<Statement extends Checkpoint | Cut>(
  kind: StatementKind,
  statement: Omit<Statement, "key">,
  key: SigningKey,
): Signed<Statement> {
  const complete = { ...statement, key: key.id } as Statement;
  return { ...complete, signature: key.sign(statementText(kind, complete)) };
}

/** Whether one of the keys has signed a statement. */
export function isSigned(
  kind: StatementKind,
  { signature, ...statement }: Signed<Checkpoint | Cut>,
  keys: readonly VerifyingKey[],
): boolean {
  const key = keys.find(({ id }) => id === statement.key);
  return key?.verify(statementText(kind, statement), signature) ?? false;
}
