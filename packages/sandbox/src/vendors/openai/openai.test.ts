import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../start-sandbox.ts";
import { pick, postChat } from "../../testing/client.ts";
import { readChunks, readEvents } from "../../testing/read-events.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ vendors: ["openai"] });
});
afterAll(() => sandbox.close());

const user = (content: unknown) => ({ role: "user", content });
const send = (body: Record<string, unknown>, headers: Record<string, string> = {}) =>
  postChat("openai", sandbox.vendors.openai, { model: "gpt-4o", messages: [user("Hello")], ...body }, headers);
const message = async (body: Record<string, unknown>) => pick((await send(body)).json, "choices", 0, "message");

const closed = {
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
  additionalProperties: false,
};
const tool = (name: string, more: Record<string, unknown> = {}) => ({
  type: "function",
  function: { name, parameters: closed, ...more },
});
const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

describe("answers", () => {
  it("counts usage, n included", async () => {
    const one = (await send({})).json?.usage as Record<string, number>;
    const three = (await send({ n: 3 })).json;
    expect(three?.choices).toHaveLength(3);
    expect(pick(three, "usage", "completion_tokens")).toBe(3 * (one.completion_tokens ?? 0));
    expect(one.total_tokens).toBe((one.prompt_tokens ?? 0) + (one.completion_tokens ?? 0));
  });

  it("speaks, whole and streamed", async () => {
    const model = "gpt-4o-audio-preview";
    const modalities = ["text", "audio"];
    const whole = await message({ model, modalities, audio: { voice: "alloy", format: "mp3" } });
    expect(whole).toMatchObject({ content: null, audio: { transcript: expect.stringContaining("Hello") } });
    const { text } = await send({ model, modalities, audio: { voice: "alloy", format: "pcm16" }, stream: true });
    const deltas = readChunks(text).map(
      (chunk) => pick(chunk, "choices", 0, "delta", "audio") as Record<string, string>,
    );
    const spoken = deltas.map((audio) => audio?.transcript ?? "").join("");
    expect(spoken).toBe(pick(whole, "audio", "transcript"));
  });

  it("reports reasoning tokens inside the completion", async () => {
    const { json } = await send({ model: "gpt-5", reasoning_effort: "high" });
    expect(pick(json, "usage", "completion_tokens_details", "reasoning_tokens")).toBe(256);
    expect(pick(json, "usage", "completion_tokens")).toBeGreaterThan(256);
  });

  it("reports a repeated long prefix as cached", async () => {
    const messages = [user("cached words ".repeat(800)), { role: "assistant", content: "ok" }];
    const cached = async (last: string) =>
      pick(
        (await send({ messages: [...messages, user(last)] })).json,
        "usage",
        "prompt_tokens_details",
        "cached_tokens",
      );
    expect(await cached("one")).toBe(0);
    const tokens = (await cached("two")) as number;
    expect(tokens).toBeGreaterThanOrEqual(1_024);
    expect(tokens % 128).toBe(0);
  });

  it("calls tools with arguments that quote the prompt", async () => {
    expect(await message({ tools: [tool("f")] })).toMatchObject({
      content: null,
      tool_calls: [
        {
          id: expect.stringMatching(/^call_\w{24}$/),
          type: "function",
          function: { name: "f", arguments: '{"city":"Hello"}' },
        },
      ],
    });
    expect(await message({ functions: [{ name: "f", parameters: closed }] })).toMatchObject({
      function_call: { name: "f", arguments: '{"city":"Hello"}' },
    });
    const custom = { type: "custom", custom: { name: "c" } };
    expect(await message({ tools: [custom] })).toMatchObject({
      tool_calls: [{ type: "custom", custom: { name: "c", input: "Hello" } }],
    });
  });

  it("narrows tools to the allowed ones", async () => {
    const tool_choice = { type: "allowed_tools", allowed_tools: { mode: "required", tools: [tool("b")] } };
    expect(await message({ tools: [tool("a"), tool("b")], tool_choice })).toMatchObject({
      tool_calls: [{ function: { name: "b" } }],
    });
  });

  it("takes images and says so", async () => {
    const parts = [
      { type: "text", text: "Look" },
      { type: "image_url", image_url: { url: `data:image/png;base64,${png}` } },
      { type: "image_url", image_url: { url: "https://example.com/a.png" } },
    ];
    expect(pick(await message({ messages: [user(parts)] }), "content")).toContain("Attachments: 2 images.");
  });

  it("scores tokens", async () => {
    const { json } = await send({ logprobs: true, top_logprobs: 2 });
    const tokens = pick(json, "choices", 0, "logprobs", "content") as {
      token: string;
      logprob: number;
      bytes: number[];
    }[];
    expect(tokens.map(({ token }) => token).join("")).toBe(pick(json, "choices", 0, "message", "content"));
    for (const entry of tokens) {
      expect(entry.logprob).toBeLessThanOrEqual(0);
      expect(Buffer.from(entry.bytes).toString()).toBe(entry.token);
      expect(entry).toMatchObject({ top_logprobs: [{ token: entry.token }, { token: expect.any(String) }] });
    }
  });
});

