import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { APICallError, generateText, isStepCount, Output, streamText, tool } from "ai";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { rejection, startGateway, type TestGateway, VENDORS, withFaults } from "./support.ts";

let hub: TestGateway;
let provider: ReturnType<typeof createOpenAICompatible>;
beforeAll(async () => {
  hub = await startGateway();
  provider = createOpenAICompatible({
    name: "hub",
    baseURL: `${hub.url}/v1`,
    apiKey: hub.key,
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
});
beforeEach(() => hub.clear());
afterAll(() => hub.stop());

const tools = {
  get_weather: tool({
    description: "The weather of a city.",
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city }) => `It is sunny in ${city}.`,
  }),
};

describe.each(VENDORS)("the AI SDK with %s", (vendor, model) => {
  it("generateText answers, with usage", async () => {
    const { text, finishReason, usage } = await generateText({ model: provider(model), prompt: "Grüße aus Köln 👋" });
    expect(text).toContain("Grüße aus Köln 👋");
    expect(finishReason).toBe("stop");
    expect(usage.totalTokens).toBe((usage.inputTokens ?? 0) + (usage.outputTokens ?? 0));
    expect(usage.outputTokens).toBeGreaterThan(0);
  });

  it("streamText spells the same answer, with the same usage", async () => {
    const whole = await generateText({ model: provider(model), prompt: "Count to three" });
    const stream = streamText({ model: provider(model), prompt: "Count to three" });
    const pieces: string[] = [];
    for await (const piece of stream.textStream) pieces.push(piece);
    expect(pieces.length).toBeGreaterThan(3);
    expect(pieces.join("")).toBe(whole.text);
    expect(await stream.finishReason).toBe("stop");
    expect((await stream.usage).outputTokens).toBe(whole.usage.outputTokens);
  });

  it("generateText runs a tool and goes on with its result", async () => {
    const prompt = "What is the weather in Paris?";
    const { steps, text } = await generateText({ model: provider(model), prompt, tools, stopWhen: isStepCount(3) });
    expect(steps).toHaveLength(2);
    expect(steps[0]?.finishReason).toBe("tool-calls");
    expect(steps[0]?.toolCalls).toMatchObject([{ toolName: "get_weather", input: { city: expect.any(String) } }]);
    expect(steps[1]?.finishReason).toBe("stop");
    expect(text).toContain("It is sunny in");
  });

  it("streamText runs a tool and goes on with its result", async () => {
    const prompt = "What is the weather in Paris?";
    const stream = streamText({ model: provider(model), prompt, tools, stopWhen: isStepCount(3) });
    const types: string[] = [];
    for await (const part of stream.stream) types.push(part.type);
    expect(types).toContain("tool-input-delta");
    expect(types).not.toContain("error");
    expect(await stream.steps).toHaveLength(2);
    expect(await stream.text).toContain("It is sunny in");
  });

  it("structured output is what the schema says, whole and streamed", async () => {
    const schema = z.object({ name: z.string(), age: z.number(), tags: z.array(z.string()) });
    const question = { model: provider(model), prompt: "Ann is 33.", output: Output.object({ schema }) };
    const { output } = await generateText(question);
    expect(schema.parse(output)).toEqual(output);
    expect(await streamText(question).output).toEqual(output);
  });

  it("a refused request is an APICallError with the true status, and says whether to try again", async () => {
    for (const [status, isRetryable] of [
      [400, false],
      [429, true],
      [503, true],
    ] as const) {
      const prompt = withFaults({ status });
      const error = await rejection(generateText({ model: provider(model), prompt, maxRetries: 0 }));
      expect(APICallError.isInstance(error)).toBe(true);
      expect(error).toMatchObject({ statusCode: status, isRetryable });
    }
  });

  it("an abort ends the vendor's work", async () => {
    const controller = new AbortController();
    const prompt = withFaults({ stallAfterEvents: 6 });
    const stream = streamText({ model: provider(model), prompt, abortSignal: controller.signal });
    for await (const _piece of stream.textStream) controller.abort();
    await expect
      .poll(() => hub.sandbox.vendors[vendor].requests[0]?.closedByClientAt, { timeout: 8_000 })
      .toBeDefined();
  });
});
