import { plainEnds } from "./message-text.ts";
import { MAX_TEXT_LENGTH, normaliseArguments, normaliseNudge, normaliseResult } from "./normalise-text.ts";

/** What an agent did, and what came of it: a turn of the model, and all that follows up to its next turn. */
export interface AgentStep {
  /** The names of the tools called; none in a turn that only talks. */
  tools: readonly string[];
  /** All of substance. Equal for steps that are the same. */
  substance: string;
  /** About how many characters were read for it. */
  length: number;
}

/** One call of a tool: its name, and its arguments as the model wrote them. */
export interface Call {
  name: string;
  input: string;
}

/** What came after a turn of the model: of a tool, or in the user's name. */
export interface Answer {
  isNudge: boolean;
  text: string;
}

/** Most characters of one step that are read; of what is beyond, any change counts. */
const MAX_LENGTH = 65_536;

/** A step out of what was called, said and answered. The order of parallel calls makes no difference. */
export function createStep(calls: readonly Call[], said: string, answers: readonly Answer[]): AgentStep {
  let length = 0;
  function read(text: string, normalise: (text: string) => string): string {
    length += Math.min(text.length, MAX_TEXT_LENGTH);
    return length <= MAX_LENGTH ? normalise(text) : plainEnds(text);
  }
  const substance = [
    ...calls.map(({ name, input }) => `${name}(${read(input, normaliseArguments)})`).sort(),
    read(said, normaliseResult),
    ...answers.map(({ isNudge, text }) => read(text, isNudge ? normaliseNudge : normaliseResult)).sort(),
  ];
  return {
    tools: [...new Set(calls.map(({ name }) => name))].sort(),
    // Lengths keep what was called apart from what was answered.
    substance: substance.map((text) => `${text.length}:${text}`).join("\n"),
    length,
  };
}
