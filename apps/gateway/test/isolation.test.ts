import { randomBytes } from "node:crypto";
import type OpenAI from "openai";
import { APIUserAbortError } from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { postChat } from "./post-chat.ts";
import { startBareGateway } from "./start-bare-gateway.ts";
import {
  chatRequests,
  eventually,
  says,
  secretsOf,
  startGateway,
  type TestGateway,
  VENDORS,
  withFaults,
} from "./support.ts";

const REQUESTS = 312;
const run = randomBytes(4).toString("hex");
const canaryOf = (index: number) => `canary-${run}-${String(index).padStart(4, "0")}`;
const canariesIn = (text: string) => new Set(text.match(/canary-[0-9a-f]{8}-\d{4}/g) ?? []);

let hub: TestGateway;
beforeAll(async () => {
  hub = await startGateway();
});
beforeEach(() => hub.clear());
afterAll(() => hub.stop());

const seenByVendors = () => Object.values(hub.sandbox.vendors).flatMap(chatRequests);

describe("one caller's words", () => {
  it(`reach nobody else, with ${REQUESTS} requests at once of which a third is aborted`, async () => {
    for (const [vendor] of VENDORS) hub.sandbox.vendors[vendor].faults = { chunkDelayMs: 1, chunkBytes: 150 };
    const client = hub.client();
    const arrived = expect.poll(() => seenByVendors().length, { timeout: 15_000 }).toBe(REQUESTS);
    const results = await Promise.all(Array.from({ length: REQUESTS }, (_, index) => converse(client, index, arrived)));
    await arrived;

    for (const [index, { text, aborted }] of results.entries()) {
      const foreign = [...canariesIn(text)].filter((canary) => canary !== canaryOf(index));
      expect(foreign, `request ${index}`).toEqual([]);
      expect(aborted, `request ${index}`).toBe(isAborted(index));
      // Without this, a gateway that answered nothing would pass.
      if (!aborted) expect(text, `request ${index}`).toContain(canaryOf(index));
    }
    expect(results.filter(({ aborted }) => aborted)).toHaveLength(REQUESTS / 3);
    for (const { rawBody } of seenByVendors()) expect(canariesIn(rawBody).size).toBe(1);
    await eventually(() => {
      for (const [vendor] of VENDORS) expect(hub.sandbox.vendors[vendor].openRequests).toBe(0);
    });
  });
});

const isAborted = (index: number) => index % 3 === 0;

/** Every third request meets a vendor that never comes to an end, so that it is always the caller who ends it. */
async function converse(client: OpenAI, index: number, arrived: Promise<void>) {
  const controller = new AbortController();
  const { signal } = controller;
  const streamed = index % 4 < 2;
  const fault = streamed ? { stallAfterEvents: 6 + (index % 7) } : { stallBeforeHeaders: true };
  const name = `My name is ${canaryOf(index)}.`;
  const messages = [
    { role: "system" as const, content: `You serve ${canaryOf(index)}.` },
    { role: "user" as const, content: isAborted(index) ? withFaults(fault, name) : name },
  ];
  const body = {
    model: VENDORS[index % VENDORS.length]?.[1] as string,
    messages,
    ...(index % 5 === 0 && { tools: [NOTE] }),
  };
  let text = "";
  try {
    if (streamed) {
      let spoken = "";
      for await (const chunk of await client.chat.completions.create({ ...body, stream: true }, { signal })) {
        text += JSON.stringify(chunk);
        const delta = chunk.choices[0]?.delta;
        spoken += (delta?.content ?? "") + (delta?.tool_calls?.[0]?.function?.arguments ?? "");
        if (isAborted(index)) controller.abort();
      }
      text += spoken;
    } else {
      const abort = () => controller.abort();
      if (isAborted(index)) arrived.then(abort, abort);
      text = JSON.stringify(await client.chat.completions.create(body, { signal }));
    }
  } catch (error) {
    if (!(error instanceof APIUserAbortError)) throw error;
  }
  return { text, aborted: signal.aborted };
}

const NOTE = {
  type: "function" as const,
  function: {
    name: "note",
    parameters: { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
  },
};

describe("credentials", () => {
  it("of the caller stay here: no vendor sees the hub key, whatever header it came in", async () => {
    for (const [, model] of VENDORS) {
      for (const stream of [false, true]) {
        const headers = { "x-api-key": hub.key, cookie: `session=${hub.key}`, "openai-organization": hub.key };
        const answer = await postChat(hub, { model, messages: says("Hello"), stream }, headers);
        expect(answer.status).toBe(200);
        await answer.text();
      }
    }
    expect(seenByVendors()).toHaveLength(2 * VENDORS.length);
    for (const { path, headers, rawBody } of seenByVendors()) {
      expect(path + JSON.stringify(headers) + rawBody).not.toContain(hub.key);
    }
  });

  it("of the vendors stay here: no answer or error holds a vendor's key", async () => {
    const faults = [{}, { status: 401 }, { status: 403 }, { status: 429 }, { status: 500 }, { html: true }];
    for (const [vendor, model] of VENDORS) {
      for (const fault of faults) {
        for (const stream of [false, true]) {
          const answer = await postChat(hub, { model, messages: says(withFaults(fault)), stream });
          const everything = JSON.stringify([...answer.headers]) + (await answer.text());
          for (const secret of secretsOf(hub.sandbox.vendors[vendor])) expect(everything).not.toContain(secret);
        }
      }
    }
  });

  it("of the vendors stay here in part, too: a refused key is not quoted to the caller", async () => {
    const { baseUrl } = hub.sandbox.vendors.openai;
    const apiKey = "sk-proj-Zq8wrongkeyofthegatewayT4x9";
    const other = await startBareGateway({ openai: { apiKey, baseUrl } });
    const answer = await postChat(other, { model: "gpt-4.1-mini", messages: says("Hello") });
    const text = await answer.text();
    expect(answer.status).toBe(502);
    expect(JSON.parse(text).error.code).toBe("upstream_auth_error");
    expect(text).not.toContain("sk-proj");
    expect(text).not.toContain("T4x9");
  });
});

describe("headers of an answer", () => {
  const OURS = /^(x-hub-[a-z-]+|x-request-id|content-type|content-length|cache-control|x-accel-buffering)$/;
  const OF_ERRORS = /^(retry-after|retry-after-ms|x-should-retry|www-authenticate)$/;
  const OF_NODE = /^(date|connection|keep-alive|transfer-encoding)$/;
  const ofVendor = { "set-cookie": ["a=1", "b=2"], "x-account": "acme", server: "vendor", "content-language": "de" };

  it.each(VENDORS)("are the gateway's own, and none of the vendor's: %s", async (_vendor, model) => {
    for (const fault of [
      {},
      { status: 429, retryAfter: "7" },
      { status: 400 },
      { status: 503 },
      { cutAfterBytes: 0 },
    ]) {
      for (const stream of [false, true]) {
        const messages = says(withFaults({ headers: ofVendor, ...fault }));
        const answer = await postChat(hub, { model, messages, stream });
        await answer.text();
        const names = [...answer.headers.keys()].filter((name) => !OURS.test(name) && !OF_NODE.test(name));
        expect(answer.ok ? names : names.filter((name) => !OF_ERRORS.test(name))).toEqual([]);
        expect(answer.headers.get("x-request-id")).toBe(answer.headers.get("x-hub-correlation-id"));
      }
    }
  });
});
