import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { VENDOR_IDS } from "../src/vendors.ts";
import {
  collect,
  eventually,
  MODELS,
  rejection,
  says,
  spell,
  startGateway,
  type TestGateway,
  VENDORS,
} from "./support.ts";

const transport = { idleTimeoutMs: 250 };

let hub: TestGateway;
let client: OpenAI;
beforeAll(async () => {
  hub = await startGateway({ vendors: Object.fromEntries(VENDOR_IDS.map((id) => [id, { transport }])) });
  client = hub.client();
});
beforeEach(() => hub.clear());
afterAll(() => hub.stop());

const TEXT = "Grüße aus Köln 👋";

/** What the client's stream gave, and how it ended. */
async function read(model: string): Promise<{ chunks: OpenAI.ChatCompletionChunk[]; error: unknown }> {
  const chunks: OpenAI.ChatCompletionChunk[] = [];
  try {
    const stream = await client.chat.completions.create({ model, messages: says(TEXT), stream: true });
    for await (const chunk of stream) chunks.push(chunk);
    return { chunks, error: undefined };
  } catch (error) {
    return { chunks, error };
  }
}

/** The stream's bytes as they come from the gateway. */
async function readRaw(model: string, fields: object = {}): Promise<string> {
  const response = await fetch(`${hub.url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${hub.key}` },
    body: JSON.stringify({ model, messages: says(TEXT), stream: true, ...fields }),
  });
  expect(response.status).toBe(200);
  return response.text();
}

