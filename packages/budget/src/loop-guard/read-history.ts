import type { AgentStep } from "./agent-step.ts";
import { calledSteps, callsTools, taskBefore } from "./called-steps.ts";
import type { GuardedRequest } from "./guarded-request.ts";
import { textOf } from "./message-text.ts";
import { normaliseTask } from "./normalise-text.ts";
import { observedBlocks, observedSteps, waitsForObservation } from "./observed-steps.ts";

/** What an agent has done so far. */
export interface History {
  /** Its steps, the last one first, read as they are asked for. */
  steps: Iterable<AgentStep>;
  /** What it was told to do before its last so many steps. */
  task(steps: number): string;
}

/**
 * What the agent has done whose request this is.
 *
 * @returns nothing for all other requests, which costs next to nothing: everything else is done for agents only
 */
export function readHistory(request: GuardedRequest): History | undefined {
  const { messages } = request;
  if (waitsForObservation(request)) {
    const blocks = observedBlocks(messages);
    const task = (steps: number) => normaliseTask(blocks.slice(steps).reverse().join("\n"));
    return { steps: observedSteps(blocks), task: (steps) => withInstructions(request, task(steps)) };
  }
  const turn = messages.findLast(({ role }) => role === "assistant");
  if (turn === undefined || !callsTools(turn)) return undefined;
  const task = (steps: number) => normaliseTask(taskBefore(messages, steps));
  return { steps: calledSteps(messages), task: (steps) => withInstructions(request, task(steps)) };
}

/** Templates put what differs into the instructions, too. */
function withInstructions({ messages: [first] }: GuardedRequest, task: string): string {
  const isInstruction = first?.role === "system" || first?.role === "developer";
  return isInstruction ? `${normaliseTask(textOf(first.content))}\n${task}` : task;
}
