import { once } from "node:events";
import { connect, createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { type HandDrivenVendor, startHandDrivenVendor } from "./hand-driven-vendor.ts";
import { postChat } from "./post-chat.ts";
import { type BareGateway, startBareGateway } from "./start-bare-gateway.ts";
import { chatRequests, eventually, says, startGateway, type TestGateway, VENDORS, withFaults } from "./support.ts";

const QUESTION = { model: "gpt-4.1-mini", messages: says("Hello") };

/** A gateway whose OpenAI is driven by the test. */
async function startByHand(settings: Parameters<typeof startBareGateway>[1] = {}) {
  const vendor = await startHandDrivenVendor();
  onTestFinished(vendor.close);
  const hub = await startBareGateway({ openai: { apiKey: "sk-by-hand", baseUrl: vendor.baseUrl } }, settings);
  return { hub, vendor };
}

async function startSimulated(settings: Parameters<typeof startGateway>[0] = {}): Promise<TestGateway> {
  const hub = await startGateway(settings);
  onTestFinished(() => hub.stop());
  return hub;
}

/** Opens a stream and reads its first piece; the rest is read when it is asked for. */
async function openStream(hub: BareGateway, vendor: HandDrivenVendor) {
  const pending = postChat(hub, { ...QUESTION, stream: true });
  const answer = await vendor.nextRequest();
  answer.say("one ");
  const response = await pending;
  const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
  const first = await reader.read();
  async function rest(): Promise<string> {
    let text = first.value ?? "";
    for (let next = await reader.read(); !next.done; next = await reader.read()) text += next.value;
    return text;
  }
  return { answer, rest };
}

async function refusesConnections(url: string): Promise<boolean> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  const refused = await once(socket, "connect").then(
    () => false,
    () => true,
  );
  socket.destroy();
  return refused;
}

describe("stop", () => {
  it("refuses what is new, finishes what is under way, then frees the port", async () => {
    const { hub, vendor } = await startByHand();
    const { answer, rest } = await openStream(hub, vendor);
    const stopped = hub.gateway.stop();

    const refused = await postChat(hub, QUESTION);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(refused.headers.get("connection")).toBe("close");
    expect(await refused.json()).toMatchObject({ error: { code: "shutting_down", type: "server_error", param: null } });
    expect((await fetch(`${hub.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${hub.url}/healthz`)).status).toBe(200);

    answer.say("two ");
    answer.say("three");
    answer.finish();
    const text = await rest();
    expect(text.match(/"content":"[^"]*"/g)).toEqual(['"content":"one "', '"content":"two "', '"content":"three"']);
    expect(text).toMatch(/"finish_reason":"stop".*\n\ndata: \[DONE\]\n\n$/);

    await stopped;
    expect(await refusesConnections(hub.url)).toBe(true);
    const next = createServer().listen(Number(new URL(hub.url).port), "127.0.0.1");
    await once(next, "listening");
    next.close();
  });

  it("lets an answer that is not a stream finish, too", async () => {
    const hub = await startSimulated();
    const { openai } = hub.sandbox.vendors;
    openai.faults = { latencyMs: 200 };
    const answer = postChat(hub, QUESTION);
    await eventually(() => expect(openai.requests).toHaveLength(1));
    await hub.gateway.stop();
    expect((await answer).status).toBe(200);
    expect(await (await answer).json()).toMatchObject({ object: "chat.completion" });
  });

  it("cuts what does not finish within the drain timeout, and tells the vendor", async () => {
    const { hub, vendor } = await startByHand({ drainTimeoutMs: 50 });
    const { answer, rest } = await openStream(hub, vendor);
    await hub.gateway.stop();
    expect(await rest().catch(() => "cut")).not.toContain("[DONE]");
    await answer.closed;
  });

  it("ends at once when nothing is under way, idle connections or not", async () => {
    const hub = await startSimulated();
    await (await fetch(`${hub.url}/readyz`)).text();
    await hub.gateway.stop();
    expect(await refusesConnections(hub.url)).toBe(true);
  });
});

describe("kill", () => {
  it("cuts every answer under way, visibly, and ends the vendor's work", async () => {
    const { hub, vendor } = await startByHand();
    const { answer, rest } = await openStream(hub, vendor);
    const text = rest();
    await Promise.all([expect(text).rejects.toThrow(), hub.gateway.kill()]);
    await answer.closed;
    expect(await refusesConnections(hub.url)).toBe(true);
  });
});

describe("a silent vendor", () => {
  it("does not let the connection fall silent: comments come before the first word and between two", async () => {
    const { hub, vendor } = await startByHand({ heartbeatMs: 20 });
    const pending = postChat(hub, { ...QUESTION, stream: true });
    const answer = await vendor.nextRequest();
    const response = await pending;
    const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const readUntil = async (pattern: RegExp) => {
      while (!pattern.test(text)) text += (await reader.read()).value ?? "";
    };
    await readUntil(/^: .*\n\n: .*\n\n/);
    answer.say("first");
    await readUntil(/"first".*\n\n: .*\n\n: .*\n\n/);
    answer.finish();
    await readUntil(/data: \[DONE\]\n\n$/);
    const events = text.replaceAll(/^: .*\n\n/gm, "").split("\n\n");
    expect(events.every((event) => event === "" || event.startsWith("data: "))).toBe(true);
  });

  it("is invisible to the SDK: the comments between the chunks are ignored", async () => {
    const hub = await startSimulated({ heartbeatMs: 20 });
    const ask = async ([vendor, model]: (typeof VENDORS)[number]) => {
      hub.sandbox.vendors[vendor].faults = { latencyMs: 60, chunkDelayMs: 45, outputTokens: 3 };
      return hub
        .client()
        .chat.completions.stream({ model, messages: says("Hello") })
        .finalChatCompletion();
    };
    for (const { choices } of await Promise.all(VENDORS.map(ask))) {
      expect(choices[0]?.message.content).toMatch(/^Sandbox/);
      expect(choices[0]?.finish_reason).toBe("stop");
    }
  });
});

describe("300 streams of which half are aborted", () => {
  it("leave no request open at the vendor, and nothing to drain", async () => {
    const hub = await startSimulated();
    const client = hub.client();
    // Every second one meets a vendor that never comes to an end, so that it is always the caller who ends it.
    const read = async (index: number) => {
      const isAborted = Math.floor(index / VENDORS.length) % 2 === 0;
      const model = VENDORS[index % VENDORS.length]?.[1] as string;
      const messages = says(withFaults(isAborted ? { chunkDelayMs: 1, stallAfterEvents: 16 } : { chunkDelayMs: 1 }));
      let chunks = 0;
      let reason: string | null | undefined;
      for await (const { choices } of await client.chat.completions.create({ model, messages, stream: true })) {
        reason = choices[0]?.finish_reason;
        if (isAborted && ++chunks > index % 10) break;
      }
      expect(reason).toBe(isAborted ? null : "stop");
    };
    await Promise.all(Array.from({ length: 300 }, (_, index) => read(index)));

    const vendors = VENDORS.map(([vendor]) => hub.sandbox.vendors[vendor]);
    await eventually(() => expect(vendors.map(({ openRequests }) => openRequests)).toEqual(vendors.map(() => 0)));
    const requests = vendors.flatMap(chatRequests);
    expect(requests.filter(({ closedByClientAt }) => closedByClientAt !== undefined)).toHaveLength(150);
    await hub.gateway.stop();
  });
});
