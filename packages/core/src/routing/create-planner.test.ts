import type { Offer } from "@hub/catalog";
import type { ChatRequest } from "@hub/protocol";
import { createRouter } from "@hub/router";
import { describe, expect, it } from "vitest";
import { beginExchange, type Exchange } from "../exchange.ts";
import type { Principal } from "../stages/authenticate.ts";
import { catalogOf, chatRequest, offerOf, scriptedProvider, USAGE } from "../test-support.ts";
import { createAccess } from "./access.ts";
import { createPlanner } from "./create-planner.ts";
import type { RoutingPolicy, VendorTraits } from "./routing-policy.ts";

const providers = ["acme", "bolt", "coil"].map((id) => scriptedProvider(id));

interface World {
  offers?: Offer[];
  policy?: RoutingPolicy;
  traits?: Record<string, VendorTraits>;
  principal?: Partial<Principal>;
  headers?: Record<string, string>;
  redactions?: Record<string, number>;
}

/** Prices in USD per million tokens, in and out. */
const priced = (input: number, output: number) => ({ input: input * 1_000_000, output: output * 1_000_000 });
const CHEAPEST_IS_BOLT = [
  offerOf("acme", { price: priced(2, 2) }),
  offerOf("bolt", { price: priced(1, 1) }),
  offerOf("coil", { price: priced(3, 3) }),
];

function planning({
  offers = CHEAPEST_IS_BOLT,
  policy = {},
  traits = {},
  principal,
  headers = {},
  redactions,
}: World = {}) {
  const router = createRouter({ random: () => 0 });
  const access = createAccess(policy, traits);
  const catalog = catalogOf(...offers);
  const planner = createPlanner({ providers, catalog: () => catalog, router, access, policy });
  function plan(fields: Partial<ChatRequest> = {}) {
    const exchange = beginExchange(chatRequest({}, { headers }));
    exchange.redactions = redactions;
    exchange.principal = { keyId: "k", account: "a", ...principal };
    const request = { model: "oah/canon", messages: [{ role: "user" as const, content: "hi" }], ...fields };
    const route = planner.plan(request, exchange);
    if (route instanceof Promise) throw new TypeError("Plans are made at once.");
    return route;
  }
  const vendors = (fields?: Partial<ChatRequest>) => plan(fields).steps.map(({ target }) => target.provider.id);
  const excluded = (fields?: Partial<ChatRequest>) =>
    plan(fields).filtered.map(({ candidate, detail }) => `${candidate.target.provider.id} ${detail}`);
  return { plan, vendors, excluded, router, planner };
}

const failing = (error: object) => expect.objectContaining(error);

