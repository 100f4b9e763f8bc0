import { readFileSync } from "node:fs";
import type { UnsealedRecord } from "../chain/chain-extender.ts";
import type { NewAuditRecord } from "../record/audit-record.ts";
import { checkRecord, recordJson } from "../record/check-record.ts";

/** A record in a journal. */
export interface JournalRecord extends UnsealedRecord {
  /** Where its line ends, in bytes from the file's beginning. */
  end: number;
}

/** What a file of a journal holds. What a process that was killed has begun to write, it has not promised to keep. */
export function readJournal(path: string): { records: JournalRecord[]; corruptLines: number } {
  const text = readFileSync(path, "latin1");
  const records: JournalRecord[] = [];
  let corruptLines = 0;
  let start = 0;
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
    const body = text.slice(start, end);
    start = end + 1;
    const record = parse(body);
    if (record) records.push({ record, body, end: start });
    else corruptLines += 1;
  }
  return { records, corruptLines };
}

function parse(body: string): UnsealedRecord["record"] | undefined {
  try {
    const record = checkRecord(JSON.parse(body) as NewAuditRecord);
    return recordJson(record) === body ? record : undefined;
  } catch {
    return undefined;
  }
}
