import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  collect,
  lastBody,
  lastRequest,
  MODELS,
  says,
  spell,
  startGateway,
  type TestGateway,
  VENDORS,
} from "./support.ts";

let hub: TestGateway;
let client: OpenAI;
beforeAll(async () => {
  hub = await startGateway();
  client = hub.client();
});
beforeEach(() => hub.clear());
afterAll(() => hub.stop());

describe.each(VENDORS)("chat completions of %s", (vendor, model) => {
  it("answer in OpenAI's form, under the model's name as it was asked for", async () => {
    const completion = await client.chat.completions.create({ model, messages: says("Grüße aus Köln 👋") });
    expect(completion).toMatchObject({ object: "chat.completion", model, id: expect.any(String) });
    expect(completion.created).toBeGreaterThan(1_700_000_000);
    expect(completion.choices).toHaveLength(1);
    const [choice] = completion.choices;
    expect(choice).toMatchObject({ index: 0, finish_reason: "stop", logprobs: null });
    expect(choice?.message).toMatchObject({ role: "assistant", refusal: null });
    expect(choice?.message.content).toContain("Grüße aus Köln 👋");
    const { usage } = completion;
    expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0));
    expect(usage?.completion_tokens).toBeGreaterThan(0);
  });

  it("stream the same text, without usage unless it was asked for", async () => {
    const messages = says("Grüße aus Köln 👋");
    const whole = await client.chat.completions.create({ model, messages });
    const chunks = await collect(await client.chat.completions.create({ model, messages, stream: true }));
    expect(spell(chunks)).toBe(whole.choices[0]?.message.content);
    expect(new Set(chunks.map((chunk) => chunk.id)).size).toBe(1);
    expect(chunks.every((chunk) => chunk.model === model && chunk.object === "chat.completion.chunk")).toBe(true);
    expect(chunks.filter(({ choices }) => choices.length === 0)).toEqual([]);
    expect(chunks.some((chunk) => "usage" in chunk)).toBe(false);
    expect(chunks.filter(({ choices }) => choices[0]?.finish_reason)).toHaveLength(1);
    expect(chunks[0]?.choices[0]?.delta.role).toBe("assistant");
  });

  it("stream usage on one last chunk without choices when it was asked for", async () => {
    const messages = says("Count me");
    const whole = await client.chat.completions.create({ model, messages });
    const chunks = await collect(
      await client.chat.completions.create({ model, messages, stream: true, stream_options: { include_usage: true } }),
    );
    const last = chunks.at(-1);
    expect(last?.choices).toEqual([]);
    expect(last?.usage).toMatchObject({
      prompt_tokens: whole.usage?.prompt_tokens,
      completion_tokens: whole.usage?.completion_tokens,
      total_tokens: whole.usage?.total_tokens,
    });
    expect(chunks.slice(0, -1).every(({ usage, choices }) => usage === null && choices.length > 0)).toBe(true);
  });

  it("drive the stream helper's events to a final completion", async () => {
    const seen = { content: "", done: "", chunks: 0 };
    const stream = client.chat.completions
      .stream({ model, messages: says("Helper"), stream_options: { include_usage: true } })
      .on("content", (delta) => {
        seen.content += delta;
      })
      .on("content.done", ({ content }) => {
        seen.done = content;
      })
      .on("chunk", () => {
        seen.chunks += 1;
      });
    const final = await stream.finalChatCompletion();
    expect(final.choices[0]?.message.content).toContain("Helper");
    expect(seen.content).toBe(final.choices[0]?.message.content);
    expect(seen.done).toBe(seen.content);
    expect(seen.chunks).toBeGreaterThan(3);
    expect(final.choices[0]?.finish_reason).toBe("stop");
    expect(final.usage?.total_tokens).toBeGreaterThan(0);
    expect(await stream.finalContent()).toBe(seen.content);
  });

  it("say in headers who answered, and pass none of the vendor's on", async () => {
    const { data, response, request_id } = await client.chat.completions
      .create({ model, messages: says("Headers") })
      .withResponse();
    const { headers } = response;
    expect(headers.get("x-hub-correlation-id")).toMatch(/^req_[0-9a-f]{32}$/);
    expect(request_id).toBe(headers.get("x-hub-correlation-id"));
    expect(data).toHaveProperty("_request_id", request_id);
    expect(headers.get("x-hub-provider")).toBe(vendor);
    expect(headers.get("x-hub-model")).toBe(model.slice(vendor.length + 1));
    expect(headers.get("x-hub-mode")).toBe("managed");
    expect(headers.get("x-hub-attempts")).toBe("1");
    expect(headers.get("x-hub-scan-ms")).toMatch(/^\d+\.\d+$/);
    expect(headers.get("x-hub-route-reason")).toBe("pinned");
    expect(headers.get("x-hub-dropped-params")).toBeNull();
    const foreign = [...headers.keys()].filter((name) =>
      /^(set-cookie|cf-|server|openai-|anthropic-|x-ratelimit|x-groq)/.test(name),
    );
    expect(foreign).toEqual([]);
  });

  it("stream under headers that no proxy buffers", async () => {
    const { data, response } = await client.chat.completions
      .create({ model, messages: says("Headers"), stream: true })
      .withResponse();
    await collect(data);
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-cache, no-transform");
    expect(response.headers.get("x-accel-buffering")).toBe("no");
    expect(response.headers.get("x-hub-provider")).toBe(vendor);
    expect(response.headers.get("x-hub-correlation-id")).toMatch(/^req_/);
  });

  it("hoist or keep system and developer messages, with their order", async () => {
    await client.chat.completions.create({
      model,
      messages: [
        { role: "system", content: "First rule." },
        { role: "user", content: "Hi" },
        { role: "developer", content: "Second rule." },
        { role: "user", content: "Go on" },
      ],
    });
    const sent = lastRequest(hub.sandbox.vendors[vendor]).rawBody;
    expect(sent.indexOf("First rule.")).toBeGreaterThan(-1);
    expect(sent.indexOf("First rule.")).toBeLessThan(sent.indexOf("Second rule."));
    expect(lastRequest(hub.sandbox.vendors[vendor]).status).toBe(200);
  });

  it("end at a stop sequence and at the token limit", async () => {
    const stopped = await client.chat.completions.create({ model, messages: says("one STOP two"), stop: ["STOP"] });
    expect(stopped.choices[0]).toMatchObject({ finish_reason: "stop" });
    expect(stopped.choices[0]?.message.content).not.toContain("STOP");
    const limited = await client.chat.completions.create({ model, messages: says("Hello"), max_completion_tokens: 3 });
    expect(limited.choices[0]?.finish_reason).toBe("length");
    expect(limited.usage?.completion_tokens).toBe(3);
  });
});