describe("a routed model", () => {
  it("goes to the vendor where this request costs least, and says why", () => {
    const { plan, vendors } = planning();
    expect(vendors()).toEqual(["bolt", "acme", "coil"]);
    expect(plan().steps.map(({ target }) => target.reason)).toEqual(["cheapest", "dearer", "dearer"]);
    expect(plan().steps[0]?.target).toMatchObject({ model: "model-1", mode: "managed" });
  });

  it("goes elsewhere when the request is of another shape: long prompts and long answers have their own prices", () => {
    const offers = [offerOf("acme", { price: priced(1, 9) }), offerOf("bolt", { price: priced(3, 1) })];
    const { vendors } = planning({ offers });
    expect(vendors()).toEqual(["bolt", "acme"]);
    expect(vendors({ max_tokens: 1, messages: [{ role: "user", content: "word ".repeat(5_000) }] })[0]).toBe("acme");
  });

  it("counts tiers of long prompts", () => {
    const longPrompts = [{ above: 1_000, ...priced(9, 9) }];
    const offers = [
      offerOf("acme", { price: { ...priced(1, 1), longPrompts } }),
      offerOf("bolt", { price: priced(2, 2) }),
    ];
    const { vendors } = planning({ offers });
    expect(vendors()[0]).toBe("acme");
    expect(vendors({ messages: [{ role: "user", content: "word ".repeat(5_000) }] })[0]).toBe("bolt");
  });

  it("goes to vendors without a known price last", () => {
    const offers = [offerOf("acme", { price: undefined }), offerOf("bolt", { price: priced(100, 100) })];
    expect(planning({ offers }).vendors()).toEqual(["bolt", "acme"]);
  });

  it("stays where the conversation is cached while that is cheaper, and only within the project", () => {
    const cached = { ...priced(2, 1), cachedInput: 200_000 };
    const offers = [offerOf("acme", { price: cached }), offerOf("bolt", { price: priced(1, 1) })];
    const world = planning({ offers });
    const messages = [{ role: "user" as const, content: "word ".repeat(5_000) }];
    const exchange = { ...beginExchange(chatRequest()), candidate: world.plan({ messages }).steps[1]?.target };
    expect(world.vendors({ messages })[0]).toBe("bolt");
    const prompt_tokens_details = { cached_tokens: 0, cache_write_tokens: 4_900 };
    world.planner.learn(exchange as Exchange, { ...USAGE, prompt_tokens_details });
    expect(world.vendors({ messages })[0]).toBe("acme");
    expect(world.vendors({ messages: [{ role: "user", content: "other ".repeat(5_000) }] })[0]).toBe("bolt");
  });

  it("goes with the project's own credential first, which never waits for the gateway's rate limits", () => {
    const credential = { apiKey: "theirs" };
    const { plan } = planning({ principal: { credentials: { coil: credential } } });
    const [first, second] = plan().steps;
    expect(first?.target).toMatchObject({ provider: { id: "coil" }, mode: "byok", credential, reason: "preferred" });
    expect(second?.target).toMatchObject({ provider: { id: "bolt" }, mode: "managed", credential: undefined });
    expect(first?.candidate.quotaKey).not.toBe(second?.candidate.quotaKey?.replace("bolt", "coil"));
    expect(JSON.stringify(first?.candidate.quotaKey)).not.toContain("theirs");
  });

  it("goes to a vendor that the gateway has no credential for only with the project's own", () => {
    const traits = { bolt: { isByokOnly: true } };
    expect(planning({ traits }).vendors()).toEqual(["acme", "coil"]);
    const credentials = { bolt: { apiKey: "theirs" } };
    expect(planning({ traits, principal: { credentials } }).vendors()).toEqual(["bolt", "acme", "coil"]);
    expect(() => planning({ traits }).plan({ model: "bolt/model-1" })).toThrow(failing({ code: "policy_denied" }));
  });

  it.each<[string, Partial<Offer>, Partial<ChatRequest>, string]>([
    ["tools", { tools: false }, { tools: [{ type: "function", function: { name: "f" } }] }, "calls no tools"],
    [
      "images",
      {},
      { messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "https://x.test/a.png" } }] }] },
      "takes no image",
    ],
    ["long prompts", { contextTokens: 100 }, { messages: [{ role: "user", content: "a b ".repeat(500) }] }, "has room"],
    ["long answers", { maxOutputTokens: 100 }, { max_completion_tokens: 101 }, "answers with at most 100 tokens"],
    [
      "schemas",
      { structuredOutput: false },
      { response_format: { type: "json_schema", json_schema: { name: "s", schema: {} } } },
      "has no structured output",
    ],
    ["sound", {}, { modalities: ["text", "audio"] }, "gives no audio"],
  ])("goes only to vendors that can do it: %s", (_what, lacks, fields, why) => {
    const able = { input: ["text", "image"], output: ["text", "audio"] } as const;
    const offers = [offerOf("acme", lacks), offerOf("bolt", { ...able, price: priced(9, 9) })];
    const { vendors, excluded } = planning({ offers });
    expect(vendors()).toEqual(["acme", "bolt"]);
    expect(vendors(fields)).toEqual(["bolt"]);
    expect(excluded(fields)).toEqual([expect.stringContaining(`acme ${why}`)]);
  });

  it("that nobody can serve like this is a 400 with each vendor's reason", () => {
    const offers = [offerOf("acme", { tools: false }), offerOf("bolt", { tools: false })];
    const tools = [{ type: "function" as const, function: { name: "f" } }];
    expect(() => planning({ offers }).plan({ tools })).toThrow(
      failing({ code: "unsupported_parameter", message: expect.stringContaining("acme calls no tools") }),
    );
  });

  it("goes without a schema of the vendor's own where no vendor has one: the provider makes up for it", () => {
    const offers = [offerOf("acme", { structuredOutput: false }), offerOf("bolt", { structuredOutput: false })];
    const response_format = { type: "json_schema" as const, json_schema: { name: "s", schema: {} } };
    expect(planning({ offers }).vendors({ response_format })).toHaveLength(2);
  });

  it("goes to no vendor that has withdrawn it", () => {
    const offers = [offerOf("acme", { deprecated: "2020-01-01" }), offerOf("bolt", { deprecated: "2999-01-01" })];
    expect(planning({ offers }).vendors()).toEqual(["bolt"]);
  });

  it("goes around a vendor whose circuit is open", async () => {
    const { plan, vendors, router } = planning();
    const fail = () => Promise.reject(Object.assign(new Error("down"), { status: 503 }));
    for (let round = 0; round < 4; round++) await router.run(plan(), fail, { maxAttempts: 1 }).catch(() => {});
    expect(vendors()[0]).not.toBe("bolt");
    const filtered = plan().filtered.map(({ candidate, reason }) => [candidate.target.provider.id, reason]);
    expect(filtered).toContainEqual(["bolt", "circuit open"]);
  });
});

