import { type Checkpoint, type Cut, type Signed, type StatementKind, statementText } from "../chain/statement.ts";
import type { SealedRecord } from "../store.ts";

/** The line of a record in an export: canonical JSON, so that nothing in it can be changed unseen. */
export function recordLine({ hash, prev, body, seq }: Pick<SealedRecord, "hash" | "prev" | "body" | "seq">): string {
  return `{"hash":"${hash}","prev":"${prev}","record":${body},"seq":${seq},"type":"record"}\n`;
}

/** The line of a signed statement in an export. */
export function statementLine(kind: StatementKind, statement: Signed<Checkpoint | Cut>): string {
  return `${statementText(kind, statement)}\n`;
}
