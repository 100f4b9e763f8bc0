import { type AgentStep, type Answer, type Call, createStep } from "./agent-step.ts";
import type { GuardedMessage, GuardedRequest } from "./guarded-request.ts";
import { textOf } from "./message-text.ts";

const MAX_STOPS = 8;
const MAX_MESSAGES = 128;
const MAX_LENGTH = 65_536;
const ACTION = "\nAction:";
const OBSERVATION = "\nObservation:";

/**
 * Whether the model is to stop before an "Observation": agents that call tools in prose (ReAct, as in LangChain's
 * `create_react_agent`) stop it there to put in what the tool answered.
 */
export function waitsForObservation({ stop }: GuardedRequest): boolean {
  if (stop === undefined || stop === null) return false;
  const stops: readonly unknown[] = Array.isArray(stop) ? stop.slice(0, MAX_STOPS) : [stop];
  return stops.some((text) => typeof text === "string" && text.slice(0, 32).includes("Observation"));
}

/**
 * A history told in prose: `Action: … Action Input: … Observation: …`, over and over. All of it may stand in one
 * message, or each step in messages of its own.
 *
 * @returns each step's text, the last one first, and at the end what comes before them
 */
export function observedBlocks(messages: readonly GuardedMessage[]): string[] {
  const texts: string[] = [];
  let length = 0;
  for (let index = messages.length - 1; index >= 0 && texts.length < MAX_MESSAGES && length < MAX_LENGTH; index--) {
    const { role, content } = messages[index] as GuardedMessage;
    if (role !== "user" && role !== "assistant") continue;
    const text = textOf(content);
    texts.push(text);
    length += text.length;
  }
  return `\n${texts.reverse().join("\n")}`.slice(-MAX_LENGTH).split(ACTION).reverse();
}

/** The steps of a history told in prose, the last one first. */
export function* observedSteps(blocks: readonly string[]): Iterable<AgentStep> {
  for (const block of blocks.slice(0, -1)) {
    const observed = block.indexOf(OBSERVATION);
    if (observed < 0) continue;
    yield createStep([toCall(block.slice(0, observed))], "", [toResult(block.slice(observed + OBSERVATION.length))]);
  }
}

function toCall(action: string): Call {
  const [name = "", input = ""] = action.split("\nAction Input:", 2);
  return { name: name.trim(), input: input.trim() };
}

/** What the model thought next is no part of what the tool answered. */
function toResult(observation: string): Answer {
  return { isNudge: false, text: (observation.split("\nThought:", 1)[0] as string).trim() };
}
