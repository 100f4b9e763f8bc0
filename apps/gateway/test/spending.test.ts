import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import {
  chatRequests,
  eventually,
  lastBody,
  MODELS,
  says,
  startGateway,
  type TestGateway,
  withFaults,
} from "./support.ts";

const gateways: TestGateway[] = [];
afterEach(async () => {
  for (const hub of gateways.splice(0)) await hub.stop();
});

type Settings = Parameters<typeof startGateway>[0];

async function start(settings: Settings = {}) {
  const hub = await startGateway(settings);
  gateways.push(hub);
  const ask = (body: object = {}, headers: Record<string, string> = {}) =>
    fetch(`${hub.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${hub.key}`, "content-type": "application/json", ...headers },
      body: JSON.stringify({ model: MODELS.openai, messages: says("Hello"), max_tokens: 50, ...body }),
    });
  return { hub, ask };
}

const codeOf = async (response: Response) => ((await response.json()) as { error: { code: string } }).error.code;

describe("a wallet", () => {
  it("pays for answers until it is empty, and then no vendor is asked", async () => {
    const { hub, ask } = await start({ initialCreditUsd: 0.0001 });
    let answered = 0;
    let response = await ask();
    for (; response.status === 200 && answered < 100; response = await ask()) {
      await response.text();
      answered++;
    }
    expect(answered).toBeGreaterThan(0);
    expect(response.status).toBe(402);
    expect(await codeOf(response)).toBe("insufficient_balance");
    expect(chatRequests(hub.sandbox.vendors.openai)).toHaveLength(answered);
  });

  it("lowers what it cannot pay for", async () => {
    const { hub, ask } = await start({ initialCreditUsd: 0.0002 });
    const response = await ask({ max_tokens: 30_000 });
    const granted = Number(response.headers.get("x-hub-max-tokens"));
    expect(granted).toBeGreaterThan(10);
    expect(granted).toBeLessThan(200);
    expect(lastBody(hub.sandbox.vendors.openai)).toMatchObject({ max_tokens: granted });
  });

  it("keeps what it has over a restart, and gets its first credit once", async () => {
    const first = await start({ initialCreditUsd: 0.00005 });
    const { headers } = await first.ask();
    const cost = Number(headers.get("x-hub-cost-usd"));
    expect(cost).toBeGreaterThan(0);
    const second = await start({ dataDir: first.hub.dataDir, initialCreditUsd: 0.00005 });
    const refused = await second.ask({ messages: says("word ".repeat(100)) });
    expect(refused.status).toBe(402);
    expect(await refused.text()).toContain((0.00005 - cost).toFixed(7).replace(/0+$/, ""));
  });
});

describe.each(Object.entries(MODELS))("the cost of %s", (_vendor, model) => {
  it("is the vendor's own count of tokens at the catalog's price, streamed or not", async () => {
    const { hub, ask } = await start();
    const whole = await ask({ model });
    const { usage } = (await whole.json()) as { usage: { prompt_tokens: number; completion_tokens: number } };
    const [, id = ""] = /^[^/]+\/(.*)$/.exec(model) ?? [];
    expect(whole.headers.get("x-hub-model")).toBe(id);
    const listed = await fetch(`${hub.url}/v1/models/${encodeURIComponent(model)}`, {
      headers: { authorization: `Bearer ${hub.key}` },
    });
    const { providers } = (await listed.json()) as { providers: { pricing: Record<string, string> }[] };
    const { input, output } = providers[0]?.pricing ?? {};
    const expected = (usage.prompt_tokens * Number(input) + usage.completion_tokens * Number(output)) / 1_000_000;
    expect(Number(whole.headers.get("x-hub-cost-usd"))).toBeCloseTo(expected, 9);
  });
});

describe("limits", () => {
  it("are those of the configuration, and their headers those of OpenAI", async () => {
    const limits = [
      { requests: { per: "minute" as const, max: 2 } },
      { tokens: { per: "day" as const, max: 100_000 } },
    ];
    const { ask } = await start({ spending: { limits } });
    const { headers } = await ask();
    expect(Object.fromEntries(headers)).toMatchObject({
      "x-ratelimit-limit-requests": "2",
      "x-ratelimit-remaining-requests": "1",
      "x-ratelimit-limit-tokens": "100000",
    });
    await ask();
    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await codeOf(refused)).toBe("rate_limit_exceeded");
  });

  it("alert when they are nearly used up: once, signed, without a word of what was asked", async () => {
    const { receiver, received, url } = await webhook();
    try {
      const { ask } = await start({
        spending: {
          limits: [{ requests: { per: "day", max: 4 } }],
          alerts: { webhooks: [{ url, secret: `whsec_${Buffer.alloc(32, 1).toString("base64")}` }] },
        },
      });
      for (let count = 0; count < 3; count++) await (await ask({ messages: says("a word of mine") })).text();
      await eventually(() => expect(received).toHaveLength(1));
      const [{ headers, body }] = received as [{ headers: Record<string, string>; body: string }];
      expect(headers["webhook-signature"]).toMatch(/^v1,/);
      expect(JSON.parse(body)).toMatchObject({ data: { limit: "requests per day", threshold: 50, spent: 2, max: 4 } });
      expect(body).not.toContain("a word of mine");
    } finally {
      receiver.close();
    }
  });
});

