import { AuditError } from "../audit-error.ts";
import { verifyingKey } from "../chain/signing-key.ts";
import type { Cut, Signed } from "../chain/statement.ts";
import { createChainVerifier } from "./chain-verifier.ts";
import { type ExportSource, readLines } from "./read-lines.ts";
import { BrokenChain, type VerifyProblem } from "./verify-problem.ts";

export type { VerifyProblem } from "./verify-problem.ts";

/** What an export is held to. */
export interface VerifyOptions {
  /** The keys that may have signed it, as PEM. */
  publicKey: string | readonly string[];
  /** Whose chain it must be. Default: whosever it is. */
  account?: string | undefined;
  /**
   * A place in the chain that is known from elsewhere, as from a checkpoint that was kept: an export of an earlier time
   * is whole in itself, but does not reach it. Not looked at where it is older than a cut.
   */
  head?: { seq: number; hash: string } | undefined;
}

/** What is known of an export. */
export type VerifyResult =
  | {
      ok: true;
      account: string;
      /** How many records it holds. */
      records: number;
      /** The number of the first of them, 0 where there is none. */
      firstSeq: number;
      /** The number of the last record of the chain. */
      seq: number;
      /** Its hash. */
      hash: string;
      /** When the chain stood there, in ms since the epoch. */
      time: number;
      /** What has been deleted before it for its age. */
      cut: Signed<Cut> | null;
    }
  | {
      ok: false;
      /** Null where not even that can be told. */
      account: string | null;
      /** The number of the first broken record: the one that should be here, or that a broken signature speaks of. */
      seq: number;
      /** The last record that a signature vouches for, with all before it; 0 for none. */
      provenSeq: number;
      /** The line, from 1. */
      line: number;
      problem: VerifyProblem;
      message: string;
    };

/**
 * Verifies an export, with nothing but the public key: that each record is what it was, at its place, and none is
 * missing up to the signed head. Reads it in pieces; memory does not grow with it.
 *
 * @throws AuditError `invalid_argument` for a wrong option; whatever the source throws
 */
export async function verifyExport(source: ExportSource, options: VerifyOptions): Promise<VerifyResult> {
  const { publicKey, account, head } = options;
  const keys = (typeof publicKey === "string" ? [publicKey] : publicKey).map(verifyingKey);
  if (head && !(Number.isSafeInteger(head.seq) && head.seq >= 0 && typeof head.hash === "string"))
    throw new AuditError("invalid_argument", "`head` must have a `seq` and a `hash`.", { param: "head" });
  const verifier = createChainVerifier({ keys, account, head });
  let line = 0;
  try {
    for await (const text of readLines(source)) {
      line += 1;
      verifier.take(text);
    }
    line += 1;
    return { ok: true, ...verifier.end() };
  } catch (error) {
    const problem = error instanceof SyntaxError ? new BrokenChain("malformed", error.message) : error;
    if (!(problem instanceof BrokenChain)) throw error;
    if (problem !== error) line += 1;
    const { state } = verifier;
    return {
      ok: false,
      account: state.account ?? null,
      seq: problem.seq ?? state.seq + 1,
      provenSeq: state.provenSeq,
      line,
      problem: problem.problem,
      message: `Line ${line}: ${problem.message}.`,
    };
  }
}