describe("a pinned model", () => {
  it("goes to its vendor alone, whatever that costs or lacks", () => {
    const { plan } = planning({ offers: [offerOf("acme", { tools: false }), offerOf("bolt")] });
    const route = plan({ model: "acme/model-1", tools: [{ type: "function", function: { name: "f" } }] });
    expect(route.steps.map(({ target }) => [target.provider.id, target.reason])).toEqual([["acme", "pinned"]]);
  });

  it("is asked for although its circuit is open: its vendor's own answer says more than ours", async () => {
    const { plan, router } = planning();
    const fail = () => Promise.reject(Object.assign(new Error("down"), { status: 503 }));
    for (let round = 0; round < 10; round++) {
      await router.run(plan({ model: "acme/model-1" }), fail, { maxAttempts: 1 }).catch(() => {});
    }
    let asked = false;
    await router.run(plan({ model: "acme/model-1" }), () => {
      asked = true;
    });
    expect(asked).toBe(true);
  });

  it("goes on to others only where the caller says so, or the policy for it", () => {
    const fallbacks = (world: World) => planning(world).vendors({ model: "acme/model-1" });
    expect(fallbacks({})).toEqual(["acme"]);
    expect(fallbacks({ headers: { "x-hub-fallbacks": "coil/model-1, bolt/model-1" } })).toEqual([
      "acme",
      "coil",
      "bolt",
    ]);
    expect(fallbacks({ policy: { fallbacks: { "acme/model-1": ["bolt/model-1"] } } })).toEqual(["acme", "bolt"]);
    const both = { policy: { fallbacks: { "acme/model-1": ["bolt/model-1"] } }, headers: { "x-hub-fallbacks": "" } };
    expect(fallbacks(both)).toEqual(["acme"]);
  });

  it("has no fallback past the policy", () => {
    const headers = { "x-hub-fallbacks": "bolt/model-1" };
    expect(() => planning({ headers, policy: { vendors: ["acme"] } }).plan({ model: "acme/model-1" })).toThrow(
      failing({ code: "policy_denied" }),
    );
  });

  it("has four fallbacks at most", () => {
    const headers = { "x-hub-fallbacks": "a,b,c,d,e" };
    expect(() => planning({ headers }).plan({ model: "acme/model-1" })).toThrow(failing({ code: "invalid_value" }));
  });
});

