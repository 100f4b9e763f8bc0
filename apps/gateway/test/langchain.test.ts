import {
  AIMessage,
  type AIMessageChunk,
  HumanMessage,
  SystemMessage,
  ToolMessage,
  type UsageMetadata,
} from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { ChatOpenAI, type ChatOpenAIFields } from "@langchain/openai";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { rejection, startGateway, type TestGateway, VENDORS, withFaults } from "./support.ts";

let hub: TestGateway;
beforeAll(async () => {
  hub = await startGateway();
});
beforeEach(() => hub.clear());
afterAll(() => hub.stop());

function chat(model: string, fields: ChatOpenAIFields = {}): ChatOpenAI {
  const { configuration, ...rest } = fields;
  return new ChatOpenAI({
    model,
    apiKey: hub.key,
    maxRetries: 0,
    configuration: { baseURL: `${hub.url}/v1`, ...configuration },
    ...rest,
  });
}

const getWeather = tool(({ city }: { city: string }) => `It is sunny in ${city}.`, {
  name: "get_weather",
  description: "The weather of a city.",
  schema: z.object({ city: z.string() }),
});
const getTime = tool(({ zone }: { zone: string }) => `It is noon in ${zone}.`, {
  name: "get_time",
  description: "The time in a zone.",
  schema: z.object({ zone: z.string() }),
});

/** LangChain's types lose the usage of a message on the way. */
function usageOf(message: AIMessageChunk): UsageMetadata | undefined {
  return message.usage_metadata;
}

describe.each(VENDORS)("LangChain with %s", (_vendor, model) => {
  it("invoke answers, with usage", async () => {
    const answer = await chat(model).invoke([new SystemMessage("Be brief."), new HumanMessage("Grüße aus Köln 👋")]);
    expect(answer.text).toContain("Grüße aus Köln 👋");
    expect(answer.text).toContain("Be brief.");
    expect(answer.response_metadata).toMatchObject({ finish_reason: "stop", model_name: model });
    const usage = usageOf(answer);
    expect(usage?.total_tokens).toBe((usage?.input_tokens ?? 0) + (usage?.output_tokens ?? 0));
    expect(usage?.output_tokens).toBeGreaterThan(0);
  });

  it("stream spells the same answer, and reports usage once", async () => {
    const whole = await chat(model).invoke("Count to three");
    const chunks: AIMessageChunk[] = [];
    for await (const chunk of await chat(model).stream("Count to three")) chunks.push(chunk);
    expect(chunks.length).toBeGreaterThan(3);
    expect(chunks.map(({ text }) => text).join("")).toBe(whole.text);
    const reports = chunks.flatMap((chunk) => usageOf(chunk) ?? []);
    expect(reports).toHaveLength(1);
    expect(reports[0]?.output_tokens).toBe(usageOf(whole)?.output_tokens);
  });

  it("bindTools calls a tool, and answers from its result", async () => {
    const bound = chat(model).bindTools([getWeather]);
    const question = new HumanMessage("What is the weather in Paris?");
    const call = await bound.invoke([question]);
    expect(call.tool_calls).toMatchObject([{ name: "get_weather", args: { city: expect.any(String) } }]);
    expect(call.invalid_tool_calls).toEqual([]);
    const result = (await getWeather.invoke(call.tool_calls?.[0] as never)) as ToolMessage;
    expect(result).toBeInstanceOf(ToolMessage);
    const answer = await bound.invoke([question, call, result]);
    expect(answer.tool_calls).toEqual([]);
    expect(answer.text).toContain("It is sunny in");
  });

  it("bindTools streams two calls in one turn, whose pieces fit together", async () => {
    const bound = chat(model).bindTools([getWeather, getTime]);
    const stream = await bound.stream("Call get_weather and get_time");
    let whole: AIMessageChunk | undefined;
    for await (const chunk of stream) whole = whole ? whole.concat(chunk) : chunk;
    expect(whole?.tool_calls).toMatchObject([
      { name: "get_weather", args: { city: expect.any(String) } },
      { name: "get_time", args: { zone: expect.any(String) } },
    ]);
    expect(new Set(whole?.tool_calls?.map(({ id }) => id)).size).toBe(2);
    expect(whole?.invalid_tool_calls).toEqual([]);
    const calls = whole?.tool_calls ?? [];
    const results = calls.map(({ id }) => new ToolMessage({ tool_call_id: id ?? "", content: `result of ${id}` }));
    const answer = await bound.invoke([
      new HumanMessage("Both?"),
      new AIMessage({ content: "", tool_calls: calls }),
      ...results,
    ]);
    for (const { id } of calls) expect(answer.text).toContain(`result of ${id}`);
  });

  it.each(["jsonSchema", "functionCalling"] as const)(
    "withStructuredOutput by %s gives what the schema says",
    async (method) => {
      // It calls a tool by name, which DeepInfra leaves to the model: the gateway says so in a 400.
      if (method === "functionCalling" && model.startsWith("deepinfra/")) return;
      const schema = z.object({ name: z.string(), age: z.number(), tags: z.array(z.string()) });
      const structured = chat(model).withStructuredOutput(schema, { name: "person", method });
      const person = await structured.invoke("Ann is 33.");
      expect(schema.parse(person)).toEqual(person);
    },
  );

  it("a refused request is an error of OpenAI's kind, with the vendor's reason", async () => {
    const error = await rejection(chat(model).invoke(withFaults({ status: 429, retryAfter: "1" })));
    expect(error).toMatchObject({ status: 429 });
    const streamed = await rejection(chat(model).stream(withFaults({ status: 400 })));
    expect(streamed).toMatchObject({ status: 400 });
  });
});

it("LangChain retries what may succeed later", async () => {
  const { openai } = hub.sandbox.vendors;
  openai.failNext({ status: 500 });
  const answer = await chat("gpt-4.1-mini", { maxRetries: 1 }).invoke("Hello");
  expect(answer.text).toContain("Hello");
  expect(openai.requests).toHaveLength(2);
});
