import { expect } from "vitest";
import { type Answer, type Feature, messageOf, says, tool } from "../feature.ts";

const weather = tool("weather");
const time = tool("time");
const question = says("What about weather and time in Rome?");

const calls = (answer: Answer) => messageOf(answer).tool_calls ?? [];
const namesOf = (answer: Answer) => calls(answer).map((call) => (call.type === "function" ? call.function.name : ""));

function callsNothing(answer: Answer): void {
  expect(calls(answer)).toEqual([]);
  expect(messageOf(answer).content).toMatch(/\w/);
}

function callsWeather(answer: Answer): void {
  expect(namesOf(answer)).toEqual(["weather"]);
  const [call] = calls(answer);
  expect(call).toMatchObject({ type: "function", id: expect.stringMatching(/^\S{1,}$/) });
  expect(JSON.parse(call?.type === "function" ? call.function.arguments : "")).toEqual({ city: expect.any(String) });
  expect(answer.completion.choices[0]?.finish_reason).toBe("tool_calls");
}

/** In OpenAI's stream a call begins with id, type and name, and goes on with its arguments alone. */
function streamsWeather(answer: Answer): void {
  callsWeather(answer);
  const deltas = answer.chunks.flatMap(({ choices }) => {
    const [choice] = choices as { delta: { tool_calls?: Record<string, unknown>[] } }[];
    return choice?.delta.tool_calls ?? [];
  });
  const [first, ...rest] = deltas;
  expect(Object.keys(first ?? {}).toSorted()).toEqual(["function", "id", "index", "type"]);
  for (const delta of rest) expect(delta).toEqual({ index: 0, function: { arguments: expect.any(String) } });
}

/** A conversation in which the model has called tools, and their results are there. */
const withResults: Feature["converse"] = async (ask) => {
  const { choices } = await ask({ messages: question, tools: [weather, time] });
  const message = choices[0]?.message;
  if (!message?.tool_calls) throw new Error("No tool was called.");
  const { role, content, tool_calls } = message;
  const results = tool_calls.map(({ id }) => ({ role: "tool" as const, tool_call_id: id, content: "Fine" }));
  // Whoever runs tools side by side gets their results in any order.
  return [...question, { role, content, tool_calls }, ...results.toReversed()];
};

/** Rows about functions that the model may call. */
export const toolFeatures: readonly Feature[] = [
  { name: "tools", converse: async () => says("weather?"), request: { tools: [weather] }, check: callsWeather },
  {
    name: "parallel tool calls",
    converse: async () => question,
    request: { tools: [weather, time] },
    check(answer) {
      expect(namesOf(answer).toSorted()).toEqual(["time", "weather"]);
      expect(new Set(calls(answer).map(({ id }) => id)).size).toBe(2);
    },
  },
  {
    name: "tool results",
    converse: withResults,
    request: { tools: [weather, time] },
    params: ["messages", "tools"],
    check: callsNothing,
  },
  {
    name: "streamed tool calls",
    converse: async () => says("weather?"),
    request: { tools: [weather], stream: true },
    check: streamsWeather,
  },
  {
    name: "tools without parameters",
    request: { tools: [{ type: "function", function: { name: "now" } }] },
    check(answer) {
      expect(calls(answer)).toMatchObject([{ type: "function", function: { name: "now", arguments: "{}" } }]);
    },
  },
  {
    name: "strict tools",
    converse: async () => says("weather?"),
    request: { tools: [tool("weather", { strict: true })] },
    check: callsWeather,
  },
  {
    name: 'tool_choice "auto"',
    converse: async () => says("weather?"),
    request: { tools: [weather], tool_choice: "auto" },
    check: callsWeather,
  },
  { name: 'tool_choice "none"', request: { tools: [weather], tool_choice: "none" }, check: callsNothing },
  {
    name: 'tool_choice "required"',
    converse: async () => says("weather?"),
    request: { tools: [weather, time], tool_choice: "required" },
    check: callsWeather,
  },
  {
    name: "tool_choice of a function",
    converse: async () => says("time?"),
    request: { tools: [time, weather], tool_choice: { type: "function", function: { name: "weather" } } },
    check: callsWeather,
  },
  {
    name: "tool_choice of allowed tools",
    converse: async () => says("weather?"),
    request: {
      tools: [time, weather],
      tool_choice: {
        type: "allowed_tools",
        allowed_tools: { mode: "required", tools: [{ type: "function", function: { name: "weather" } }] },
      },
    },
    check: callsWeather,
  },
  {
    name: "parallel_tool_calls: false",
    converse: async () => question,
    request: { tools: [weather, time], parallel_tool_calls: false },
    params: ["parallel_tool_calls"],
    check: (answer) => expect(calls(answer)).toHaveLength(1),
  },
  {
    name: "functions (the older form)",
    converse: async () => says("weather?"),
    request: { functions: [weather.function], function_call: "auto" },
    check(answer) {
      expect(messageOf(answer).function_call).toMatchObject({ name: "weather", arguments: expect.any(String) });
      expect(answer.completion.choices[0]?.finish_reason).toBe("function_call");
    },
  },
  {
    name: "custom tools",
    request: { tools: [{ type: "custom", custom: { name: "note" } }], tool_choice: "required" },
    params: ["tools", "tool_choice"],
    check: (answer) => expect(calls(answer)).toMatchObject([{ type: "custom", custom: { name: "note" } }]),
  },
];
