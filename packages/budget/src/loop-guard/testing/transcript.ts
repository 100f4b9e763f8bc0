import type { GuardedMessage, GuardedRequest } from "../guarded-request.ts";

/** What agents are told to do where it makes no difference. */
export const TASK = "Find out when the museum opens.";

/** One turn of an agent in a trace: what it calls, with what, and what comes back. */
export type Turn = readonly [tool: string, input: unknown, result: string];

const INSTRUCTIONS = "You are a helpful agent.";

/** The requests of an agent that sends its whole history each time, as OpenAI's and LangChain's agents do. */
export function growing(task: string, turns: readonly Turn[], system = INSTRUCTIONS): GuardedRequest[] {
  const messages: GuardedMessage[] = [
    { role: "system", content: system },
    { role: "user", content: task },
  ];
  const requests: GuardedRequest[] = [{ messages: [...messages] }];
  for (const [index, turn] of turns.entries()) {
    messages.push(...toMessages(turn, index));
    requests.push({ messages: [...messages] });
  }
  return requests;
}

/** A turn as messages, with ids that differ each time, as vendors make them. */
export function toMessages([name, input, result]: Turn, index: number): GuardedMessage[] {
  const id = `call_${(index * 7919 + 104_729).toString(36)}Xy${index}`;
  const call = { id, type: "function", function: { name, arguments: JSON.stringify(input) } };
  return [
    { role: "assistant", content: index % 3 ? `Let me try ${index} more.` : null, tool_calls: [call] },
    { role: "tool", content: result, ...{ tool_call_id: id } },
  ];
}

/** The requests of a LangChain ReAct agent: one prompt, at the end of which the scratchpad grows. */
export function react(task: string, turns: readonly Turn[]): GuardedRequest[] {
  const prompt = `Answer the following questions as best you can. You have access to the following tools:

search(query: str) - searches the web
Use the following format:

Question: the input question you must answer
Thought: you should always think about what to do
Action: the action to take, should be one of [search]
Action Input: the input to the action
Observation: the result of the action
... (this Thought/Action/Action Input/Observation can repeat N times)
Thought: I now know the final answer
Final Answer: the final answer to the original input question

Begin!

Question: ${task}
Thought:`;
  let scratchpad = "";
  const request = (): GuardedRequest => ({
    messages: [{ role: "user", content: prompt + scratchpad }],
    stop: ["\nObservation"],
  });
  const requests = [request()];
  for (const [index, [name, input, result]] of turns.entries()) {
    scratchpad += ` I should look again, for the ${index + 1}. time.\nAction: ${name}\nAction Input: ${input}\nObservation: ${result}\nThought:`;
    requests.push(request());
  }
  return requests;
}

/** The requests of an agent that sends its task and its last turn only. */
export function lastTurnOnly(task: string, turns: readonly Turn[]): GuardedRequest[] {
  return turns.map((turn, index) => ({
    messages: [{ role: "system", content: INSTRUCTIONS }, { role: "user", content: task }, ...toMessages(turn, index)],
  }));
}

/** So many turns. */
export function times(count: number, turn: (index: number) => Turn): Turn[] {
  return Array.from({ length: count }, (_, index) => turn(index));
}

/** Each question is answered with one call, and then in words. */
export function asking(count: number): GuardedRequest[] {
  const messages: GuardedMessage[] = [];
  const requests: GuardedRequest[] = [];
  for (let question = 0; question < count; question++) {
    messages.push({ role: "user", content: "Any new mail?" });
    requests.push({ messages: [...messages] });
    messages.push(...toMessages(["list_mail", {}, "[]"], question));
    requests.push({ messages: [...messages] });
    messages.push({ role: "assistant", content: "No new mail." });
  }
  return requests;
}

/** A moment, some seconds after the one before it. */
export function clock(index: number): string {
  return new Date(1_795_370_000_000 + index * 3_217).toISOString();
}

/** A UUID, another one for each index. */
export const uuid = (index: number) =>
  `${(0x3f2a91c0 + index * 977).toString(16)}-5b1e-4c7d-9a2f-${(0xabc123456789 + index * 31).toString(16)}`;
