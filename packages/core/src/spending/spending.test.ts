import { type BudgetStore, BudgetStoreError, createBudget, createMemoryStore } from "@hub/budget";
import type { Offer } from "@hub/catalog";
import { type ChatChunk, HubError, type Usage } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { createHub, type HubOptions } from "../hub.ts";
import type { Principal } from "../stages/authenticate.ts";
import {
  catalogOf,
  chatRequest,
  chunk,
  chunksOf,
  completion,
  ended,
  eventsOf,
  metered,
  offerOf,
  said,
  scriptedProvider,
  textOf,
  USAGE,
} from "../test-support.ts";
import { createBudgetedReserve } from "./create-budgeted-reserve.ts";
import type { SpendingPolicy } from "./spending-policy.ts";

/** What a token costs at a dollar per million, in nano-USD. */
const TOKEN = 1_000;
const WALLET = "account:a";

interface World extends Partial<HubOptions> {
  /** nano-USD */
  credit?: number;
  spending?: SpendingPolicy;
  principal?: Partial<Principal>;
  offers?: Offer[];
  store?: BudgetStore;
}

async function worldWith(options: World = {}) {
  const { credit = 1_000_000_000, spending = {}, principal, offers = [offerOf("acme")], ...more } = options;
  const budget = createBudget({ store: options.store ?? createMemoryStore(), sweepEveryMs: 0 });
  if (credit > 0) await budget.topUp({ wallet: WALLET, usd: credit, key: "first", reason: "test" });
  const warnings: string[] = [];
  const accounts = createBudgetedReserve({ budget, onWarning: (warning) => void warnings.push(warning) });
  const hub = createHub({
    providers: [scriptedProvider("acme")],
    catalog: catalogOf(...offers),
    authenticate: () => ({ keyId: "k", account: "a", spending: { wallet: { id: WALLET }, ...spending }, ...principal }),
    reserve: accounts.reserve,
    ...more,
  });
  const ask = (body?: Record<string, unknown>) => hub.handle(chatRequest({ max_tokens: 1_000, ...body }));
  const wallet = () => budget.wallet(WALLET);
  const spent = async () => credit - (await wallet()).balance;
  return { hub, budget, accounts, ask, wallet, spent, warnings };
}

const answering = (usage: Usage | undefined) =>
  scriptedProvider("acme", { complete: () => ({ completion: { ...completion("hello"), usage }, droppedParams: [] }) });
const streaming = (chunks: () => AsyncIterable<ChatChunk>, id = "acme") =>
  scriptedProvider(id, { stream: () => ({ chunks: chunks(), droppedParams: [] }) });
const failing = (error: HubError, id = "acme") =>
  scriptedProvider(id, { complete: () => Promise.reject(error), stream: () => Promise.reject(error) });
const down = new HubError("upstream_error", "down");

describe("an answer", () => {
  it("is charged what its vendor reports, before the caller has it, and says so", async () => {
    const { ask, wallet, spent } = await worldWith();
    const { headers } = await ask();
    expect(headers["x-hub-cost-usd"]).toBe("0.000005");
    expect(await spent()).toBe(USAGE.total_tokens * TOKEN);
    expect((await wallet()).reserved).toBe(0);
  });

  it("is charged with the account's mark-up", async () => {
    const { ask, spent } = await worldWith({ spending: { wallet: { id: WALLET, markup: 2_500 } } });
    expect((await ask()).headers["x-hub-cost-usd"]).toBe("0.00000625");
    expect(await spent()).toBe(USAGE.total_tokens * TOKEN * 1.25);
  });

  it("that is streamed is charged before its last event", async () => {
    const { ask, spent } = await worldWith({ providers: [streaming(() => chunksOf(said("hi"), ended(), metered()))] });
    const { body } = await ask({ stream: true });
    for await (const piece of body as AsyncIterable<string>) {
      if (piece.includes("[DONE]")) expect(await spent()).toBe(USAGE.total_tokens * TOKEN);
    }
    expect.assertions(1);
  });

  it.each([
    ["nothing", undefined],
    ["zeros", { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }],
  ])("whose vendor reports %s is charged by our own count", async (_what, usage) => {
    const { ask, spent } = await worldWith({ providers: [answering(usage)] });
    await ask({ messages: [{ role: "user", content: "word ".repeat(1_000) }] });
    expect(await spent()).toBeGreaterThan(800 * TOKEN);
    expect(await spent()).toBeLessThan(2_000 * TOKEN);
  });

  it("by the project's own credential is not paid by the wallet, and counts for limits at list price", async () => {
    const limits = [{ of: "account", resource: "usd", per: "total", max: 1_000_000_000 }] as const;
    const { ask, spent, budget } = await worldWith({
      spending: { limits },
      principal: { credentials: { acme: { apiKey: "theirs" } }, spending: { wallet: { id: WALLET }, limits } },
    });
    const { headers } = await ask();
    expect(headers).toMatchObject({ "x-hub-mode": "byok", "x-hub-cost-usd": "0.000005" });
    expect(await spent()).toBe(0);
    const [standing] = await budget.standings([{ scope: "account:a", resource: "usd", per: "total", max: 1 }]);
    expect(standing).toMatchObject({ spent: 5 * TOKEN, reserved: 0 });
  });
});

