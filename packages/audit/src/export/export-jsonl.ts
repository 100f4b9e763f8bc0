import { AuditError } from "../audit-error.ts";
import type { AuditStore } from "../store.ts";
import { recordLine, statementLine } from "./export-lines.ts";

const PAGE = 500;

/**
 * A chain as lines: what was cut, if anything; each record, with the checkpoints after those that they were signed at;
 * the head. Needs no key: everything in it was signed when it came about.
 *
 * @throws AuditError `unknown_account`, `export_interrupted`; AuditStoreError
 */
export async function* exportJsonl(store: AuditStore, account: string): AsyncGenerator<string, void, undefined> {
  const outline = await store.outline(account);
  if (!outline)
    throw new AuditError("unknown_account", "There is no audit chain of that account.", { param: "account" });
  const { head, cut, lastCheckpoint } = outline;
  const { seq } = head.signed;
  if (cut) yield statementLine("cut", cut);
  for (let after = cut?.upToSeq ?? 0; after < seq; ) {
    const links = await store.chain(account, after, PAGE);
    for (const link of links) {
      if (link.seq > seq) break;
      yield recordLine(link);
      if (link.checkpoint) yield statementLine("checkpoint", link.checkpoint);
    }
    const last = links.at(-1);
    if (!last) break;
    after = last.seq;
  }
  // A chain that was set back in the store has lost what this one was signed for.
  if (lastCheckpoint && lastCheckpoint.seq > seq) yield statementLine("checkpoint", lastCheckpoint);
  const now = await store.outline(account);
  if (now?.cut?.upToSeq !== cut?.upToSeq)
    throw new AuditError("export_interrupted", "Records were deleted for their age during the export; export again.");
  yield statementLine("head", head.signed);
}
