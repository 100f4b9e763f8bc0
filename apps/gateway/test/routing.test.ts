import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { chatRequests, lastBody, says, startGateway, type TestGateway } from "./support.ts";

/** A model that Groq, Together, DeepInfra and Bedrock have. */
const MODEL = "oah/llama-3.3-70b";

let dataDir: string;
let hub: TestGateway;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "hub-routing-"));
  hub = await startGateway({ dataDir });
});
beforeEach(() => hub.clear());
afterAll(async () => {
  await hub.stop();
  await rm(dataDir, { recursive: true, force: true });
});

interface Explanation {
  candidates: { provider: string; model: string; reason: string; expected_cost_usd: string }[];
  filtered: { provider: string; reason: string }[];
}

async function post(path: string, body: object, headers: Record<string, string> = {}) {
  return fetch(`${hub.url}/v1/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${hub.key}`, "content-type": "application/json", ...headers },
    body: JSON.stringify({ model: MODEL, messages: says("Hello"), ...body }),
  });
}

const explain = async (body: object = {}, headers = {}): Promise<Explanation> =>
  (await (await post("route", body, headers)).json()) as Explanation;
const asked = () => Object.entries(hub.sandbox.vendors).filter(([, vendor]) => chatRequests(vendor).length > 0);

describe("a routed model", () => {
  it("is answered by the vendor where it costs least, which says what it is and why", async () => {
    const { candidates } = await explain();
    expect(candidates.length).toBeGreaterThanOrEqual(3);
    const costs = candidates.map(({ expected_cost_usd }) => Number(expected_cost_usd));
    expect(costs).toEqual(costs.toSorted((a, b) => a - b));
    expect(asked()).toEqual([]);

    const response = await post("chat/completions", {});
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ model: MODEL });
    const [cheapest] = candidates;
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "x-hub-provider": cheapest?.provider,
      "x-hub-model": cheapest?.model,
      "x-hub-route-reason": "cheapest",
      "x-hub-attempts": "1",
      "x-hub-cost-usd": expect.stringMatching(/^0\.0+\d+$/),
    });
  });

  it.each([
    ["503", { status: 503 }],
    ["429", { status: 429 }],
    ["a reset connection", { closeSocketBeforeResponse: true }],
    ["half an answer", { cutAfterBytes: 10 }],
  ])("is answered by the next one when the first fails with %s, and nobody notices", async (_what, fault) => {
    const [first, second] = (await explain()).candidates;
    const vendor = hub.sandbox.vendors[first?.provider as "groq"];
    vendor.faults = fault as object;
    const response = await post("chat/completions", {});
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "x-hub-provider": second?.provider,
      "x-hub-attempts": "2",
      "x-hub-route-reason": "dearer",
    });
  });

  it("is streamed by the next one when the first begins with an error in a 200", async () => {
    const [first] = (await explain()).candidates;
    hub.sandbox.vendors[first?.provider as "groq"].faults = { errorEventAt: 1 };
    const response = await post("chat/completions", { stream: true });
    expect(response.headers.get("x-hub-attempts")).toBe("2");
    expect(await response.text()).toMatch(/data: \[DONE\]\s*$/);
  });

  it("is told why it cannot be answered when nobody can", async () => {
    const image = { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } };
    const response = await post("chat/completions", { messages: [{ role: "user", content: [image] }] });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining("takes no image") } });
    expect(asked()).toEqual([]);
  });

  it("goes where the request says", async () => {
    const response = await post("chat/completions", {}, { "x-hub-route": "weighted" });
    expect(response.headers.get("x-hub-route-reason")).toBe("weighted");
    await response.text();
    expect((await post("chat/completions", {}, { "x-hub-route": "worst" })).status).toBe(400);
  });
});

describe("a pinned model", () => {
  it("whose vendor fails goes on to the fallback that the caller named, and to none that it did not", async () => {
    const model = "groq/llama-3.3-70b-versatile";
    const { groq, mistral } = hub.sandbox.vendors;
    groq.faults = { status: 503 };
    const alone = await post("chat/completions", { model });
    expect(alone.status).toBe(503);
    await alone.text();
    const response = await post("chat/completions", { model }, { "x-hub-fallbacks": "mistral/mistral-large-latest" });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ model });
    expect(response.headers.get("x-hub-route-reason")).toBe("fallback");
    expect(lastBody(mistral)).toMatchObject({ model: "mistral-large-latest" });
  });
});

describe("the list of models", () => {
  const list = async (query: string): Promise<{ id: string; providers: { provider: string }[] }[]> => {
    const response = await fetch(`${hub.url}/v1/models${query}`, { headers: { authorization: `Bearer ${hub.key}` } });
    return ((await response.json()) as { data: { id: string; providers: { provider: string }[] }[] }).data;
  };

  it("has routed models with all their vendors and prices, and can be narrowed down", async () => {
    const all = await list("");
    expect(all.filter(({ id }) => id.startsWith("oah/")).length).toBeGreaterThan(150);
    const llama = all.find(({ id }) => id === MODEL);
    expect(llama).toMatchObject({
      object: "model",
      family: "llama",
      open_weights: true,
      context_length: expect.any(Number),
      capabilities: { tools: true },
      providers: expect.arrayContaining([
        expect.objectContaining({ provider: "groq", pricing: expect.objectContaining({ input: "0.59" }) }),
      ]),
    });
    const groq = await list("?provider=groq&family=llama&capability=tools");
    expect(groq.length).toBeGreaterThan(1);
    expect(groq.length).toBeLessThan(all.length / 10);
    expect(groq.every(({ providers }) => providers.some(({ provider }) => provider === "groq"))).toBe(true);
    expect(await list("?capability=telepathy")).toEqual([]);
  });
});

describe("a catalog file", () => {
  const path = () => join(dataDir, "catalog.json");
  const priced = (provider: string, id: string, input: number) => ({
    models: [
      {
        id: "llama-3.3-70b",
        offers: [{ provider, id, price: { input, output: input }, source: "contract", date: "2026-01-01" }],
      },
    ],
  });

  it("changes prices without a restart, and a bad one changes nothing", async () => {
    const dearest = (await explain()).candidates.at(-1);
    if (!dearest) throw new Error("Nobody has the model.");
    await writeFile(path(), JSON.stringify(priced(dearest.provider, dearest.model, 0.001)));
    await expect.poll(async () => (await explain()).candidates[0]?.provider, { timeout: 8_000 }).toBe(dearest.provider);
    await writeFile(path(), "{ no json");
    await sleep(200);
    expect((await explain()).candidates[0]?.provider).toBe(dearest.provider);
  });

  it("that cannot be used keeps the gateway from starting, and says which line", async () => {
    const other = await mkdtemp(join(tmpdir(), "hub-routing-"));
    const catalog = join(other, "prices.json");
    await expect(startGateway({ catalog })).rejects.toThrow("is not there");
    await writeFile(catalog, '{\n  "models": [\n    { "id": 7 }\n  ]\n}');
    await expect(startGateway({ catalog })).rejects.toThrow(/line 3|:3:/);
    await rm(other, { recursive: true });
  });
});