describe("a wallet", () => {
  it("that does not cover the prompt refuses it before any vendor hears of it, with what it needs and has", async () => {
    const provider = scriptedProvider("acme");
    const { ask } = await worldWith({ providers: [provider], credit: 2 * TOKEN });
    const response = await ask();
    expect(response.status).toBe(402);
    const { error } = JSON.parse(await textOf(response));
    expect(error).toMatchObject({
      code: "insufficient_balance",
      message: expect.stringMatching(/needs at least \$0\.00\d+, \$0\.000002 is left/),
    });
    expect(provider.calls).toEqual([]);
  });

  it("that covers less than the longest answer lowers the output limit, and says so", async () => {
    const provider = scriptedProvider("acme");
    const { ask, wallet } = await worldWith({ providers: [provider], credit: 600 * TOKEN });
    const response = await ask();
    const granted = Number(response.headers["x-hub-max-tokens"]);
    expect(granted).toBeGreaterThan(200);
    expect(granted).toBeLessThan(600);
    expect(provider.calls[0]?.request.max_tokens).toBe(granted);
    expect((await wallet()).reserved).toBe(0);
  });

  it("limits answers that nobody else limits", async () => {
    const provider = scriptedProvider("acme");
    const { hub } = await worldWith({ providers: [provider], credit: 600 * TOKEN });
    const { headers } = await hub.handle(chatRequest());
    expect(provider.calls[0]?.request.max_completion_tokens).toBe(Number(headers["x-hub-max-tokens"]));
  });

  it("leaves the request as it is where it covers all of it", async () => {
    const provider = scriptedProvider("acme");
    const { hub } = await worldWith({ providers: [provider] });
    expect((await hub.handle(chatRequest())).headers).not.toHaveProperty("x-hub-max-tokens");
    expect(provider.calls[0]?.request).not.toHaveProperty("max_completion_tokens");
  });

  it("limits such answers to what the policy says, so that they need no more than that", async () => {
    const provider = scriptedProvider("acme");
    const spending = { defaultMaxTokens: 200 };
    const { hub } = await worldWith({ providers: [provider], credit: 600 * TOKEN, spending });
    expect((await hub.handle(chatRequest())).headers["x-hub-max-tokens"]).toBe("200");
    expect(provider.calls[0]?.request.max_completion_tokens).toBe(200);
    const longer = await hub.handle(chatRequest({ max_tokens: 300 }));
    expect(longer.headers).not.toHaveProperty("x-hub-max-tokens");
  });

  it("divides what it covers among the alternatives that are asked for", async () => {
    const { ask } = await worldWith({ credit: 1_000 * TOKEN });
    const { headers } = await ask({ n: 4 });
    expect(Number(headers["x-hub-max-tokens"])).toBeLessThanOrEqual(250);
  });

  it("refuses instead where the project says so", async () => {
    const spending = { onInsufficient: "reject" } as const;
    const { ask, wallet } = await worldWith({ spending, credit: 600 * TOKEN });
    const response = await ask();
    expect(response.status).toBe(402);
    expect(await textOf(response)).toContain("max_completion_tokens");
    expect((await wallet()).reserved).toBe(0);
  });

  it("that other requests hold right now says to come back; an empty one does not", async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const provider = scriptedProvider("acme", {
      complete: async () => {
        await gate;
        return { completion: completion("hello"), droppedParams: [] };
      },
    });
    const { ask } = await worldWith({ providers: [provider], credit: 1_200 * TOKEN });
    const first = ask();
    const second = ask({ messages: [{ role: "user", content: "word ".repeat(300) }] });
    expect((await second).headers).toMatchObject({ "x-should-retry": "true", "retry-after": "1" });
    open();
    expect((await first).status).toBe(200);
    const empty = await (await worldWith({ credit: TOKEN })).ask();
    expect(empty.headers).not.toHaveProperty("retry-after");
  });

  it("admits exactly as many requests at once as it affords", async () => {
    const { ask, wallet } = await worldWith({ credit: 10_000 * TOKEN, spending: { onInsufficient: "reject" } });
    const answers = await Promise.all(Array.from({ length: 200 }, () => ask()));
    const admitted = answers.filter(({ status }) => status === 200).length;
    expect(admitted).toBe(9);
    expect(await wallet()).toMatchObject({ reserved: 0, balance: (10_000 - admitted * 5) * TOKEN });
  });
});

