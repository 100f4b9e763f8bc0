import type OpenAI from "openai";
import { zodFunction, zodResponseFormat } from "openai/helpers/zod";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { chatRequests, collect, lastBody, MODELS, says, startGateway, type TestGateway, VENDORS } from "./support.ts";

let hub: TestGateway;
let client: OpenAI;
beforeAll(async () => {
  hub = await startGateway();
  client = hub.client();
});
beforeEach(() => hub.clear());
afterAll(() => hub.stop());

function tool(name: string): OpenAI.ChatCompletionFunctionTool {
  const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
  return { type: "function", function: { name, description: `Calls ${name}.`, parameters } };
}
const weather = tool("weather");
const traffic = tool("traffic");
const clock: OpenAI.ChatCompletionFunctionTool = {
  type: "function",
  function: { name: "clock", parameters: { type: "object", properties: {} } },
};

function callsOf(completion: OpenAI.ChatCompletion): OpenAI.ChatCompletionMessageFunctionToolCall[] {
  const calls = completion.choices[0]?.message.tool_calls ?? [];
  return calls.filter((call) => call.type === "function");
}

/** Vendors without the field: it is named as dropped. */
const TELLS_NOTHING_OF_PARALLEL_CALLS: ReadonlySet<string> = new Set(["together", "google", "vertex"]);

describe.each(VENDORS)("tools of %s", (vendor, model) => {
  it.each([true, false])("complete a round trip in runTools (stream: %s)", async (stream) => {
    const asked: string[] = [];
    const lookUp = zodFunction({
      name: "weather",
      description: "The weather in a city.",
      parameters: z.object({ city: z.string(), days: z.number().int() }),
      function: ({ city, days }) => {
        asked.push(`${typeof city} ${Number.isInteger(days)}`);
        return { forecast: "sunny in Köln" };
      },
    });
    const body = { model, messages: says("Use weather for Köln"), tools: [lookUp] };
    const runner = stream
      ? client.chat.completions.runTools({ ...body, stream: true })
      : client.chat.completions.runTools(body);
    const answer = await runner.finalContent();
    expect(asked).toEqual(["string true"]);
    expect(answer).toContain("sunny in Köln");
    expect(runner.messages.map(({ role }) => role)).toEqual(["user", "assistant", "tool", "assistant"]);
    expect(chatRequests(hub.sandbox.vendors[vendor]).map(({ status }) => status)).toEqual([200, 200]);
  });

  it("are called in parallel, and their results go back together and in order", async () => {
    const messages = says("Use weather and traffic");
    const first = await client.chat.completions.create({ model, messages, tools: [weather, traffic] });
    const calls = callsOf(first);
    expect(first.choices[0]?.finish_reason).toBe("tool_calls");
    expect(calls.map((call) => call.function.name)).toEqual(["weather", "traffic"]);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
    const answer = first.choices[0]?.message as OpenAI.ChatCompletionMessage;
    const results = calls.map(({ id }, index) => ({
      role: "tool" as const,
      tool_call_id: id,
      content: `result ${index}`,
    }));
    const second = await client.chat.completions.create({
      model,
      messages: [...messages, answer, ...results],
      tools: [weather, traffic],
    });
    expect(second.choices[0]?.finish_reason).toBe("stop");
    expect(second.choices[0]?.message.content).toMatch(/"result 0".*"result 1"/);
  });

  it.skipIf(TELLS_NOTHING_OF_PARALLEL_CALLS.has(vendor))("are called once when parallel calls are off", async () => {
    const completion = await client.chat.completions.create({
      model,
      messages: says("Use weather and traffic"),
      tools: [weather, traffic],
      parallel_tool_calls: false,
    });
    expect(callsOf(completion)).toHaveLength(1);
  });

  it("stream as dense deltas: id, type and name once, then arguments that parse", async () => {
    const stream = await client.chat.completions.create({
      model,
      messages: says("Use weather and traffic"),
      tools: [weather, traffic],
      stream: true,
    });
    const chunks = await collect(stream);
    const deltas = chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);
    for (const index of [0, 1]) {
      const [first, ...rest] = deltas.filter((delta) => delta.index === index);
      expect(first).toMatchObject({ id: expect.any(String), type: "function", function: { name: expect.any(String) } });
      expect(rest.every((delta) => delta.id === undefined && delta.type === undefined)).toBe(true);
      expect(rest.every((delta) => delta.function?.name === undefined)).toBe(true);
      // Groq sends a whole call in one piece, so that its first delta has arguments already.
      const text = [first, ...rest].map((delta) => delta?.function?.arguments).join("");
      expect(JSON.parse(text)).toEqual({ city: expect.any(String) });
    }
    expect(deltas.map(({ index }) => index)).toEqual(deltas.map(({ index }) => index).sort());
    expect(chunks.filter(({ choices }) => choices[0]?.finish_reason).at(-1)?.choices[0]?.finish_reason).toBe(
      "tool_calls",
    );
  });

  it("without parameters are called with an empty object, streamed or not", async () => {
    const request = { model, messages: says("Use clock"), tools: [clock] };
    const whole = await client.chat.completions.create(request);
    expect(callsOf(whole)[0]?.function).toEqual({ name: "clock", arguments: "{}" });
    const streamed = await client.chat.completions.stream(request).finalChatCompletion();
    expect(callsOf(streamed as OpenAI.ChatCompletion)[0]?.function).toMatchObject({ name: "clock", arguments: "{}" });
  });

  it.each([
    ["required", "tool_calls", ["weather"]],
    [{ type: "function" as const, function: { name: "traffic" } }, "tool_calls", ["traffic"]],
    ["none", "stop", []],
    ["auto", "tool_calls", ["weather"]],
  ] as const)("obey tool_choice %j", async (tool_choice, finish_reason, names) => {
    // It leaves that to the model: the gateway says so in a 400.
    if (vendor === "deepinfra" && tool_choice !== "none" && tool_choice !== "auto") return;
    const completion = await client.chat.completions.create({
      model,
      messages: says("Anything"),
      tools: [weather, traffic],
      tool_choice,
    });
    expect(completion.choices[0]?.finish_reason).toBe(finish_reason);
    expect(callsOf(completion).map((call) => call.function.name)).toEqual(names);
  });

  it.each([false, true])("live beside structured output (stream: %s)", async (stream) => {
    const Person = z.object({ name: z.string(), age: z.number().int(), tags: z.array(z.enum(["a", "b"])) });
    const request = {
      model: structured(vendor),
      messages: says("Describe Anna"),
      response_format: zodResponseFormat(Person, "person"),
    };
    const completion = stream
      ? await client.chat.completions.stream(request).finalChatCompletion()
      : await client.chat.completions.parse(request);
    const [choice] = completion.choices;
    expect(choice?.finish_reason).toBe("stop");
    expect(choice?.message.tool_calls ?? []).toEqual([]);
    expect(Person.safeParse(choice?.message.parsed).success).toBe(true);
  });

  it("called with strict zod tools and a format in one request still parse", async () => {
    const Answer = z.object({ summary: z.string() });
    const completion = await client.chat.completions.parse({
      model: structured(vendor),
      messages: says("Use weather"),
      tools: [zodFunction({ name: "weather", parameters: z.object({ city: z.string() }) })],
      response_format: zodResponseFormat(Answer, "answer"),
    });
    const [call] = completion.choices[0]?.message.tool_calls ?? [];
    expect(call).toMatchObject({ type: "function", function: { parsed_arguments: { city: expect.any(String) } } });
  });
});