/** The client gets what came and then an error; on the wire that is one event, the last, and nothing says "done". */
async function expectBroken(model: string): Promise<void> {
  const [{ chunks, error }, text] = await Promise.all([read(model), readRaw(model)]);
  expect(error).toBeInstanceOf(OpenAI.APIError);
  expect(spell(chunks)).not.toBe("");
  expect(chunks.every(({ choices }) => !choices[0]?.finish_reason)).toBe(true);
  const events = text.split("\n\n").filter((event) => event.startsWith("data: "));
  expect(events.filter((event) => event.startsWith('data: {"error":'))).toHaveLength(1);
  expect(events.at(-1)).toMatch(/^data: \{"error":/);
  expect(text).not.toContain("[DONE]");
}

const endsWithDone = (text: string) => text.endsWith("data: [DONE]\n\n");

/** Where a vendor may put its usage; one has a place of its own besides. */
const USAGE_PLACES = ["onFinishChunk", "everyChunk"] as const;

/** The others' events are read by the code of the first. */
const ONE_OF_EACH_FORMAT: ReadonlySet<string> = new Set(["openai", "anthropic", "google", "bedrock"]);

/** Vendors that send a whole call and the end of the answer in one event, which cannot be cut in between. */
const CALLS_AT_ONCE: ReadonlySet<string> = new Set(["google", "vertex", "xai", "mistral"]);

describe.each(VENDORS)("a stream of %s", (vendor, model) => {
  const vendorOf = () => hub.sandbox.vendors[vendor];

  it("with an error in its middle gives what came, then the error, and no end", async () => {
    vendorOf().faults = { errorEventAt: 8 };
    await expectBroken(model);
  });

  it.each([600, 900, 1_201, 1_550, 2_003])(
    "cut after %i bytes gives what came, then an error",
    async (cutAfterBytes) => {
      vendorOf().faults = { cutAfterBytes, outputTokens: 40 };
      const { chunks, error } = await read(model);
      expect(error).toBeInstanceOf(OpenAI.APIError);
      expect(chunks.some(({ choices }) => choices[0]?.finish_reason)).toBe(false);
    },
  );

  it("that is cut anywhere never seems complete", async () => {
    const whole = spell((await read(model)).chunks);
    for (let cutAfterBytes = 1; cutAfterBytes < 8_000; cutAfterBytes += 997) {
      vendorOf().faults = { cutAfterBytes };
      const { chunks, error } = await read(model);
      if (error === undefined) expect(spell(chunks)).toBe(whole);
      else expect(whole.startsWith(spell(chunks))).toBe(true);
    }
  });

  it.each([
    ["a malformed event", { malformedEventAt: 6 }],
    ["a malformed first event", { malformedEventAt: 1 }],
    ["bytes that come three by three", { chunkBytes: 3 }],
    ["bytes that come seven by seven", { chunkBytes: 7 }],
    ["CRLF", { lineEnding: "\r\n" as const }],
    ["a byte order mark", { bom: true }],
    ["a byte order mark and CRLF, one byte at a time", { bom: true, lineEnding: "\r\n" as const, chunkBytes: 1 }],
    ["pings", { pings: 9 }],
  ])("with %s reads like any other", async (_what, faults) => {
    const expected = (await read(model)).chunks;
    vendorOf().faults = faults;
    const { chunks, error } = await read(model);
    expect(error).toBeUndefined();
    expect(spell(chunks)).toBe(spell(expected));
    expect(spell(chunks)).toContain(TEXT);
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe("stop");
  });

  if (ONE_OF_EACH_FORMAT.has(vendor)) {
    it("with an event of 2 MB passes it whole", async () => {
      vendorOf().faults = { eventBytes: 2_000_000 };
      const { chunks, error } = await read(model);
      expect(error).toBeUndefined();
      expect(spell(chunks).length).toBeGreaterThan(2_000_000);
    });
  }

  it.each([...USAGE_PLACES, ...(vendor === "groq" ? (["vendorExtra"] as const) : [])])(
    "that reports usage its own way (%s) gives it the one right way",
    async (usage) => {
      vendorOf().faults = { usage };
      const asked = { model, messages: says(TEXT), stream: true as const, stream_options: { include_usage: true } };
      const chunks = await collect(await client.chat.completions.create(asked));
      const withUsage = chunks.filter((chunk) => chunk.usage);
      expect(withUsage).toEqual([chunks.at(-1)]);
      expect(withUsage[0]?.choices).toEqual([]);
      expect(withUsage[0]?.usage?.completion_tokens).toBeGreaterThan(5);
      expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe("stop");
      const { chunks: unasked } = await read(model);
      expect(unasked.some((chunk) => "usage" in chunk)).toBe(false);
    },
  );

  it("that reports no usage ends without inventing any", async () => {
    vendorOf().faults = { usage: "omit" };
    const text = await readRaw(model, { stream_options: { include_usage: true } });
    expect(endsWithDone(text)).toBe(true);
    expect(text).not.toMatch(/"usage":\{/);
  });

  it.skipIf(CALLS_AT_ONCE.has(vendor))("of tool calls that is cut anywhere never seems complete", async () => {
    const parameters = { type: "object", properties: { q: { type: "string" } }, required: ["q"] };
    const tools = [{ type: "function", function: { name: "look", parameters } }];
    // Later cuts than these may hit what comes after the answer's end.
    for (const cutAfterBytes of vendor === "groq" ? [350, 500] : [700, 1_000, 1_300]) {
      vendorOf().faults = { cutAfterBytes };
      const stream = client.chat.completions.stream({
        model,
        messages: says(TEXT),
        tools,
        tool_choice: "required",
      } as never);
      const finished = vi.fn();
      stream.on("tool_calls.function.arguments.done", finished);
      expect(await rejection(stream.finalChatCompletion())).toBeInstanceOf(OpenAI.APIError);
      expect(finished).not.toHaveBeenCalled();
    }
  });
});

describe("streams that fall silent", () => {
  it("are ended after the idle time, and the vendors' sockets closed", async () => {
    for (const [vendor] of VENDORS) hub.sandbox.vendors[vendor].faults = { stallAfterEvents: 8 };
    await Promise.all(VENDORS.map(([, model]) => expectBroken(model)));
    for (const [vendor] of VENDORS) await eventually(() => expect(hub.sandbox.vendors[vendor].openRequests).toBe(0));
  });
});

describe("an error in a stream", () => {
  it("has the message, type and code of any other", async () => {
    hub.sandbox.vendors.anthropic.faults = { errorEventAt: 8 };
    const { error } = await read(MODELS.anthropic);
    expect(error).toMatchObject({
      code: "upstream_error",
      type: "server_error",
      message: expect.stringContaining("overloaded"),
    });
  });
});
