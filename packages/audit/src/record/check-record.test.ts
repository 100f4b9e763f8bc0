import { expect, it } from "vitest";
import { recordOf } from "../testing/records.ts";
import type { AuditRecord, NewAuditRecord } from "./audit-record.ts";
import { canonicalJson } from "./canonical-json.ts";
import { checkRecord, recordJson } from "./check-record.ts";

const LEAST = { correlationId: "req_1", time: 1, account: "acme", outcome: "failed", status: 401 } as const;

it("fills in what is left out", () => {
  expect(checkRecord(LEAST)).toEqual({
    version: 1,
    ...LEAST,
    project: null,
    keyId: null,
    policy: null,
    scan: {},
    redactions: {},
    model: null,
    route: null,
    attempts: 0,
    usage: null,
    cost: null,
    charged: null,
    errorCode: null,
    streamed: false,
    latencyMicros: { total: 0, scan: 0, firstChunk: null },
    fingerprints: { input: null, output: null },
  } satisfies AuditRecord);
  expect(checkRecord({ ...LEAST, usage: { prompt: 1, completion: 2 } }).usage).toEqual({
    prompt: 1,
    completion: 2,
    cached: 0,
    reasoning: 0,
  });
});

it("comes to the same when it is checked again", () => {
  const record = checkRecord(recordOf(4));
  expect(checkRecord(record)).toEqual(record);
});

it("is canonical in whatever order it is handed in", () => {
  for (let index = 0; index < 50; index += 1) {
    const scan = { b: 1, a1: 2, a10: 3, a9: 4, "a.b": 5, A_: 6, Z: 7, "a-": 8, constructor: 9, toString: 10 };
    const shuffled = Object.fromEntries(Object.entries(recordOf(index, { scan })).reverse());
    const record = checkRecord(shuffled as unknown as NewAuditRecord);
    expect(recordJson(record)).toBe(canonicalJson(record));
    expect(recordJson(record)).toBe(recordJson(checkRecord(recordOf(index, { scan }))));
  }
});

it("keeps nothing of what a caller writes where a name should be", () => {
  const secret = "my password is hunter2\n".repeat(1_000);
  const record = checkRecord({
    ...LEAST,
    model: secret,
    errorCode: secret,
    route: { vendor: "openai", model: secret, mode: "byok", reason: `${secret}\0` },
  });
  expect(canonicalJson(record)).not.toContain("hunter2");
  expect(record).toMatchObject({ model: "(not a name)", route: { model: "(not a name)", reason: "(not a name)" } });
});

const kinds = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`K${index}`, 1]));

it.each<[field: string, changes: Record<string, unknown>]>([
  ["record", { prompt: "hello" }],
  ["version", { version: 2 }],
  ["correlationId", { correlationId: "" }],
  ["correlationId", { correlationId: "a b" }],
  ["correlationId", { correlationId: "x".repeat(129) }],
  ["account", { account: undefined }],
  ["account", { account: "\ud800" }],
  ["keyId", { keyId: 7 }],
  ["time", { time: 1.5 }],
  ["time", { time: -1 }],
  ["outcome", { outcome: "fine" }],
  ["status", { status: "200" }],
  ["streamed", { streamed: 1 }],
  ["cost", { cost: 0.1 }],
  ["cost", { cost: -1 }],
  ["charged", { charged: 2 ** 53 }],
  ["scan", { scan: [1] }],
  ["scan", { scan: { "john@example.com": 1 } }],
  ["scan", { scan: JSON.parse('{"__proto__": 1}') }],
  ["scan", { scan: { 7: 1 } }],
  ["scan", { scan: kinds(65) }],
  ["scan.EMAIL", { scan: { EMAIL: "x" } }],
  ["route", { route: "openai" }],
  ["route", { route: { vendor: "v", model: "m", mode: "byok", url: "x" } }],
  ["route.mode", { route: { vendor: "v", model: "m", mode: "stolen" } }],
  ["usage", { usage: { prompt: 1, completion: 1, text: "hello" } }],
  ["usage.prompt", { usage: { completion: 1 } }],
  ["latencyMicros.total", { latencyMicros: { total: 0.25 } }],
  ["fingerprints.input", { fingerprints: { input: "hello there" } }],
])("refuses a wrong %s: %j", (param, changes) => {
  const record = { ...LEAST, ...changes } as unknown as NewAuditRecord;
  expect(() => checkRecord(record)).toThrow(
    expect.objectContaining({ name: "AuditError", code: "invalid_record", param }),
  );
});

it.each([null, undefined, "text", 5, []])("refuses %j as a record", (value) => {
  expect(() => checkRecord(value as unknown as NewAuditRecord)).toThrow(expect.objectContaining({ param: "record" }));
});

it("has a bounded size", () => {
  const name = "x".repeat(256);
  const full = Object.fromEntries(
    Array.from({ length: 64 }, (_, index) => [`K${index}`.padEnd(96, "x"), 1_000_000_000]),
  );
  const record = checkRecord({
    ...recordOf(1),
    correlationId: "x".repeat(128),
    account: name,
    project: name,
    keyId: name,
    policy: name,
    scan: full,
    redactions: full,
  });
  expect(canonicalJson(record).length).toBeLessThan(32_768);
});