describe("streams", () => {
  const stream = async (body: Record<string, unknown>, faults: object = {}) =>
    (await send({ stream: true, ...body }, { "x-sandbox-faults": JSON.stringify(faults) })).text;
  const withUsage = { stream_options: { include_usage: true } };

  it("reports usage on one last chunk without choices, null before, and not at all unless asked", async () => {
    const chunks = readChunks(await stream(withUsage));
    expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } });
    expect(readChunks(await stream({})).some((chunk) => "usage" in chunk)).toBe(false);
    expect(readEvents(await stream({})).at(-1)?.data).toBe("[DONE]");
  });

  it("moves usage where a fault wants it", async () => {
    const used = async (usage: string) =>
      readChunks(await stream(withUsage, { usage })).map((chunk) => chunk.usage != null);
    expect((await used("omit")).some(Boolean)).toBe(false);
    expect((await used("everyChunk")).every(Boolean)).toBe(true);
    expect(await used("onFinishChunk")).toEqual([...Array((await used("omit")).length - 1).fill(false), true]);
  });

  it("pads chunks unless told not to", async () => {
    expect(readChunks(await stream({})).every((chunk) => typeof chunk.obfuscation === "string")).toBe(true);
    const plain = await stream({ stream_options: { include_obfuscation: false } });
    expect(readChunks(plain).some((chunk) => "obfuscation" in chunk)).toBe(false);
  });

  it("sends parallel calls one after the other, arguments in pieces", async () => {
    const chunks = readChunks(await stream({ tools: [tool("one"), tool("two")], messages: [user("one and two")] }));
    const deltas = chunks.flatMap(
      (chunk) => (pick(chunk, "choices", 0, "delta", "tool_calls") ?? []) as Record<string, unknown>[],
    );
    for (const [index, name] of ["one", "two"].entries()) {
      const own = deltas.filter((delta) => delta.index === index);
      expect(own[0]).toMatchObject({ id: expect.any(String), type: "function", function: { name, arguments: "" } });
      const text = own.map((delta) => pick(delta, "function", "arguments")).join("");
      expect(JSON.parse(text)).toEqual({ city: "one and two" });
      expect(own.slice(1).every((delta) => delta.id === undefined)).toBe(true);
    }
    expect(pick(chunks.at(-1), "choices", 0, "finish_reason")).toBe("tool_calls");
  });

  it("gives every choice its own index", async () => {
    const chunks = readChunks(await stream({ n: 2 }));
    for (const index of [0, 1]) {
      const own = chunks.filter((chunk) => pick(chunk, "choices", 0, "index") === index);
      expect(own.map((chunk) => pick(chunk, "choices", 0, "delta", "content") ?? "").join("")).toContain("Hello");
      expect(pick(own.at(-1), "choices", 0, "finish_reason")).toBe("stop");
    }
  });
});
