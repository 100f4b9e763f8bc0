import { randomUUID } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import { chatRequests, MODELS, says, startGateway, type TestGateway } from "./support.ts";

const { HUB_TEST_REDIS_URL: redisUrl, HUB_TEST_DATABASE_URL: databaseUrl } = process.env;
const why = (name: string, url: string | undefined) =>
  url ? "" : ` (skipped: ${name} is not set; packages/budget/scripts/with-stores.sh sets it)`;

type Settings = Parameters<typeof startGateway>[0];

/** Two gateways that share their keys and stores, as on two machines. */
async function startTwo(settings: Settings) {
  const first = await startGateway(settings);
  const second = await startGateway({ ...settings, dataDir: first.dataDir });
  onTestFinished(async () => {
    await second.stop();
    await first.stop();
  });
  const ask = (hub: TestGateway, body: object = {}, headers: Record<string, string> = {}) =>
    fetch(`${hub.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${first.key}`, "content-type": "application/json", ...headers },
      body: JSON.stringify({ model: MODELS.openai, messages: says("Hello"), max_tokens: 50, ...body }),
    });
  return { hubs: [first, second] as const, ask };
}

const stores = [
  ["Redis", { redisUrl }, why("HUB_TEST_REDIS_URL", redisUrl)],
  ["PostgreSQL", { databaseUrl }, why("HUB_TEST_DATABASE_URL", databaseUrl)],
] as const;

for (const [name, settings, reason] of stores) {
  describe.skipIf(reason !== "")(`two gateways on one ${name}${reason}`, () => {
    it("hold a limit together", async () => {
      const user = randomUUID();
      const limits = [{ requests: { per: "total" as const, max: 7 }, of: "user" as const }];
      const { hubs, ask } = await startTwo({ ...settings, spending: { limits } });
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, index) => ask(hubs[index % 2 ? 1 : 0], { user })),
      );
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 200)).toHaveLength(7);
      expect(statuses.filter((status) => status === 429)).toHaveLength(33);
    });
  });
}

describe.skipIf(!redisUrl)(`two gateways that share Redis${why("HUB_TEST_REDIS_URL", redisUrl)}`, () => {
  it("give the same answer to the same Idempotency-Key, for one call of a vendor", async () => {
    const { hubs, ask } = await startTwo({ redisUrl });
    // Answers are sealed under what the data directory holds, which both have.
    const headers = { "idempotency-key": randomUUID() };
    const bodies = await Promise.all(hubs.map(async (hub) => (await ask(hub, {}, headers)).text()));
    expect(bodies[0]).toBe(bodies[1]);
    const calls = hubs.flatMap(({ sandbox }) => chatRequests(sandbox.vendors.openai));
    expect(calls).toHaveLength(1);
  });

  it("tell each other of vendors that are down", async () => {
    const { hubs, ask } = await startTwo({ redisUrl });
    const [first, second] = hubs;
    const model = "oah/llama-3.3-70b";
    const route = async (hub: TestGateway): Promise<string[]> => {
      const response = await fetch(`${hub.url}/v1/route`, {
        method: "POST",
        headers: { authorization: `Bearer ${first.key}`, "content-type": "application/json" },
        body: JSON.stringify({ model, messages: says("Hello") }),
      });
      return ((await response.json()) as { candidates: { provider: string }[] }).candidates.map(
        ({ provider }) => provider,
      );
    };
    const [cheapest = ""] = await route(second);
    first.sandbox.vendors[cheapest as "groq"].faults = { status: 503 };
    for (let count = 0; count < 8; count++) await (await ask(first, { model })).text();
    await expect
      .poll(
        async () => {
          // Others' news of a vendor is looked for while it is in use.
          await (await ask(second, { model })).text();
          return (await route(second))[0];
        },
        { timeout: 8_000 },
      )
      .not.toBe(cheapest);
  });
});

describe("a gateway whose store cannot be reached", () => {
  it.each([{ redisUrl: "redis://127.0.0.1:1" }, { databaseUrl: "postgres://127.0.0.1:1/hub" }])(
    "does not start, and says why: %j",
    async (settings) => {
      await expect(startGateway(settings)).rejects.toThrow(/^The (store of wallets|hub keys) cannot be used: /);
    },
  );
});