// What Groq answers to them is nowhere documented or recorded.
describe.each(VENDORS.filter(([vendor]) => vendor !== "groq"))("legacy functions of %s", (_vendor, model) => {
  it("are called and answered", async () => {
    const legacy: OpenAI.ChatCompletionCreateParamsNonStreaming = {
      model,
      messages: says("Use weather"),
      functions: [weather.function],
      function_call: "auto",
    };
    const first = await client.chat.completions.create(legacy);
    const [choice] = first.choices;
    expect(choice?.finish_reason).toBe("function_call");
    expect(choice?.message.function_call?.name).toBe("weather");
    expect(JSON.parse(choice?.message.function_call?.arguments ?? "")).toEqual({ city: expect.any(String) });
    expect(choice?.message.tool_calls).toBeUndefined();
    const result = { role: "function" as const, name: "weather", content: "sunny" };
    const messages = [...legacy.messages, choice?.message as OpenAI.ChatCompletionMessage, result];
    const second = await client.chat.completions.create({ ...legacy, messages });
    expect(second.choices[0]?.message.content).toContain("sunny");
  });
});

/** Groq constrains output to a schema with some models only. */
function structured(vendor: string): string {
  return vendor === "groq" ? "groq/openai/gpt-oss-20b" : MODELS[vendor as keyof typeof MODELS];
}

describe("Anthropic's side of tools", () => {
  it("gets parallel results in one user turn, and no second tool when parallel calls are off", async () => {
    const call = (id: string, name: string) => ({ id, type: "function" as const, function: { name, arguments: "{}" } });
    await client.chat.completions.create({
      model: MODELS.anthropic,
      tools: [weather, traffic],
      parallel_tool_calls: false,
      messages: [
        { role: "user", content: "Both" },
        { role: "assistant", content: null, tool_calls: [call("call_1", "weather"), call("call_2", "traffic")] },
        { role: "tool", tool_call_id: "call_1", content: "one" },
        { role: "tool", tool_call_id: "call_2", content: "" },
        { role: "user", content: "Well?" },
      ],
    });
    const body = lastBody(hub.sandbox.vendors.anthropic);
    expect(body.tool_choice).toEqual({ type: "auto", disable_parallel_tool_use: true });
    const messages = body.messages as { role: string; content: { type: string }[] }[];
    expect(messages.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
    expect(messages[2]?.content.map(({ type }) => type)).toEqual(["tool_result", "tool_result", "text"]);
  });
});