describe("a model without a known price", () => {
  const offers = [offerOf("acme", { price: undefined })];

  it("is not sold from a wallet that can run dry, nor under a limit of money", async () => {
    const provider = scriptedProvider("acme");
    for (const body of [{}, { model: "acme/unlisted" }]) {
      const { ask, wallet } = await worldWith({ providers: [provider], offers });
      const response = await ask(body);
      expect(response.status).toBe(403);
      expect(await textOf(response)).toContain("price of 'acme/");
      expect((await wallet()).reserved).toBe(0);
    }
    const limits = [{ of: "key", resource: "usd", per: "day", max: 1_000 }] as const;
    const limited = await worldWith({ providers: [provider], offers, principal: { spending: { limits } } });
    expect((await limited.ask()).status).toBe(403);
    expect(provider.calls).toEqual([]);
  });

  it("is answered from an unlimited wallet, with a warning and no made-up cost", async () => {
    const { ask, budget, spent, warnings } = await worldWith({ offers });
    await budget.setUnlimited(WALLET, true);
    const { status, headers } = await ask();
    expect(status).toBe(200);
    expect(headers).not.toHaveProperty("x-hub-cost-usd");
    expect(await spent()).toBe(0);
    expect(warnings).toHaveLength(1);
  });
});

describe("a request that fails", () => {
  it("before its vendor has counted anything costs nothing", async () => {
    const { ask, spent, wallet } = await worldWith({ providers: [failing(down)] });
    expect((await ask()).status).toBe(502);
    expect((await ask({ stream: true })).status).toBe(502);
    expect(await spent()).toBe(0);
    expect((await wallet()).reserved).toBe(0);
  });

  it("in the middle of its answer costs the prompt and what was delivered", async () => {
    const words = Array.from({ length: 50 }, () => said("word "));
    const { ask, spent } = await worldWith({ providers: [streaming(() => chunksOf(...words, down))] });
    await textOf(await ask({ stream: true }));
    expect(await spent()).toBeGreaterThan(40 * TOKEN);
    expect(await spent()).toBeLessThan(90 * TOKEN);
  });

  it("goes to a vendor that is affordable, where the one that comes first is not", async () => {
    const providers = [scriptedProvider("acme"), scriptedProvider("bolt")];
    const dear = { input: 500_000_000, output: 500_000_000 };
    const { ask } = await worldWith({
      providers,
      offers: [offerOf("acme", { price: dear }), offerOf("bolt")],
      routing: { strategy: "priority", priority: ["acme", "bolt"] },
      spending: { onInsufficient: "reject" },
      credit: 3_000 * TOKEN,
    });
    expect((await ask({ model: "oah/canon" })).headers).toMatchObject({
      "x-hub-provider": "bolt",
      "x-hub-attempts": "1",
    });
    expect((await ask({ model: "oah/canon", max_tokens: 9_000 })).status).toBe(402);
  });

  it("is charged by every vendor that has billed", async () => {
    const billing = streaming(() => chunksOf(chunk({ role: "assistant" }, { usage: USAGE }), down), "acme");
    const answering = streaming(() => chunksOf(said("hi"), ended(), metered()), "bolt");
    const { ask, spent, wallet } = await worldWith({
      providers: [billing, answering],
      offers: [offerOf("acme"), offerOf("bolt", { price: { input: 2_000_000, output: 2_000_000 } })],
    });
    const response = await ask({ stream: true, model: "oah/canon" });
    await textOf(response);
    expect(response.headers).toMatchObject({ "x-hub-provider": "bolt", "x-hub-attempts": "2" });
    expect(await spent()).toBe(5 * TOKEN + 5 * 2 * TOKEN);
    expect((await wallet()).reserved).toBe(0);
  });

  it("goes on to a dearer vendor only where that is affordable, and fails as it failed before otherwise", async () => {
    const dear = { input: 500_000_000, output: 500_000_000 };
    const providers = () => [failing(down), scriptedProvider("bolt")];
    const offers = [offerOf("acme"), offerOf("bolt", { price: dear })];
    const rich = await worldWith({ providers: providers(), offers });
    expect((await rich.ask({ model: "oah/canon" })).headers).toMatchObject({ "x-hub-provider": "bolt" });
    expect(await rich.spent()).toBe(5 * 500 * TOKEN);
    const poor = await worldWith({ providers: providers(), offers, credit: 3_000 * TOKEN });
    expect((await poor.ask({ model: "oah/canon" })).status).toBe(502);
    expect(await poor.wallet()).toMatchObject({ balance: 3_000 * TOKEN, reserved: 0 });
  });
});

