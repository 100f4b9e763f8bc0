import type { Settlement } from "@hub/core";
import { HubError } from "@hub/protocol";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { createEvents } from "./create-events.ts";
import { createEventDigest } from "./event-digest.ts";
import { EventsConfig } from "./events-config.ts";
import type { HubEvent } from "./hub-event.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000_000 });
  onTestFinished(() => void vi.useRealTimers());
});

/** Events, and what is sent of them. */
function open(options: { windowMs?: number } = {}) {
  const sent: HubEvent[] = [];
  const events = createEvents({ send: (event) => sent.push(event), ...options });
  onTestFinished(() => events.close());
  return { events, sent };
}

function settlement(code?: HubError["code"], exchange: Partial<Settlement["exchange"]> = {}): Settlement {
  const error = code && new HubError(code, "It says jane@example.com.");
  return {
    exchange: {
      correlationId: "req_1",
      request: { method: "POST", path: "/", headers: {}, readBody: () => Promise.reject(new Error("read")) },
      startedTick: 0,
      principal: { keyId: "key_1", account: "acme" },
      scanMs: 1,
      attempts: 0,
      droppedParams: [],
      ...exchange,
    },
    outcome: error ? "failed" : "answered",
    status: error?.status ?? 200,
    error,
    streamed: false,
    durationMs: 10,
  };
}

describe("events", () => {
  it.each([
    ["pii_policy_violation", "pii.blocked"],
    ["prompt_injection_detected", "injection.blocked"],
    ["recursive_loop_detected", "loop.detected"],
  ] as const)("tell of %s as %s: whose it was, how many, and nothing of what was said", (code, type) => {
    const { events, sent } = open();
    events.settle(settlement(code, { principal: { keyId: "key_1", account: "acme", project: "p1" } }));
    expect(sent).toEqual([
      {
        id: expect.stringMatching(/^msg_[0-9a-f]{32}$/),
        type,
        at: 1_000_000_000,
        data: { key_id: "key_1", account: "acme", project: "p1", count: 1 },
      },
    ]);
  });

  it("tell of what was hidden, by kind and number", () => {
    const { events, sent } = open();
    events.settle(settlement(undefined, { redactions: { EMAIL: 2, PERSON: 1 } }));
    expect(sent).toMatchObject([{ type: "pii.redacted", data: { count: 1, found: { EMAIL: 2, PERSON: 1 } } }]);
  });

  it("tell nothing of requests to which nothing happened", () => {
    const { events, sent } = open();
    events.settle(settlement());
    events.settle(settlement(undefined, { redactions: {} }));
    events.settle(settlement("upstream_error"));
    expect(sent).toEqual([]);
  });

  it("tell of alerts as they are, each once", () => {
    const { events, sent } = open();
    const alert = { scope: "key:k1", limit: "usd per month", period: "2026-11", spent: 80, max: 100, threshold: 80 };
    events.observeAlert({ ...alert, id: "msg_x", at: 5 });
    events.observeAlert({ ...alert, id: "msg_y", at: 6, threshold: 100 });
    expect(sent).toEqual([
      { id: "msg_x", type: "budget.threshold_reached", at: 5, data: alert },
      { id: "msg_y", type: "budget.threshold_reached", at: 6, data: { ...alert, threshold: 100 } },
    ]);
  });

  it("tell of vendors that are left alone", () => {
    const { events, sent } = open();
    events.vendorUnhealthy("groq", "llama-3.3-70b");
    expect(sent).toMatchObject([{ type: "vendor.unhealthy", data: { vendor: "groq", model: "llama-3.3-70b" } }]);
  });
});

describe("an attack", () => {
  it("is one event at once and one a minute, with how many there were", () => {
    const { events, sent } = open();
    for (let second = 0; second < 300; second++) {
      for (let each = 0; each < 10; each++) events.settle(settlement("pii_policy_violation"));
      vi.advanceTimersByTime(1_000);
    }
    const times = sent.map(({ at }) => at);
    for (const [index, at] of times.entries()) {
      if (index > 0) expect(at - (times[index - 1] as number)).toBeGreaterThanOrEqual(59_000);
    }
    expect(sent.length).toBeLessThanOrEqual(6);
    vi.advanceTimersByTime(120_000);
    const counts = sent.map(({ data }) => data.count as number);
    expect(counts[0]).toBe(1);
    expect(counts.reduce((sum, count) => sum + count)).toBe(3_000);
  });

  it("on one key takes nothing from the others, nor one kind from another", () => {
    const { events, sent } = open();
    for (let times = 0; times < 100; times++) events.settle(settlement("pii_policy_violation"));
    events.settle(settlement("pii_policy_violation", { principal: { keyId: "key_2", account: "acme" } }));
    events.settle(settlement("prompt_injection_detected"));
    expect(sent.map(({ type, data }) => [type, data.key_id, data.count])).toEqual([
      ["pii.blocked", "key_1", 1],
      ["pii.blocked", "key_2", 1],
      ["injection.blocked", "key_1", 1],
    ]);
  });

  it("that is over is told at once when it begins anew, and leaves no timer behind", () => {
    const { events, sent } = open();
    events.settle(settlement("pii_policy_violation"));
    vi.advanceTimersByTime(200_000);
    expect(vi.getTimerCount()).toBe(0);
    events.settle(settlement("pii_policy_violation"));
    expect(sent.map(({ data }) => data.count)).toEqual([1, 1]);
  });

  it("from more keys than can be told apart is told of all together", () => {
    const sent: HubEvent[] = [];
    const digest = createEventDigest({ send: (event) => sent.push(event), now: Date.now, maxSubjects: 3 });
    for (let key = 0; key < 100; key++) digest.add("pii.blocked", { key_id: `key_${key}` });
    digest.close();
    const told = sent.map(({ data }) => [data.key_id, data.count]);
    expect(told).toEqual([
      ["key_0", 1],
      ["key_1", 1],
      ["key_2", 1],
      [undefined, 1],
      [undefined, 96],
    ]);
  });
});

describe("closing", () => {
  it("tells what has been gathered, and nothing any more", () => {
    const { events, sent } = open();
    for (const redactions of [{ EMAIL: 1 }, { EMAIL: 2 }, { IBAN: 1 }]) {
      events.settle(settlement(undefined, { redactions }));
    }
    events.close();
    expect(sent.map(({ data }) => data.found)).toEqual([{ EMAIL: 1 }, { EMAIL: 2, IBAN: 1 }]);
    events.settle(settlement("pii_policy_violation"));
    events.close();
    expect(sent.length).toBe(2);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("the configuration of events", () => {
  it("names what there is to be told of", () => {
    const webhook = { url: "https://hooks.example/", secret: "whsec_x" };
    expect(EventsConfig.parse({})).toEqual({ webhooks: [] });
    expect(EventsConfig.safeParse({ webhooks: [{ ...webhook, events: ["pii.blocked"] }] }).success).toBe(true);
    expect(EventsConfig.safeParse({ webhooks: [{ ...webhook, events: ["pii.found"] }] }).success).toBe(false);
  });
});
