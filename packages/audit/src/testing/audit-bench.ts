import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Audit, AuditOptions } from "../audit.ts";
import { createAudit } from "../create-audit.ts";
import { createMemoryStore } from "../memory/memory-store.ts";
import type { AuditEntry, AuditPage, ListQuery } from "../query/queries.ts";
import { KEY } from "./key.ts";

/** A folder of its own, which goes with the test. */
export function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "hub-audit-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** An audit trail of its own, which goes with the test. Errors end the test. */
export function openAudit(options: Partial<AuditOptions> = {}): Audit {
  const audit = createAudit({
    store: createMemoryStore(),
    directory: options.directory ?? newDirectory(),
    signingKey: KEY,
    onError: (error) => {
      throw error;
    },
    ...options,
  });
  onTestFinished(() => audit.close());
  return audit;
}

/** Everything that comes. */
export async function gather<Item>(source: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of source) items.push(item);
  return items;
}

/** All entries of a list, page by page. */
export async function pages(audit: Audit, query: ListQuery): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  let after: string | undefined;
  do {
    const page: AuditPage = await audit.list({ ...query, after });
    entries.push(...page.entries);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return entries;
}