describe("a caller who leaves", () => {
  it("pays for the prompt and what was delivered", async () => {
    async function* endless() {
      for (;;) yield said("word ");
    }
    const { ask, spent, wallet } = await worldWith({ providers: [streaming(endless)] });
    const { body } = await ask({ stream: true });
    const iterator = (body as AsyncIterable<string>)[Symbol.asyncIterator]();
    for (let read = 0; read < 30; read++) await iterator.next();
    await iterator.return?.();
    expect(await spent()).toBeGreaterThan(25 * TOKEN);
    expect(await spent()).toBeLessThan(60 * TOKEN);
    expect((await wallet()).reserved).toBe(0);
  });

  it("while the vendor works pays for the prompt", async () => {
    const controller = new AbortController();
    const provider = scriptedProvider("acme", {
      complete: ({ signal }) => {
        const { promise, reject } = Promise.withResolvers<never>();
        signal?.addEventListener("abort", () => reject(new HubError("client_closed_request", "gone")));
        controller.abort();
        return promise;
      },
    });
    const { hub, spent, wallet } = await worldWith({ providers: [provider] });
    const messages = [{ role: "user", content: "word ".repeat(1_000) }];
    await hub.handle(chatRequest({ messages, max_tokens: 10 }, { signal: controller.signal }));
    expect(await spent()).toBeGreaterThan(800 * TOKEN);
    expect((await wallet()).reserved).toBe(0);
  });
});