describe("strategies", () => {
  it("are chosen by policy, by project, and by request, in this order of weight", () => {
    const priority = { strategy: "priority", priority: ["coil", "acme"] } as const;
    expect(planning({ policy: priority }).vendors()).toEqual(["coil", "acme", "bolt"]);
    expect(planning({ policy: priority, headers: { "x-hub-route": "cheapest" } }).vendors()[0]).toBe("bolt");
    expect(planning({ principal: { routing: [priority] } }).vendors()[0]).toBe("coil");
    const weighted = { strategy: "weighted", weights: { acme: 1, bolt: 0, coil: 0 } } as const;
    expect(planning({ policy: weighted }).vendors()[0]).toBe("acme");
  });

  it("that are unknown are a 400 with those that are known", () => {
    expect(() => planning({ headers: { "x-hub-route": "best" } }).plan()).toThrow(
      failing({ code: "invalid_value", param: "x-hub-route", message: expect.stringContaining("cheapest, fastest") }),
    );
  });
});

describe("policies", () => {
  it("keep vendors out", () => {
    const { vendors, excluded } = planning({ policy: { vendors: ["acme", "coil"] } });
    expect(vendors()).toEqual(["acme", "coil"]);
    expect(excluded()).toEqual(["bolt not allowed by policy"]);
    expect(() => planning({ policy: { vendors: ["coil"] } }).plan({ model: "acme/model-1" })).toThrow(
      failing({ code: "policy_denied", status: 403 }),
    );
  });

  it("add up: a project's own cannot allow what the hub's forbids", () => {
    const world = {
      policy: { vendors: ["acme"] },
      principal: { routing: [{ vendors: ["acme", "bolt"] }, { vendors: ["acme", "coil"] }] },
    };
    expect(planning(world).vendors()).toEqual(["acme"]);
  });

  it("keep models out, by name and glob", () => {
    const refused = failing({ code: "model_not_allowed", status: 403 });
    const plan = (models: string[], model: string) => planning({ policy: { models } }).plan({ model });
    expect(() => plan(["bolt/*"], "acme/model-1")).toThrow(refused);
    expect(() => plan(["oah/*"], "acme/model-1")).toThrow(refused);
    expect(() => plan(["acme/*"], "oah/canon")).toThrow(refused);
    expect(plan(["ACME/*"], "acme/model-1").steps).toHaveLength(1);
    expect(plan(["oah/canon"], "oah/canon-latest").steps).toHaveLength(3);
  });

  it("keep data in regions: who is not known to stay there is left out", () => {
    const policy = { regions: ["eu"] };
    const traits = { acme: { regions: ["eu"] }, bolt: { regions: ["eu", "us"] } };
    const world = planning({ policy, traits });
    expect(world.vendors()).toEqual(["acme"]);
    expect(world.excluded()).toEqual([
      "bolt outside the allowed regions",
      "coil not known to stay in the allowed regions",
    ]);
  });

  it("keep kinds of data from vendors that may not see them", () => {
    const policy = { vendorsForData: { MEDICAL_RECORD_NUMBER: ["coil"] } };
    expect(planning({ policy }).vendors()).toEqual(["bolt", "acme", "coil"]);
    const found = planning({ policy, redactions: { MEDICAL_RECORD_NUMBER: 1, PERSON: 2 } });
    expect(found.vendors()).toEqual(["coil"]);
    expect(found.excluded()).toContain("bolt not allowed to see MEDICAL_RECORD_NUMBER");
    expect(() => found.plan({ model: "acme/model-1" })).toThrow(failing({ code: "policy_denied" }));
  });

  it("keep data from vendors that keep it", () => {
    const traits = { acme: { retainsData: false }, bolt: { retainsData: true } };
    expect(planning({ policy: { noRetention: true }, traits }).vendors()).toEqual(["acme"]);
  });
});
