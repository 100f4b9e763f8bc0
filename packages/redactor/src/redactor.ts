import { createEngine, type LocatedFinding, type RedactorOptions } from "./engine.ts";
import type { PolicyOptions } from "./policy/define-policy.ts";
import type { Direction, Policy, Preset } from "./policy/policy.ts";
import type { RedactionError } from "./redaction-error.ts";
import { createTextRestorer, restoreText, type TextRestorer } from "./text/text-restorer.ts";

/** What is known of a text. */
export interface RedactTextOptions {
  /** Default `input`. */
  direction?: Direction;
  /** Whose text it is; findings are remembered for each tenant apart. Default: one tenant. */
  tenant?: string;
}

/** A text without what must not leave, and the way back. */
export interface TextRedaction {
  text: string;
  findings: LocatedFinding[];
  /** Why the text must not leave, if so. In `text`, what is refused is replaced by its type all the same. */
  blocked?: RedactionError | undefined;
  /** Puts the values back into a text that has this redaction's placeholders. */
  restore(text: string): string;
  /** Does the same for a text that comes in pieces. */
  restoreStream(): TextRestorer;
}

/** Finds and hides under one policy. */
export interface Redactor {
  readonly policy: Policy;
  /**
   * Hides what the policy says in one text.
   *
   * @throws RedactionError `inspection_unavailable` when a detector fails
   */
  redact(text: string, options?: RedactTextOptions): TextRedaction;
}

/** A text of its own has no later turns: its beginning is enough to tell it from most others. */
const MAX_SEED_LENGTH = 4_096;

/**
 * Creates a redactor. It keeps nothing of the texts but a cache of positions.
 *
 * @throws RedactionError `invalid_policy`
 */
export function createRedactor(policy: PolicyOptions | Policy | Preset = {}, options: RedactorOptions = {}): Redactor {
  const engine = createEngine(policy, options);
  return {
    policy: engine.policy,
    redact(text, { direction = "input", tenant = "" } = {}) {
      const vault = engine.openVault(() => text.slice(0, MAX_SEED_LENGTH));
      const slot = { path: [], text, format: "auto", direction, isForeign: true } as const;
      const { changed, findings, blocked } = engine.redactSlots([slot], vault, tenant);
      return {
        text: changed.get(0) ?? text,
        findings,
        blocked,
        restore: (redacted) => restoreText(vault, redacted, "auto"),
        restoreStream: () => createTextRestorer(vault, "auto"),
      };
    },
  };
}
