import { expect, it } from "vitest";
import type { Audit } from "../audit.ts";
import { gather, openAudit } from "../testing/audit-bench.ts";
import { KEY } from "../testing/key.ts";
import { createRandom, recordOf } from "../testing/records.ts";
import { verifyExport } from "./verify-export.ts";

const MUTATIONS = Number(process.env.HUB_TEST_RUNS ?? 1_000);
const RECORDS = 36;
const publicKey = KEY.publicKey;

async function fill(audit: Audit, account: string): Promise<void> {
  for (let index = 1; index <= RECORDS; index += 1) {
    audit.append(recordOf(index, { account }));
    if (index % 4 === 0) await audit.flush();
  }
  await audit.flush();
}

/** The lines of two accounts' exports; the second account's chain has been cut. */
async function twoExports(): Promise<[string[], string[]]> {
  const audit = openAudit({ checkpointEvery: 8, checkpointMs: Number.MAX_SAFE_INTEGER });
  await fill(audit, "acme");
  await fill(audit, "umbrella");
  await audit.cut({ account: "umbrella", before: recordOf(10).time });
  return [await gather(audit.exportJsonl("acme")), await gather(audit.exportJsonl("umbrella"))];
}

type Mutation = (lines: string[], others: readonly string[], random: (below: number) => number) => void;

/** Each changes the lines, always. */
const MUTATE: Record<string, Mutation> = {
  flip(lines, _others, random) {
    const at = random(lines.length);
    const bytes = Buffer.from(lines[at] as string);
    const place = random(bytes.length);
    bytes[place] = (bytes[place] as number) ^ (1 << random(8));
    lines[at] = bytes.toString("latin1");
  },
  delete(lines, _others, random) {
    lines.splice(random(lines.length), 1 + random(3));
  },
  insert(lines, _others, random) {
    const line = lines[random(lines.length)] as string;
    const at = random(lines.length + 1);
    lines.splice(at, 0, line.replace(/"status":\d+|"time":\d+/, "$&1"));
  },
  reorder(lines, _others, random) {
    const [one, other] = [random(lines.length), random(lines.length - 1)];
    const place = other >= one ? other + 1 : other;
    [lines[one], lines[place]] = [lines[place] as string, lines[one] as string];
  },
  truncate(lines, _others, random) {
    const text = lines.join("");
    lines.splice(0, lines.length, text.slice(0, random(text.length)));
  },
  duplicate(lines, _others, random) {
    lines.splice(random(lines.length + 1), 0, lines[random(lines.length)] as string);
  },
  swapAccounts(lines, others, random) {
    lines[random(lines.length)] = others[random(others.length)] as string;
  },
};

/** What a line of an export is, and the record that it belongs to. */
function describeLine(line: string | undefined): { type: string; seq: number } {
  if (line === undefined) return { type: "end", seq: RECORDS };
  const { type, seq = 0 } = JSON.parse(line) as { type: string; seq?: number };
  return { type, seq };
}

/** The first line that is not what it was. */
function firstDifference(original: readonly string[], text: string): number {
  let start = 0;
  const at = original.findIndex((line) => {
    const isSame = text.startsWith(line, start);
    start += line.length;
    return !isSame;
  });
  return at < 0 ? original.length : at;
}

it("finds each of a thousand random changes, and names the first broken record", { timeout: 600_000 }, async () => {
  const exports = await twoExports();
  for (const lines of exports)
    expect(await verifyExport(lines, { publicKey })).toMatchObject({ ok: true, seq: RECORDS });

  const random = createRandom(7);
  const below = (count: number): number => Math.floor(random() * count);
  const kinds = Object.keys(MUTATE);
  const found: Record<string, number> = {};
  for (let run = 0; run < MUTATIONS; run += 1) {
    const [original, others] = run % 2 === 0 ? exports : ([exports[1], exports[0]] as const);
    const kind = kinds[run % kinds.length] as string;
    const mutated = [...original];
    do MUTATE[kind]?.(mutated, others, below);
    while (mutated.join("") === original.join(""));

    const at = firstDifference(original, mutated.join(""));
    const { type, seq } = describeLine(original[at]);
    const context = `run ${run}: ${kind} at line ${at + 1}, a ${type} of ${seq}`;
    const bytes = [Buffer.from(mutated.join(""), "latin1")];
    const result = await verifyExport(bytes, { publicKey });
    if (result.ok) throw new Error(`not found: ${context}`);
    found[kind] = (found[kind] ?? 0) + 1;
    if (type === "record") {
      expect(result, context).toMatchObject({ seq, line: at + 1 });
      expect(result.provenSeq, context).toBeLessThan(seq);
    } else {
      // No record is broken, but what speaks for the one before it.
      const named = type === "cut" ? [0, 1] : [seq, seq + 1];
      expect(named, `${context}: ${result.message}`).toContain(result.seq);
      if (type !== "checkpoint") expect(result.line, context).toBe(at + 1);
    }
  }
  if (MUTATIONS >= 100) expect(Object.keys(found)).toEqual(kinds);
});