describe("Anthropic's system prompt", () => {
  it("holds system and developer messages from anywhere in the conversation", async () => {
    await client.chat.completions.create({
      model: MODELS.anthropic,
      messages: [
        { role: "developer", content: "First rule." },
        { role: "user", content: "Hi" },
        { role: "system", content: [{ type: "text", text: "Second rule." }] },
      ],
    });
    const { system, messages } = lastBody(hub.sandbox.vendors.anthropic);
    expect(system).toEqual([
      { type: "text", text: "First rule." },
      { type: "text", text: "Second rule." },
    ]);
    expect(messages).toEqual([{ role: "user", content: [{ type: "text", text: "Hi" }] }]);
  });
});

describe("what a vendor cannot express", () => {
  const request = { model: MODELS.anthropic, messages: says("Hi"), seed: 7, logit_bias: { "1": 2 } };

  it("is dropped and named in a header", async () => {
    const { response } = await client.chat.completions.create(request).withResponse();
    expect(response.headers.get("x-hub-dropped-params")?.split(",").sort()).toEqual(["logit_bias", "seed"]);
  });

  it("is named on a stream, too", async () => {
    const { data, response } = await client.chat.completions.create({ ...request, stream: true }).withResponse();
    await collect(data);
    expect(response.headers.get("x-hub-dropped-params")?.split(",").sort()).toEqual(["logit_bias", "seed"]);
  });

  it("is refused where the caller wants it strict, and the vendor never hears of it", async () => {
    const headers = { "x-hub-strict-params": "true" };
    const refused = client.chat.completions.create(request, { headers });
    await expect(refused).rejects.toBeInstanceOf(OpenAI.BadRequestError);
    await expect(refused).rejects.toMatchObject({ status: 400, code: "unsupported_parameter" });
    await expect(refused).rejects.toHaveProperty("param", expect.stringMatching(/^(seed|logit_bias)$/));
    expect(hub.sandbox.vendors.anthropic.requests).toEqual([]);
  });

  it("is refused always when it changes the answer", async () => {
    const twice = client.chat.completions.create({ model: MODELS.groq, messages: says("Hi"), n: 2 });
    await expect(twice).rejects.toMatchObject({ status: 400, code: "unsupported_parameter", param: "n" });
  });
});

describe("model names", () => {
  it.each([
    ["gpt-4.1-mini", "openai", "maker"],
    ["claude-sonnet-4-6", "anthropic", "maker"],
    ["oah/gpt-4.1-mini", "openai", "only"],
    ["groq/openai/gpt-oss-20b", "groq", "pinned"],
  ])("%s goes to %s and is echoed", async (model, provider, reason) => {
    const { data, response } = await client.chat.completions.create({ model, messages: says("Hi") }).withResponse();
    expect(data.model).toBe(model);
    expect(response.headers.get("x-hub-provider")).toBe(provider);
    expect(response.headers.get("x-hub-route-reason")).toBe(reason);
  });

  it("are listed and can be looked up, pinned or bare", async () => {
    const models = await collect(client.models.list());
    const ids = models.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(Object.values(MODELS)));
    expect(new Set(ids).size).toBe(ids.length);
    expect(
      models.every(({ object, created }) => object === "model" && (created === 0 || created > 1_400_000_000)),
    ).toBe(true);
    for (const id of [...Object.values(MODELS), "gpt-4.1-mini", "groq/openai/gpt-oss-20b"]) {
      expect(await client.models.retrieve(id)).toMatchObject({ id, object: "model" });
    }
    expect(hub.sandbox.vendors.openai.requests).toEqual([]);
  });

  it("are not found when nobody has them", async () => {
    await expect(client.models.retrieve("openai/gpt-4.1-minni")).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  });
});
