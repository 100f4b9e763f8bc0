import { GENESIS, sealHash } from "../chain/seal.ts";
import type { VerifyingKey } from "../chain/signing-key.ts";
import { type Checkpoint, type Cut, isSigned, type Signed, type StatementKind } from "../chain/statement.ts";
import { canonicalJson } from "../record/canonical-json.ts";
import { BrokenChain } from "./verify-problem.ts";

/** What is known of the lines so far. */
interface ChainState {
  account: string | undefined;
  /** The last record's number. */
  seq: number;
  /** Its hash. */
  hash: string;
  /** The last checkpoint's `seq`. */
  checkpoint: number;
  /** Up to where a signature was found to hold. */
  provenSeq: number;
  records: number;
  firstSeq: number;
  cut: Signed<Cut> | undefined;
  head: Signed<Checkpoint> | undefined;
}

interface ChainVerifierOptions {
  keys: readonly VerifyingKey[];
  account: string | undefined;
  head: { seq: number; hash: string } | undefined;
}

interface RecordLine {
  type: "record";
  hash: string;
  prev: string;
  record: { account?: unknown } | null;
  seq: number;
}

type Line = RecordLine | ({ type: "cut" } & Signed<Cut>) | ({ type: "checkpoint" | "head" } & Signed<Checkpoint>);

const FIELDS: Record<string, readonly string[]> = {
  record: ["hash", "prev", "record", "seq", "type"],
  checkpoint: ["account", "hash", "key", "previous", "seq", "signature", "time", "type"],
  head: ["account", "hash", "key", "previous", "seq", "signature", "time", "type"],
  cut: ["account", "count", "hash", "key", "previous", "signature", "time", "type", "upToSeq"],
};

/** Follows a chain line by line; `take` and `end` throw BrokenChain where it breaks. */
export function createChainVerifier({ keys, account, head: expected }: ChainVerifierOptions) {
  const state: ChainState = {
    account,
    seq: 0,
    hash: GENESIS,
    checkpoint: 0,
    provenSeq: 0,
    records: 0,
    firstSeq: 0,
    cut: undefined,
    head: undefined,
  };

  function take(text: string): void {
    if (state.head) throw new BrokenChain("after_head", "something follows the end of the chain");
    const line = parse(text);
    switch (line.type) {
      case "record":
        takeRecord(line);
        break;
      case "cut":
        takeCut(line);
        break;
      case "checkpoint":
        takeCheckpoint(line);
        break;
      case "head":
        takeHead(line);
    }
  }

  function takeRecord({ hash, prev, record, seq }: RecordLine): void {
    const next = state.seq + 1;
    if (seq !== next) throw new BrokenChain("out_of_order", `record ${next} should be here, not ${seq}`);
    if (prev !== state.hash) throw new BrokenChain("broken_link", `record ${seq} was not written after the one before`);
    if (sealHash(prev, canonicalJson(record), seq) !== hash)
      throw new BrokenChain("changed", `record ${seq} is not the one that its hash was made of`);
    belongsTo(record?.account);
    state.seq = seq;
    state.hash = hash;
    state.records += 1;
    state.firstSeq ||= seq;
    meetsExpected();
  }

  function takeCut(cut: Signed<Cut>): void {
    if (state.seq > 0) throw new BrokenChain("out_of_order", "a cut can only come first");
    signedBy("cut", cut, 0);
    belongsTo(cut.account);
    state.cut = withoutType(cut);
    state.seq = cut.upToSeq;
    state.hash = cut.hash;
    state.checkpoint = cut.previous;
    state.provenSeq = cut.upToSeq;
    meetsExpected();
  }

  function takeCheckpoint(checkpoint: Signed<Checkpoint>): void {
    endsHere("checkpoint", checkpoint);
    state.checkpoint = checkpoint.seq;
  }

  function takeHead(head: Signed<Checkpoint>): void {
    endsHere("head", head);
    state.head = head;
  }

  function endsHere(kind: "checkpoint" | "head", statement: Signed<Checkpoint>): void {
    const { seq, hash, previous } = statement;
    // One that is here for the second time is not about its record, but in the place of the next.
    const isDue = seq > state.checkpoint || (kind === "head" && seq === state.checkpoint);
    signedBy(kind, statement, isDue && seq === state.seq ? seq : undefined);
    belongsTo(statement.account);
    if (seq > state.seq) throw new BrokenChain("out_of_order", `here is a ${kind} of record ${seq}, which is missing`);
    if (!isDue || seq < state.seq || previous < state.checkpoint)
      throw new BrokenChain(
        "out_of_order",
        `the ${kind} of record ${seq} is not at its place`,
        isDue ? seq : undefined,
      );
    if (hash !== state.hash) throw new BrokenChain("checkpoint_mismatch", `record ${seq} is not what was signed`, seq);
    if (previous > state.checkpoint)
      throw new BrokenChain("out_of_order", `the checkpoint of record ${previous} is missing`, previous);
    state.provenSeq = seq;
  }

  function signedBy(kind: StatementKind, statement: Signed<Checkpoint | Cut>, seq: number | undefined): void {
    if (!isSigned(kind, withoutType(statement), keys))
      throw new BrokenChain("bad_signature", `the ${kind} is not signed by a trusted key`, seq);
  }

  function belongsTo(owner: unknown): void {
    if (typeof owner === "string") state.account ??= owner;
    if (owner === undefined || owner !== state.account)
      throw new BrokenChain("wrong_account", "the line belongs to another account");
  }

  function meetsExpected(): void {
    if (expected?.seq === state.seq && expected.hash !== state.hash)
      throw new BrokenChain("head_mismatch", `record ${state.seq} is not the one that was expected`, state.seq);
  }

  function end() {
    const { head, account: owner, records, firstSeq, cut = null } = state;
    if (!head || owner === undefined) throw new BrokenChain("truncated", "the end of the chain is missing");
    const { seq, hash, time } = head;
    if (expected && expected.seq > seq)
      throw new BrokenChain("truncated", `the chain was known to reach record ${expected.seq}, and ends at ${seq}`);
    return { account: owner, records, firstSeq, seq, hash, time, cut };
  }

  return { state: state as Readonly<ChainState>, take, end };
}

/** A line, which has to be exactly what an export writes. */
function parse(text: string): Line {
  let line: unknown;
  try {
    line = JSON.parse(text);
    if (canonicalJson(line) !== text) line = undefined;
  } catch {
    line = undefined;
  }
  if (typeof line !== "object" || line === null) throw new BrokenChain("malformed", "the line is not what was written");
  const { type } = line as { type?: unknown };
  const fields = Object.hasOwn(FIELDS, String(type)) ? FIELDS[String(type)] : undefined;
  if (Object.keys(line).join() !== fields?.join()) throw new BrokenChain("malformed", "the line is of no known kind");
  return line as Line;
}

function withoutType<Statement extends object>(statement: Statement): Statement {
  const { type: _, ...rest } = statement as Statement & { type?: unknown };
  return rest as Statement;
}
