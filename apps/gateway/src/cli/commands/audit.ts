import { createWriteStream } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { VerifyResult } from "@hub/audit";
import { type Command, CommandError, command, type Output, UsageError } from "../command.ts";

export const AUDIT_COMMANDS: readonly Command[] = [
  command({
    name: "audit export",
    summary: "Write all records to standard output, or to a file.",
    options: {
      format: { type: "string", value: "<format>", help: "jsonl (default), which can be verified, or csv" },
      out: { type: "string", value: "<file>", help: "where to write them" },
      project: { type: "string", value: "<id>", help: "csv: only those of this project" },
      key: { type: "string", value: "<id>", help: "csv: only those of this key" },
      from: { type: "string", value: "<day>", help: "csv: since this day or time" },
      to: { type: "string", value: "<day>", help: "csv: before this day or time" },
    },
    async run({ options: { out, ...query } }, { admin, stdout }) {
      const pieces = await admin.download("/audit/export", query);
      try {
        if (out === undefined) await pipeline(pieces, stdout, { end: false });
        else await pipeline(pieces, createWriteStream(out, { mode: 0o600 }));
      } catch (cause) {
        throw new CommandError(`The export broke off: ${(cause as Error).message}. Try again.`, { cause });
      }
      return out === undefined ? undefined : { json: { file: out }, text: `The records are in ${out}.` };
    },
  }),
  command({
    name: "audit public-key",
    summary: "Show the key that exports are verified with. Keep a copy apart from the gateway.",
    async run(_input, { admin }) {
      const answer = await admin.get<{ public_key: string }>("/audit/public-key");
      return { json: answer, text: answer.public_key.trimEnd() };
    },
  }),
  command({
    name: "audit verify",
    summary: "Check an export, without the gateway: nothing changed, removed, added, moved or cut off.",
    operands: ["file"],
    options: {
      "public-key": { type: "string", value: "<file>", help: "the key from `hub audit public-key`" },
      head: { type: "string", value: "<seq>:<hash>", help: "a place in the chain that is known from before" },
    },
    notes: "<file> is an export in the format jsonl, or - for standard input.",
    async run({ operands: { file }, options: { "public-key": keyFile, head } }, { stdin }) {
      if (keyFile === undefined)
        throw new UsageError("Which key? Add --public-key <file>; `hub audit public-key` shows it.");
      const { AuditError, verifyExport } = await import("@hub/audit");
      const options = { publicKey: await read(keyFile), ...(head !== undefined && { head: headOf(head) }) };
      try {
        const source = file === "-" ? stdin : (await open(file)).createReadStream();
        return describe(await verifyExport(source, options));
      } catch (cause) {
        if (AuditError.isInstance(cause)) throw new CommandError(cause.message, { cause });
        throw new CommandError(`${file} cannot be read: ${(cause as Error).message}`, { cause });
      }
    },
  }),
];

function describe(result: VerifyResult): Output {
  if (!result.ok) {
    const text = `Broken at record ${result.seq} (line ${result.line}): ${result.message}`;
    return { json: result, text, ok: false };
  }
  const { records, seq, hash, time, cut } = result;
  const deleted = cut ? ` ${cut.count} older ones were deleted for their age, and that is signed.` : "";
  const text = `In order: ${records} records up to ${seq}, as of ${new Date(time).toISOString()}.${deleted}\nHead: ${seq}:${hash}`;
  return { json: result, text };
}

function headOf(text: string): { seq: number; hash: string } {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (!seq || !hash) throw new UsageError("--head is <seq>:<hash>, as `hub audit verify` shows it.");
  return { seq: Number(seq), hash };
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new CommandError(`${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
