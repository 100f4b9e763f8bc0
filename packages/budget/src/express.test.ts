import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import express4 from "express-4";
import { describe, expect, it, onTestFinished } from "vitest";
import { BudgetStoreError } from "./budget-error.ts";
import { type Budget, createBudget } from "./create-budget.ts";
import { type GuardedCost, guardBudget, spendingOf } from "./express.ts";
import { createMemoryStore } from "./memory/memory-store.ts";
import type { BudgetStore } from "./store.ts";
import { fund, limitOf } from "./testing/budget-bench.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const WALLET = { id: "w" };

async function listen(handler: Handler): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** A server with the middleware before a handler, as Express calls them. */
function serve(budget: Budget, cost: GuardedCost | undefined, handler: Handler): Promise<string> {
  const middleware = guardBudget(budget, () => cost);
  return listen((request, response) => {
    middleware(request, response, (error) => {
      response.statusCode = error ? 500 : 200;
      if (error) response.end(String(error));
      else handler(request, response);
    });
  });
}

async function fundedBudget(usd = 1_000, store: BudgetStore = createMemoryStore()): Promise<Budget> {
  const budget = createBudget({ store, sweepEveryMs: 0 });
  await fund(budget, WALLET.id, usd);
  return budget;
}

describe("guardBudget", () => {
  it("charges all that was set aside when the handler succeeds and reports nothing, before the answer ends", async () => {
    const budget = await fundedBudget();
    const cost = { wallet: WALLET, usd: 100, output: { upTo: 10, usdPerToken: 5 } };
    const url = await serve(budget, cost, (_request, response) => response.end("painted"));
    const response = await fetch(url);
    expect(await response.text()).toBe("painted");
    expect(await budget.wallet("w")).toMatchObject({ balance: 850, reserved: 0 });
  });

  it("charges what the handler reports, added up", async () => {
    const budget = await fundedBudget();
    const url = await serve(budget, { wallet: WALLET, usd: 500 }, async (_request, response) => {
      await spendingOf(response)?.report({ usd: 30 });
      response.write("one ");
      spendingOf(response)?.report({ usd: 12, tokens: 3 });
      response.end("two");
    });
    expect(await (await fetch(url)).text()).toBe("one two");
    expect(await budget.wallet("w")).toMatchObject({ balance: 958, reserved: 0 });
  });

  it("charges nothing when the handler fails before it has used anything, and what it used when it fails later", async () => {
    const budget = await fundedBudget();
    const fail = (usd: number): Handler => {
      return (_request, response) => {
        if (usd > 0) spendingOf(response)?.report({ usd });
        response.statusCode = 502;
        response.end();
      };
    };
    for (const usd of [0, 40]) {
      const response = await fetch(await serve(budget, { wallet: WALLET, usd: 500 }, fail(usd)));
      expect(response.status).toBe(502);
      expect(await budget.wallet("w")).toMatchObject({ balance: 1_000 - usd, reserved: 0 });
    }
  });

  it("answers 402 when the wallet cannot pay, and does not call the handler", async () => {
    const budget = await fundedBudget(1_500_000_000);
    const handler: Handler = () => expect.unreachable();
    const response = await fetch(await serve(budget, { wallet: WALLET, usd: 2_000_000_001 }, handler));
    expect(response.status).toBe(402);
    expect(response.headers.get("retry-after")).toBeNull();
    expect(await response.json()).toEqual({
      error: {
        message: "The balance does not cover this request: it needs at least $2.000000001, $1.50 is left. Add credit.",
        type: "insufficient_quota",
        param: null,
        code: "insufficient_balance",
      },
    });
  });

  it("answers 429 when a limit is reached, with when to come back and what is left", async () => {
    const budget = await fundedBudget();
    const cost = { limits: [limitOf("requests", "minute", 1)] };
    const url = await serve(budget, cost, (_request, response) => response.end());
    const first = await fetch(url);
    expect(first.status).toBe(200);
    expect(first.headers.get("x-ratelimit-limit-requests")).toBe("1");
    expect(first.headers.get("x-ratelimit-remaining-requests")).toBe("0");
    // The second request may meet the next minute.
    const [second, third] = [await fetch(url), await fetch(url)];
    const refused = second.status === 429 ? second : third;
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ error: { type: "rate_limit_error", code: "rate_limit_exceeded" } });
  });

  it("says how much output is paid for where it is less than was wanted", async () => {
    const budget = await fundedBudget();
    const cost = { wallet: WALLET, output: { upTo: 500, usdPerToken: 10 } };
    const url = await serve(budget, cost, (_request, response) => {
      const { output, clamped } = spendingOf(response) ?? {};
      response.end(`${output} ${clamped}`);
    });
    const response = await fetch(url);
    expect(response.headers.get("x-hub-max-tokens")).toBe("100");
    expect(await response.text()).toBe("100 true");
  });

  it("lets pass what it is told to leave unguarded", async () => {
    const budget = await fundedBudget();
    const url = await serve(budget, undefined, (_request, response) => response.end(String(spendingOf(response))));
    expect(await (await fetch(url)).text()).toBe("undefined");
  });

  it("answers 503 when the store cannot be asked, and hands on wrong use", async () => {
    const store = { ...createMemoryStore(), reserve: () => Promise.reject(new BudgetStoreError("down")) };
    const heard: unknown[] = [];
    const budget = createBudget({ store, sweepEveryMs: 0 });
    const middleware = guardBudget(budget, () => ({ usd: 1 }), { onError: (error) => heard.push(error) });
    const url = await listen((request, response) => middleware(request, response, () => response.end("passed")));
    const response = await fetch(url);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: { code: "budget_unavailable", type: "server_error" } });
    expect(heard).toEqual([expect.any(BudgetStoreError)]);

    const wrong = await fetch(await serve(budget, { usd: 0.5 }, (_request, response) => response.end()));
    expect(wrong.status).toBe(500);
    expect(await wrong.text()).toContain("`usd` must be an integer");
  });

  it("sends no answer that could not be charged", async () => {
    const store = { ...createMemoryStore(), settle: () => Promise.reject(new BudgetStoreError("down")) };
    const budget = await fundedBudget(1_000, store);
    const cost = { wallet: WALLET, usd: 10 };
    const whole = await fetch(await serve(budget, cost, (_request, response) => response.end("painted")));
    expect(whole.status).toBe(503);
    expect(await whole.text()).not.toContain("painted");

    const url = await serve(budget, cost, (_request, response) => {
      response.write("pain");
      response.end("ted");
    });
    await expect(fetch(url).then((begun) => begun.text())).rejects.toThrow();
  });

  it("gives back what was set aside for a client that has left meanwhile, and does not call the handler", async () => {
    const memory = createMemoryStore();
    const [asked, closed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const reserve: BudgetStore["reserve"] = async (request) => {
      asked.resolve();
      await closed.promise;
      return memory.reserve(request);
    };
    const budget = await fundedBudget(1_000, { ...memory, reserve });
    const middleware = guardBudget(budget, () => ({ wallet: WALLET, usd: 500 }));
    let called = 0;
    const url = await listen((request, response) => {
      response.once("close", closed.resolve);
      middleware(request, response, () => called++);
    });
    const client = new AbortController();
    const answer = fetch(url, { signal: client.signal });
    await asked.promise;
    client.abort();
    await expect(answer).rejects.toThrow();
    await closed.promise;
    await expect.poll(() => budget.wallet("w")).toMatchObject({ balance: 1_000, reserved: 0 });
    expect(called).toBe(0);
  });

  it("leaves what a client that hung up had been served to the sweep, which charges it", async () => {
    const clock = { now: Date.now() };
    const budget = await fundedBudget(1_000, createMemoryStore({ now: () => clock.now }));
    let hungUp: () => void = () => {};
    const closed = new Promise<void>((resolve) => {
      hungUp = resolve;
    });
    const url = await serve(budget, { wallet: WALLET, usd: 500 }, async (_request, response) => {
      response.once("close", hungUp);
      await spendingOf(response)?.report({ usd: 30 });
      response.write("delivered");
    });
    const abort = new AbortController();
    const response = await fetch(url, { signal: abort.signal });
    await response.body?.getReader().read();
    abort.abort();
    await closed;
    expect(await budget.wallet("w")).toMatchObject({ balance: 1_000, reserved: 500 });
    clock.now += 120_000;
    await budget.sweep();
    expect(await budget.wallet("w")).toMatchObject({ balance: 970, reserved: 0 });
  });
});