describe("a caller who leaves while money is set aside", () => {
  it.each([false, true])("pays nothing, and nothing stays held (stream: %s)", async (stream) => {
    const store = createMemoryStore();
    const provider = scriptedProvider("acme");
    const controller = new AbortController();
    const { hub, wallet, accounts } = await worldWith({
      providers: [provider],
      store: {
        ...store,
        async reserve(claim) {
          const result = await store.reserve(claim);
          controller.abort();
          return result;
        },
      },
    });
    const response = await hub.handle(chatRequest({ stream }, { signal: controller.signal }));
    expect(response.status).toBe(499);
    await accounts.close();
    expect(provider.calls).toEqual([]);
    expect(await wallet()).toMatchObject({ balance: 1_000_000_000, reserved: 0 });
  });

  it("pays nothing before a late stream has begun, either", async () => {
    const store = createMemoryStore();
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const controller = new AbortController();
    const { hub, wallet, accounts } = await worldWith({
      heartbeatMs: 1,
      store: {
        ...store,
        async reserve(claim) {
          await gate;
          return store.reserve(claim);
        },
      },
    });
    const { body } = await hub.handle(chatRequest({ stream: true }, { signal: controller.signal }));
    const iterator = (body as AsyncIterable<string>)[Symbol.asyncIterator]();
    controller.abort();
    const left = iterator.return?.();
    open();
    await left;
    await accounts.close();
    expect(await wallet()).toMatchObject({ balance: 1_000_000_000, reserved: 0 });
  });
});

describe("limits beyond all measure", () => {
  it("are no reason to fail", async () => {
    const { ask } = await worldWith({ credit: 600 * TOKEN });
    const response = await ask({ max_tokens: Number.MAX_SAFE_INTEGER, n: 128 });
    expect(Number(response.headers["x-hub-max-tokens"])).toBeLessThan(600);
  });
});

describe("a stream that outruns what was set aside", () => {
  it("ends as at a limit, with the vendor's work, and costs what was delivered", async () => {
    let isLeft = false;
    async function* endless() {
      try {
        for (;;) yield said("word ");
      } finally {
        isLeft = true;
      }
    }
    const { ask, spent, wallet } = await worldWith({ providers: [streaming(endless)], credit: 400 * TOKEN });
    const events = await eventsOf(await ask({ stream: true, stream_options: { include_usage: true } }));
    expect(events.slice(-3)).toMatchObject([
      { choices: [{ index: 0, delta: {}, finish_reason: "length" }] },
      { choices: [], usage: { completion_tokens: expect.any(Number) } },
      "[DONE]",
    ]);
    expect(isLeft).toBe(true);
    expect(await spent()).toBeGreaterThan(200 * TOKEN);
    expect(await spent()).toBeLessThanOrEqual(440 * TOKEN);
    expect((await wallet()).reserved).toBe(0);
  });
});

describe("a crash", () => {
  it("in the middle of a stream leaves what was delivered to be charged by whoever sweeps", async () => {
    let now = 1_000_000;
    const store = createMemoryStore({ now: () => now });
    async function* endless() {
      for (;;) yield said("word ");
    }
    const { ask, spent, wallet, budget } = await worldWith({ store, providers: [streaming(endless)] });
    const { body } = await ask({ stream: true, max_tokens: 1_000 });
    const iterator = (body as AsyncIterable<string>)[Symbol.asyncIterator]();
    for (let read = 0; read < 500; read++) await iterator.next();
    now += 200_000;
    await budget.sweep();
    expect(await spent()).toBeGreaterThan(450 * TOKEN);
    expect(await spent()).toBeLessThan(1_000 * TOKEN);
    expect((await wallet()).reserved).toBe(0);
  });
});

