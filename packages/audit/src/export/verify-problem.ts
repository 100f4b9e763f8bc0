/** What can be wrong with an export, and what it means. */
export const VERIFY_PROBLEMS = {
  malformed: "a line is not what was written",
  wrong_account: "a line belongs to another account",
  out_of_order: "a record or checkpoint is missing, or at another's place",
  changed: "a record is not the one that its hash was made of",
  broken_link: "a record was not written after the one before it",
  bad_signature: "a checkpoint, cut or head is not signed by a trusted key",
  checkpoint_mismatch: "the records are not those that a checkpoint was signed for",
  head_mismatch: "the chain does not go through the head that was expected",
  truncated: "the end is missing",
  after_head: "something follows the end",
} as const;

/** What is wrong with an export. */
export type VerifyProblem = keyof typeof VERIFY_PROBLEMS;

/** Ends the verification of an export. */
export class BrokenChain extends Error {
  readonly problem: VerifyProblem;
  /** The record that it is about; by default the one that should have come next. */
  readonly seq: number | undefined;

  constructor(problem: VerifyProblem, message: string, seq?: number) {
    super(message);
    this.problem = problem;
    this.seq = seq;
  }
}
