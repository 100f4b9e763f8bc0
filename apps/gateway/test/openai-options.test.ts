import type OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { collect, lastBody, lastRequest, MODELS, says, spell, startGateway, type TestGateway } from "./support.ts";

let hub: TestGateway;
let client: OpenAI;
beforeAll(async () => {
  hub = await startGateway();
  client = hub.client();
});
beforeEach(() => hub.clear());
afterAll(() => hub.stop());

/** The smallest PNG: one transparent pixel. */
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** An assistant message with what vendors add to OpenAI's form. */
interface Reasoned {
  content?: string | null;
  reasoning_content?: string;
  thinking_blocks?: { type: string; thinking?: string; signature?: string; data?: string }[];
}

describe("images", () => {
  it.each([
    ["openai", MODELS.openai],
    ["anthropic", MODELS.anthropic],
    ["groq", "groq/meta-llama/llama-4-scout-17b-16e-instruct"],
  ] as const)("reach %s as data URLs, byte for byte", async (vendor, model) => {
    const completion = await client.chat.completions.create({
      model,
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "What is this?" },
            { type: "image_url", image_url: { url: `data:image/png;base64,${PIXEL}` } },
          ],
        },
      ],
    });
    expect(completion.choices[0]?.message.content).toContain("Attachments: 1 image");
    expect(lastRequest(hub.sandbox.vendors[vendor]).rawBody).toContain(PIXEL);
  });
});

describe("several answers", () => {
  it("come as several choices", async () => {
    const completion = await client.chat.completions.create({ model: MODELS.openai, messages: says("Hi"), n: 3 });
    expect(completion.choices.map(({ index }) => index)).toEqual([0, 1, 2]);
  });

  it("stream side by side", async () => {
    const request = { model: MODELS.openai, messages: says("Hi"), n: 2 };
    const whole = await client.chat.completions.create(request);
    const final = await client.chat.completions.stream(request).finalChatCompletion();
    expect(final.choices.map(({ message }) => message.content)).toEqual(
      whole.choices.map(({ message }) => message.content),
    );
  });
});

describe("log probabilities", () => {
  it("come with each token, whole or streamed", async () => {
    const request = { model: MODELS.openai, messages: says("Hi"), logprobs: true, top_logprobs: 2 };
    const whole = await client.chat.completions.create(request);
    const tokens = whole.choices[0]?.logprobs?.content ?? [];
    expect(tokens.map(({ token }) => token).join("")).toBe(whole.choices[0]?.message.content);
    expect(tokens.every(({ top_logprobs }) => top_logprobs.length === 2)).toBe(true);
    const chunks = await collect(await client.chat.completions.create({ ...request, stream: true }));
    const streamed = chunks.flatMap(({ choices }) => choices[0]?.logprobs?.content ?? []);
    expect(streamed.map(({ token }) => token)).toEqual(tokens.map(({ token }) => token));
  });
});

describe("reasoning models of OpenAI", () => {
  it("get the output limit under its new name, and are spared what they refuse", async () => {
    const { response } = await client.chat.completions
      .create({ model: "openai/o4-mini", messages: says("Hi"), max_tokens: 500, temperature: 0.2, stop: ["x"] })
      .withResponse();
    expect(response.headers.get("x-hub-dropped-params")?.split(",").sort()).toEqual(["stop", "temperature"]);
    expect(lastBody(hub.sandbox.vendors.openai)).toMatchObject({ max_completion_tokens: 500 });
    expect(lastBody(hub.sandbox.vendors.openai)).not.toHaveProperty("max_tokens");
  });

  it("report the tokens of their hidden reasoning", async () => {
    const { usage } = await client.chat.completions.create({
      model: "o4-mini",
      messages: says("Hi"),
      reasoning_effort: "low",
    });
    expect(usage?.completion_tokens_details?.reasoning_tokens).toBe(64);
  });
});