describe("limits", () => {
  const limits = [{ of: "key", resource: "requests", per: "minute", max: 2 }] as const;

  it("refuse with when to come back, and say where they stand as OpenAI does", async () => {
    const { ask } = await worldWith({ spending: { limits } });
    expect((await ask()).headers).toMatchObject({
      "x-ratelimit-limit-requests": "2",
      "x-ratelimit-remaining-requests": "1",
    });
    await ask();
    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(JSON.parse(await textOf(refused)).error).toMatchObject({
      code: "rate_limit_exceeded",
      message: expect.stringContaining("The limit of 2 requests per minute is reached"),
    });
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect(refused.headers["x-ratelimit-remaining-requests"]).toBe("0");
  });

  it("count each end user apart", async () => {
    const perUser = [{ of: "user", resource: "requests", per: "day", max: 1 }] as const;
    const { ask } = await worldWith({ spending: { limits: perUser } });
    const statuses = [];
    for (const user of ["ann", "bob", "ann", undefined]) statuses.push((await ask({ user })).status);
    expect(statuses).toEqual([200, 200, 429, 200]);
  });

  it("count requests in flight", async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const provider = scriptedProvider("acme", {
      complete: async () => {
        await gate;
        return { completion: completion("hello"), droppedParams: [] };
      },
    });
    const one = [{ of: "key", resource: "requests", per: "concurrent", max: 1 }] as const;
    const { ask } = await worldWith({ providers: [provider], spending: { limits: one } });
    const first = ask();
    expect((await ask()).status).toBe(429);
    open();
    await first;
    expect((await ask()).status).toBe(200);
  });

  it("hold a single request to its size", async () => {
    const small = [{ of: "key", resource: "tokens", per: "request", max: 500 }] as const;
    const { ask } = await worldWith({ spending: { limits: small } });
    expect(Number((await ask()).headers["x-hub-max-tokens"])).toBeLessThan(500);
    const refused = await ask({ messages: [{ role: "user", content: "word ".repeat(1_000) }] });
    expect(refused).toMatchObject({ status: 429, headers: { "x-should-retry": "false" } });
  });

  it("hold for the models that they name", async () => {
    const some = [{ of: "key", resource: "requests", per: "day", max: 1, models: ["acme/dear*"] }] as const;
    const { ask, budget } = await worldWith({ spending: { limits: some } });
    await budget.setUnlimited(WALLET, true);
    const statuses = [];
    for (const model of ["acme/dear-1", "acme/model-1", "acme/dear-2"]) statuses.push((await ask({ model })).status);
    expect(statuses).toEqual([200, 200, 429]);
  });

  it("count a request once, however many vendors it goes to", async () => {
    const { ask } = await worldWith({
      providers: [failing(down), scriptedProvider("bolt")],
      offers: [offerOf("acme"), offerOf("bolt", { price: { input: 2_000_000, output: 2_000_000 } })],
      spending: { limits },
    });
    const { headers } = await ask({ model: "oah/canon" });
    expect(headers).toMatchObject({ "x-hub-attempts": "2", "x-ratelimit-remaining-requests": "1" });
  });
});

describe("a prompt whose bound alone stands in the way", () => {
  it("is counted by the model's tokenizer", async () => {
    const id = "gpt-4o";
    const openai = scriptedProvider("openai");
    const messages = [{ role: "user", content: "Gesundheitsministerium ".repeat(400) }];
    const world = { providers: [openai], offers: [offerOf("openai", { id })] };
    const rich = await worldWith(world);
    const body = { model: `openai/${id}`, messages, max_tokens: 1 };
    const explained = await rich.hub.handle({ ...chatRequest(body), path: "/v1/route" });
    const { max_prompt_tokens: bound } = JSON.parse(await textOf(explained)).candidates[0];
    const poor = await worldWith({ ...world, credit: (bound - 50) * TOKEN });
    expect((await poor.ask(body)).status).toBe(200);
  });
});

describe("a store that cannot answer", () => {
  const broken = (operations: (keyof BudgetStore)[]): { store: BudgetStore; mend: () => void } => {
    const store = createMemoryStore();
    const working = { ...store };
    for (const operation of operations) {
      store[operation] = (() => Promise.reject(new BudgetStoreError("away"))) as never;
    }
    return { store, mend: () => void Object.assign(store, working) };
  };

  it("lets nothing pass", async () => {
    const provider = scriptedProvider("acme");
    const { store } = broken(["reserve"]);
    const { ask } = await worldWith({ store, providers: [provider] });
    const response = await ask();
    expect(response).toMatchObject({ status: 503, headers: { "retry-after": "1" } });
    expect(JSON.parse(await textOf(response)).error.code).toBe("budget_unavailable");
    expect(provider.calls).toEqual([]);
  });

  it("at the end keeps the answer back, and charges it when it is back", async () => {
    const { store, mend } = broken(["settle"]);
    const { ask, spent, accounts } = await worldWith({ store });
    expect((await ask()).status).toBe(503);
    expect(await spent()).toBe(0);
    mend();
    await accounts.close();
    expect(await spent()).toBe(5 * TOKEN);
  });
});
