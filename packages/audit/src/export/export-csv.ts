import type { AuditEntry } from "../query/queries.ts";
import type { AuditStore, StoreListQuery } from "../store.ts";

type Cell = string | number | boolean | null;

const PAGE = 500;

/** The columns, in their order. */
const COLUMNS: readonly (readonly [name: string, cell: (entry: AuditEntry) => Cell])[] = [
  ["time", ({ record }) => new Date(record.time).toISOString()],
  ["correlation_id", ({ record }) => record.correlationId],
  ["account", ({ record }) => record.account],
  ["project", ({ record }) => record.project],
  ["key_id", ({ record }) => record.keyId],
  ["policy", ({ record }) => record.policy],
  ["outcome", ({ record }) => record.outcome],
  ["status", ({ record }) => record.status],
  ["error_code", ({ record }) => record.errorCode],
  ["model", ({ record }) => record.model],
  ["vendor", ({ record }) => record.route?.vendor ?? null],
  ["vendor_model", ({ record }) => record.route?.model ?? null],
  ["mode", ({ record }) => record.route?.mode ?? null],
  ["reason", ({ record }) => record.route?.reason ?? null],
  ["attempts", ({ record }) => record.attempts],
  ["streamed", ({ record }) => record.streamed],
  ["prompt_tokens", ({ record }) => record.usage?.prompt ?? null],
  ["completion_tokens", ({ record }) => record.usage?.completion ?? null],
  ["cached_tokens", ({ record }) => record.usage?.cached ?? null],
  ["reasoning_tokens", ({ record }) => record.usage?.reasoning ?? null],
  ["cost_nano_usd", ({ record }) => record.cost],
  ["charged_nano_usd", ({ record }) => record.charged],
  ["found", ({ record }) => counts(record.scan)],
  ["redacted", ({ record }) => counts(record.redactions)],
  ["total_us", ({ record }) => record.latencyMicros.total],
  ["scan_us", ({ record }) => record.latencyMicros.scan],
  ["first_chunk_us", ({ record }) => record.latencyMicros.firstChunk],
  ["input_fingerprint", ({ record }) => record.fingerprints.input],
  ["output_fingerprint", ({ record }) => record.fingerprints.output],
  ["seq", ({ seq }) => seq],
  ["hash", ({ hash }) => hash],
];

/** Records as CSV (RFC 4180), the newest first. @throws AuditStoreError */
export async function* exportCsv(store: AuditStore, query: StoreListQuery): AsyncGenerator<string, void, undefined> {
  yield `${COLUMNS.map(([name]) => name).join(",")}\r\n`;
  let { after } = query;
  for (;;) {
    const entries = await store.list({ ...query, after, limit: PAGE });
    for (const entry of entries) yield `${COLUMNS.map(([, cell]) => csvCell(cell(entry))).join(",")}\r\n`;
    const last = entries.at(-1);
    if (!last || entries.length < PAGE) return;
    after = { time: last.record.time, seq: last.seq as number };
  }
}

/**
 * Spreadsheets take text that begins with one of `= + - @`, a tab or a carriage return for a formula: an apostrophe
 * before it makes it text.
 */
function csvCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function counts(kinds: Readonly<Record<string, number>>): string {
  return Object.entries(kinds)
    .map(([kind, count]) => `${kind}:${count}`)
    .join(" ");
}
