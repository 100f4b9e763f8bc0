import { type Engine, type LocatedFinding, refusal } from "../engine.ts";
import { createOutputGuard } from "../text/output-guard.ts";
import { createTextRestorer, findPlaceholders, type TextFormat, type TextRestorer } from "../text/text-restorer.ts";
import type { Vault } from "../text/vault.ts";

/** What the texts of one answer have in common. */
export interface AnswerContext {
  engine: Engine;
  vault: Vault;
  /** Whether anybody wants to know what the model says by itself. */
  watchesOutput: boolean;
  /** Takes what is found in the answer. */
  findings: LocatedFinding[];
}

/** Whether answers come out of {@link createAnswerText} as they went in. */
export function isIdle({ vault, watchesOutput }: AnswerContext): boolean {
  return vault.isEmpty && !watchesOutput;
}

/**
 * One text of an answer: the output policy looks at the model's own words, then values take the place of placeholders.
 *
 * @throws RedactionError from `push` and `end`, where the policy blocks what the model says
 */
export function createAnswerText(
  { engine, vault, watchesOutput, findings }: AnswerContext,
  format: TextFormat,
  path: string,
): TextRestorer {
  const restorer = createTextRestorer(vault, format);
  if (!watchesOutput) return restorer;
  const { scanner, hash } = engine;
  const guard = createOutputGuard({
    scanner,
    hash,
    format,
    placeholdersIn: (text) => findPlaceholders(vault, text),
    onFinding(finding) {
      const located = { ...finding, path, direction: "output" } as const;
      findings.push(located);
      const refused = refusal([located]);
      if (refused) throw refused;
    },
  });
  return {
    push: (piece) => restorer.push(guard.push(piece)),
    end: () => restorer.push(guard.end()) + restorer.end(),
  };
}