describe("reasoning of Anthropic", () => {
  const lookUp = {
    type: "function" as const,
    function: {
      name: "look_up",
      parameters: { type: "object", properties: { q: { type: "string" } }, required: ["q"] },
    },
  };
  const request = {
    model: MODELS.anthropic,
    messages: says("Use look_up"),
    tools: [lookUp],
    reasoning_effort: "high" as const,
  };

  it.each([false, true])(
    "comes as text and as signed blocks, and goes back byte for byte (stream: %s)",
    async (stream) => {
      const first = stream ? await fold(request) : await whole(request);
      expect(first.reasoning_content).toContain("Use look_up");
      const [block] = first.thinking_blocks ?? [];
      const signed = { type: "thinking", thinking: first.reasoning_content, signature: expect.any(String) };
      expect(block).toEqual({ ...signed, vendor: "anthropic" });

      const [call] = first.tool_calls ?? [];
      const history = [
        ...request.messages,
        first,
        { role: "tool", tool_call_id: call?.id ?? "", content: "found" },
      ] as OpenAI.ChatCompletionMessageParam[];
      const second = await client.chat.completions.create({ ...request, messages: history });
      expect(second.choices[0]?.message.content).toContain("found");
      const sent = lastBody(hub.sandbox.vendors.anthropic).messages as { role: string; content: unknown[] }[];
      expect(sent[1]?.content[0]).toEqual({ ...signed, signature: block?.signature });
      expect(lastRequest(hub.sandbox.vendors.anthropic).rawBody).toContain(JSON.stringify(block?.signature));
    },
  );

  it("that is redacted goes back as it came", async () => {
    const trigger =
      "ANTHROPIC_MAGIC_STRING_TRIGGER_REDACTED_THINKING_46C9A13E193C177646C7398A98432ECCCE4C1253D5E2D82641AC0E52CC2876CB";
    const first = await whole({ ...request, messages: says(`Use look_up ${trigger}`) });
    const redacted = first.thinking_blocks?.filter(({ type }) => type === "redacted_thinking") ?? [];
    expect(redacted).toHaveLength(1);
    const history = [
      ...says(`Use look_up ${trigger}`),
      first,
      { role: "tool", tool_call_id: first.tool_calls?.[0]?.id ?? "", content: "found" },
    ] as OpenAI.ChatCompletionMessageParam[];
    await client.chat.completions.create({ ...request, messages: history });
    const sent = lastBody(hub.sandbox.vendors.anthropic).messages as { content: unknown[] }[];
    const sentBack = redacted.map(({ type, data }) => ({ type, data }));
    expect(sent[1]?.content).toEqual(expect.arrayContaining(sentBack));
  });

  it("goes to no other door of the same model either", async () => {
    const first = await whole(request);
    expect(first.thinking_blocks).toHaveLength(1);
    const messages = [
      ...request.messages,
      first,
      { role: "tool", tool_call_id: first.tool_calls?.[0]?.id ?? "", content: "found" },
    ] as OpenAI.ChatCompletionMessageParam[];
    const { response } = await client.chat.completions
      .create({ ...request, model: MODELS.bedrock, messages })
      .withResponse();
    const { rawBody } = lastRequest(hub.sandbox.vendors.bedrock);
    expect(rawBody).not.toContain(JSON.stringify(first.thinking_blocks?.[0]?.signature));
    expect(response.headers.get("x-hub-dropped-params")).toContain("thinking_blocks");
  });

  it("goes to no other vendor, and unsigned not even back", async () => {
    const thinking = { type: "thinking", thinking: "secret thought", signature: "c2ln" };
    const messages = [
      { role: "user", content: "Hi" },
      { role: "assistant", content: "Hello", reasoning_content: "secret thought", thinking_blocks: [thinking] },
      { role: "user", content: "Go on" },
    ] as OpenAI.ChatCompletionMessageParam[];
    for (const vendor of ["openai", "groq"] as const) {
      const { response } = await client.chat.completions.create({ model: MODELS[vendor], messages }).withResponse();
      expect(lastRequest(hub.sandbox.vendors[vendor]).rawBody).not.toContain("secret thought");
      expect(response.headers.get("x-hub-dropped-params")).toContain("thinking_blocks");
    }
    const unsigned = structuredClone(messages) as unknown as { thinking_blocks: object[] }[];
    (unsigned[1] as { thinking_blocks: object[] }).thinking_blocks = [{ ...thinking, signature: " " }];
    await client.chat.completions.create({
      model: MODELS.anthropic,
      messages: unsigned as unknown as OpenAI.ChatCompletionMessageParam[],
    });
    expect(lastRequest(hub.sandbox.vendors.anthropic).rawBody).not.toContain("secret thought");
  });

  type Answer = OpenAI.ChatCompletionMessage & Reasoned;

  async function whole(body: typeof request): Promise<Answer> {
    return (await client.chat.completions.create(body)).choices[0]?.message as Answer;
  }

  /** The client's own helper does not know the fields that vendors add, so the deltas are folded by hand. */
  async function fold(body: typeof request): Promise<Answer> {
    const { choices } = await client.chat.completions.stream(body).finalChatCompletion();
    const chunks = await collect(await client.chat.completions.create({ ...body, stream: true }));
    const deltas = chunks.map((chunk) => chunk.choices[0]?.delta as Reasoned | undefined);
    return {
      ...(choices[0]?.message as OpenAI.ChatCompletionMessage),
      reasoning_content: deltas.map((delta) => delta?.reasoning_content ?? "").join(""),
      thinking_blocks: deltas.flatMap((delta) => delta?.thinking_blocks ?? []),
    };
  }
});

describe("reasoning of Groq", () => {
  it("has the same name as everywhere", async () => {
    const request = { model: "groq/openai/gpt-oss-20b", messages: says("Hi"), reasoning_effort: "low" as const };
    const { choices } = await client.chat.completions.create(request);
    const message = choices[0]?.message as Reasoned;
    expect(message.reasoning_content).toContain("Hi");
    const chunks = await collect(await client.chat.completions.create({ ...request, stream: true }));
    const streamed = chunks.map((chunk) => (chunk.choices[0]?.delta as Reasoned | undefined)?.reasoning_content ?? "");
    expect(streamed.join("")).toBe(message.reasoning_content);
    expect(spell(chunks)).toBe(message.content);
  });
});