const applications: [string, typeof express][] = [
  ["Express 5", express],
  ["Express 4", express4 as unknown as typeof express],
];

describe.each(applications)("guardBudget in %s", (_name, create) => {
  it("knows who pays from what came before, charges, and refuses", async () => {
    const budget = await fundedBudget();
    const app = create();
    const identify: express.RequestHandler = (request, response, next) => {
      response.locals.customer = request.get("x-customer");
      next();
    };
    const cost = ({ res }: express.Request) => ({ wallet: { id: String(res?.locals.customer) }, usd: 600 });
    app.post("/paint/:size", identify, create.json(), guardBudget(budget, cost), async (request, response) => {
      await spendingOf(response)?.report({ usd: 500 });
      response.json({ ...request.body, size: request.params.size });
    });
    const url = await listen(app);
    const paint = () =>
      fetch(`${url}paint/small`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-customer": WALLET.id },
        body: '{"what":"a lighthouse"}',
      });
    expect(await (await paint()).json()).toEqual({ what: "a lighthouse", size: "small" });
    expect(await budget.wallet("w")).toMatchObject({ balance: 500, reserved: 0 });
    expect((await paint()).status).toBe(402);
  });

  it("charges nothing for what the error handler answers", async () => {
    const budget = await fundedBudget();
    const app = create();
    app.use(guardBudget(budget, () => ({ wallet: WALLET, usd: 10 })));
    app.get("/", (_request, _response, next) => next(new Error("broken")));
    app.use(((error, _request, response, _next) => {
      response.status(500).send(error.message);
    }) as express.ErrorRequestHandler);
    expect(await (await fetch(await listen(app))).text()).toBe("broken");
    expect(await budget.wallet("w")).toMatchObject({ balance: 1_000, reserved: 0 });
  });

  it("keeps the answer as it was when the handler fails after it", async () => {
    const budget = await fundedBudget();
    const app = create();
    app.get(
      "/",
      guardBudget(budget, () => ({ wallet: WALLET, usd: 10 })),
      (_request, response) => {
        response.status(201).json({ painted: true });
        throw new Error("too late");
      },
    );
    app.use(((_error, _request, response, _next) => {
      response.status(500).set("x-error", "yes").send("failed");
    }) as express.ErrorRequestHandler);
    const response = await fetch(await listen(app));
    expect(response.status).toBe(201);
    expect(response.headers.get("x-error")).toBeNull();
    expect(await response.json()).toEqual({ painted: true });
    expect(await budget.wallet("w")).toMatchObject({ balance: 990 });
  });
});
