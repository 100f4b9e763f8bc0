import { type AuditStore, createAudit, deriveSigningKey, verifyExport } from "@hub/audit";
import { expect } from "vitest";
import { temporaryDirectory } from "./temporary-directory.ts";

/** The correlation ids in the audit trail of the default account, which is shown to be whole; closes the store. */
export async function recordedRequests(store: AuditStore, publicKey: string): Promise<string[]> {
  // It only reads: what it would sign with does not matter.
  const audit = createAudit({ store, directory: temporaryDirectory(), signingKey: deriveSigningKey("-".repeat(32)) });
  try {
    const lines: string[] = [];
    for await (const line of audit.exportJsonl("default")) lines.push(line);
    expect(await verifyExport(lines, { publicKey })).toMatchObject({ ok: true });
    return lines.flatMap((line) => /"correlationId":"([^"]+)"/.exec(line)?.[1] ?? []);
  } finally {
    await audit.close();
  }
}
