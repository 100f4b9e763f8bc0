import type { AgentStep } from "./agent-step.ts";

/** What a history keeps coming back to. */
export interface Repetition {
  /** The tools called in the step that repeats. */
  tools: readonly string[];
  /** How often it is found. */
  count: number;
}

/** How many different steps a loop may go through. */
const LONGEST_LOOP = 4;
/** Most characters read, over all steps. */
const MAX_LENGTH = 262_144;

/**
 * Finds the loop that a run ends in: its last step, `limit` times, and among them no more than three others. An agent
 * that gets somewhere does something new now and then, which ends the search, mostly after five steps. So does a turn
 * that only talks: it ended another run, and somebody who asks the same again is no loop.
 *
 * @param steps the last one first
 */
export function findRepetition(steps: Iterable<AgentStep>, limit: number): Repetition | undefined {
  const different = new Set<string>();
  let last: AgentStep | undefined;
  let count = 0;
  let length = 0;
  for (const step of steps) {
    last ??= step;
    different.add(step.substance);
    length += step.length;
    if (step.tools.length === 0 || different.size > LONGEST_LOOP || length > MAX_LENGTH) return undefined;
    if (step.substance === last.substance) count++;
    if (count >= limit) return { tools: last.tools, count };
  }
  return undefined;
}