describe("an Idempotency-Key", () => {
  it("makes one call and one charge of the same request, at once and later", async () => {
    const { hub, ask } = await start();
    const headers = { "idempotency-key": "order-66" };
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask({}, headers)));
    answers.push(await ask({}, headers));
    const bodies = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(bodies).size).toBe(1);
    expect(chatRequests(hub.sandbox.vendors.openai)).toHaveLength(1);
    const ids = answers.map((answer) => answer.headers.get("x-hub-correlation-id"));
    expect(new Set(ids).size).toBe(6);
    const costs = answers.map((answer) => answer.headers.get("x-hub-cost-usd"));
    expect(costs.filter((cost) => cost !== "0")).toHaveLength(1);
    expect(answers.at(-1)?.headers.get("idempotent-replayed")).toBe("true");
  });

  it("gives a stream again as it was", async () => {
    const { hub, ask } = await start();
    const headers = { "idempotency-key": "stream-1" };
    const first = await (await ask({ stream: true }, headers)).text();
    const second = await ask({ stream: true }, headers);
    expect(second.headers.get("content-type")).toContain("text/event-stream");
    expect(await second.text()).toBe(first);
    expect(chatRequests(hub.sandbox.vendors.openai)).toHaveLength(1);
  });

  it("of another request is refused", async () => {
    const { ask } = await start();
    const headers = { "idempotency-key": "order-67" };
    await (await ask({}, headers)).text();
    const other = await ask({ messages: says("Something else") }, headers);
    expect(other.status).toBe(422);
    expect(await codeOf(other)).toBe("idempotency_key_reused");
    expect((await ask({}, { "idempotency-key": " " })).status).not.toBe(500);
  });

  it("does not keep a failure", async () => {
    const { hub, ask } = await start();
    hub.sandbox.vendors.openai.failNext({ status: 503 }, 1);
    const headers = { "idempotency-key": "order-68" };
    expect((await ask({}, headers)).status).toBe(503);
    expect((await ask({}, headers)).status).toBe(200);
  });
});

describe("an agent that repeats itself", () => {
  const step = (index: number) => [
    {
      role: "assistant",
      tool_calls: [{ id: `call_${index}`, type: "function", function: { name: "search", arguments: '{"q":"x"}' } }],
    },
    { role: "tool", tool_call_id: `call_${index}`, content: `no result at 12:00:0${index % 10}` },
  ];

  it("is stopped, and SDKs are told not to retry", async () => {
    const { hub, ask } = await start();
    const tools = [{ type: "function", function: { name: "search", parameters: { type: "object", properties: {} } } }];
    const statuses: number[] = [];
    const messages: object[] = [...says("Find it")];
    for (let index = 0; index < 12 && !statuses.includes(429); index++) {
      messages.push(...step(index));
      const response = await ask({ messages, tools });
      statuses.push(response.status);
      if (response.status !== 429) continue;
      expect(response.headers.get("x-should-retry")).toBe("false");
      expect(await response.text()).toMatch(/recursive_loop_detected.*|.*search.*/);
    }
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(2);
    expect(statuses.at(-1)).toBe(429);
    expect(chatRequests(hub.sandbox.vendors.openai)).toHaveLength(statuses.length - 1);
  });
});

describe("a stream", () => {
  it("that its caller leaves is charged for what was delivered", async () => {
    const { hub, ask } = await start();
    const controller = new AbortController();
    const response = await fetch(`${hub.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${hub.key}`, "content-type": "application/json" },
      body: JSON.stringify({
        model: MODELS.openai,
        stream: true,
        messages: says(withFaults({ outputTokens: 5_000, chunkDelayMs: 1 })),
      }),
      signal: controller.signal,
    });
    await response.body?.getReader().read();
    controller.abort();
    await eventually(() => expect(hub.sandbox.vendors.openai.openRequests).toBe(0));
    const next = await ask();
    expect(next.status).toBe(200);
  });
});

async function webhook() {
  const received: { headers: Record<string, unknown>; body: string }[] = [];
  const receiver: Server = createServer((request, response) => {
    let body = "";
    request.on("data", (piece) => (body += piece));
    request.on("end", () => {
      received.push({ headers: request.headers, body });
      response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  return { receiver, received, url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook` };
}
