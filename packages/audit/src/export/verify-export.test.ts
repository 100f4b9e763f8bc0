import { expect, it } from "vitest";
import type { Audit } from "../audit.ts";
import { sealHash } from "../chain/seal.ts";
import { canonicalJson } from "../record/canonical-json.ts";
import { gather, openAudit } from "../testing/audit-bench.ts";
import { KEY, OTHER_KEY } from "../testing/key.ts";
import { recordOf } from "../testing/records.ts";
import type { ExportSource } from "./read-lines.ts";
import { type VerifyOptions, verifyExport } from "./verify-export.ts";

const verify = (source: ExportSource, options: Partial<VerifyOptions> = {}) =>
  verifyExport(source, { publicKey: KEY.publicKey, ...options });

async function filled(records: number): Promise<Audit> {
  const audit = openAudit({ checkpointEvery: 4, checkpointMs: Number.MAX_SAFE_INTEGER });
  for (let index = 1; index <= records; index += 1) {
    audit.append(recordOf(index));
    if (index % 4 === 0) await audit.flush();
  }
  await audit.flush();
  return audit;
}

it("reads an export in whatever pieces it comes", async () => {
  const lines = await gather((await filled(10)).exportJsonl("acme"));
  const bytes = Buffer.from(lines.join(""));
  async function* pieces(size: number) {
    const reused = Buffer.alloc(size);
    for (let start = 0; start < bytes.length; start += size)
      yield reused.subarray(0, bytes.copy(reused, 0, start, start + size));
  }
  for (const source of [lines, [bytes], lines.join("").split(""), pieces(1), pieces(100), pieces(4_096)])
    expect(await verify(source)).toMatchObject({ ok: true, account: "acme", records: 10, seq: 10 });
});

it("tells an export of an earlier time from one of now, where it is told how far the chain goes", async () => {
  const audit = await filled(8);
  const earlier = await gather(audit.exportJsonl("acme"));
  const before = await audit.head("acme");
  audit.append(recordOf(9));
  await audit.flush();
  const head = await audit.head("acme");
  expect(await verify(earlier)).toMatchObject({ ok: true, seq: 8 });
  expect(await verify(earlier, { head })).toMatchObject({ ok: false, problem: "truncated", seq: 9, provenSeq: 8 });
  expect(await verify(audit.exportJsonl("acme"), { head: before })).toMatchObject({ ok: true, seq: 9 });
  const other = { seq: 5, hash: "0".repeat(64) };
  expect(await verify(earlier, { head: other })).toMatchObject({ ok: false, problem: "head_mismatch", seq: 5 });
});

it("believes nobody else's signature, and no other account's chain", async () => {
  const audit = await filled(4);
  const stranger = await verify(audit.exportJsonl("acme"), { publicKey: OTHER_KEY.publicKey });
  expect(stranger).toMatchObject({ ok: false, problem: "bad_signature" });
  expect(await verify(audit.exportJsonl("acme"), { account: "umbrella" })).toMatchObject({
    problem: "wrong_account",
    seq: 1,
  });
});

it("finds a chain that was written anew without the key", async () => {
  const lines = await gather((await filled(12)).exportJsonl("acme"));
  let prev = "";
  const forged = lines.map((line, index) => {
    const parsed = JSON.parse(line) as {
      type: string;
      record: { cost: number };
      hash: string;
      prev: string;
      seq: number;
    };
    if (parsed.type !== "record") return line;
    if (index > 6) {
      if (prev === "") parsed.record.cost += 1;
      else parsed.prev = prev;
      prev = sealHash(parsed.prev, canonicalJson(parsed.record), parsed.seq);
      parsed.hash = prev;
    }
    return `${canonicalJson(parsed)}\n`;
  });
  expect(await verify(forged)).toMatchObject({ ok: false, problem: "checkpoint_mismatch", seq: 8, provenSeq: 4 });
});

it("finds a record that was put in another's place with a hash of its own", async () => {
  const lines = await gather((await filled(12)).exportJsonl("acme"));
  const at = lines.findIndex((line) => line.includes('"seq":6,"type":"record"'));
  const forged = JSON.parse(lines[at] as string) as {
    record: { cost: number };
    hash: string;
    prev: string;
    seq: number;
  };
  forged.record.cost += 1;
  forged.hash = sealHash(forged.prev, canonicalJson(forged.record), forged.seq);
  lines[at] = `${canonicalJson(forged)}\n`;
  expect(await verify(lines)).toMatchObject({ ok: false, problem: "broken_link", seq: 7, provenSeq: 4 });
});

it("ends at the end", async () => {
  const lines = await gather((await filled(6)).exportJsonl("acme"));
  const [record = "", head = ""] = [lines[0], lines.at(-1)];
  const line = lines.length + 1;
  for (const more of [head, record, "\n"])
    expect(await verify([...lines, more])).toMatchObject({ ok: false, problem: "after_head", seq: 7, line });
  expect(await verify([...lines, "x"])).toMatchObject({ ok: false, problem: "malformed", line });
  const cutOff = [...lines.slice(0, -1), head.slice(0, -1)];
  expect(await verify(cutOff)).toMatchObject({ ok: false, problem: "malformed", line: lines.length });
});

it("does not take an old checkpoint for the end", async () => {
  const lines = await gather((await filled(8)).exportJsonl("acme"));
  const at = lines.findIndex((line) => line.includes('"type":"checkpoint"'));
  const cut = lines.slice(0, at + 1);
  expect(await verify(cut)).toMatchObject({ ok: false, problem: "truncated" });
  cut[at] = (cut[at] as string).replace('"type":"checkpoint"', '"type":"head"');
  expect(await verify(cut)).toMatchObject({ ok: false, problem: "bad_signature" });
});

it.each<[name: string, source: ExportSource]>([
  ["nothing", []],
  ["an empty text", [""]],
  ["an empty line", ["\n"]],
  [
    "a line without end",
    (function* () {
      for (;;) yield "x".repeat(10_000);
    })(),
  ],
  ["deep nesting", [`${"[".repeat(60_000)}\n`]],
  ["deep nesting that is closed", [`${"[".repeat(30_000)}${"]".repeat(30_000)}\n`]],
  ["no UTF-8", [Buffer.from([0xff, 0x0a])]],
  ["a byte order mark", ["\ufeff{}\n"]],
  ["null", ["null\n"]],
  ["an unknown kind", ['{"type":"constructor"}\n']],
  ["wrong types", ['{"hash":1,"prev":null,"record":null,"seq":1,"type":"record"}\n']],
  [
    "a record that is none",
    [
      `{"hash":"${sealHash("0".repeat(64), "null", 1)}","prev":"${"0".repeat(64)}","record":null,"seq":1,"type":"record"}\n`,
    ],
  ],
  [
    "a head out of nothing",
    ['{"account":"acme","hash":"","key":"","previous":0,"seq":0,"signature":"","time":0,"type":"head"}\n'],
  ],
])("does not believe %s", async (_name, source) => {
  expect(await verify(source)).toMatchObject({ ok: false, provenSeq: 0, message: expect.stringContaining("Line 1: ") });
});

it("refuses wrong options", async () => {
  await expect(verify([], { publicKey: "no key" })).rejects.toMatchObject({ param: "publicKey" });
  await expect(verify([], { head: { seq: -1, hash: "" } })).rejects.toMatchObject({ param: "head" });
});
