import { createCatalog } from "@hub/catalog";
import { ERROR_CODES, type ErrorCode, HubError } from "@hub/protocol";
import { register } from "prom-client";
import { describe, expect, it } from "vitest";
import { createMetrics } from "./create-metrics.ts";
import { type SettlementFacts, testSettlement } from "./test-settlement.ts";

const catalog = createCatalog();
const ASKED = ["openai", "gpt-4.1-mini"] as const;
const USAGE = {
  prompt_tokens: 100,
  completion_tokens: 30,
  total_tokens: 130,
  prompt_tokens_details: { cached_tokens: 40 },
};

/** The lines of the hub's own metrics after these requests have ended. */
async function linesAfter(...ends: SettlementFacts[]): Promise<string[]> {
  const metrics = createMetrics({ catalog: () => catalog });
  for (const end of ends) metrics.settle(testSettlement(end));
  return hubLines(await metrics.render());
}

function hubLines(text: string): string[] {
  return text.split("\n").filter((line) => line.startsWith("hub_"));
}

describe("metrics", () => {
  it("count requests by vendor, model, outcome, status and code", async () => {
    const error = new HubError("upstream_timeout", "x");
    const lines = await linesAfter({ asked: ASKED }, { asked: ASKED }, { asked: ASKED, error });
    const labels = 'vendor="openai",model="gpt-4.1-mini"';
    expect(lines).toContain(`hub_requests_total{${labels},outcome="answered",status="2xx",code="none"} 2`);
    expect(lines).toContain(`hub_requests_total{${labels},outcome="failed",status="5xx",code="upstream_timeout"} 1`);
  });

  it("count tokens, and cost in dollars", async () => {
    const end = { asked: ASKED, usage: USAGE, exchange: { cost: 1_500_000 } };
    const lines = await linesAfter(end, end);
    const labels = 'vendor="openai",model="gpt-4.1-mini"';
    expect(lines).toContain(`hub_tokens_total{${labels},type="prompt"} 200`);
    expect(lines).toContain(`hub_tokens_total{${labels},type="completion"} 60`);
    expect(lines).toContain(`hub_tokens_total{${labels},type="cached"} 80`);
    expect(lines).toContain(`hub_cost_usd_total{${labels}} 0.003`);
  });

  it.each([Number.NaN, -5, Number.POSITIVE_INFINITY])(
    "are not spoilt by a vendor that reports %s tokens",
    async (odd) => {
      const usage = { prompt_tokens: odd, completion_tokens: 30, total_tokens: odd };
      const lines = await linesAfter({ asked: ASKED, usage });
      expect(lines).toContain('hub_tokens_total{vendor="openai",model="gpt-4.1-mini",type="prompt"} 0');
      expect(lines).toContain('hub_tokens_total{vendor="openai",model="gpt-4.1-mini",type="completion"} 30');
    },
  );

  it("measure how long requests, first chunks and scans take", async () => {
    const lines = await linesAfter({ asked: ASKED, durationMs: 700, firstChunkMs: 250, exchange: { scanMs: 2 } });
    const labels = 'vendor="openai",model="gpt-4.1-mini"';
    expect(lines).toContain(`hub_request_duration_seconds_bucket{le="0.5",${labels},outcome="answered"} 0`);
    expect(lines).toContain(`hub_request_duration_seconds_bucket{le="1",${labels},outcome="answered"} 1`);
    expect(lines).toContain(`hub_first_chunk_seconds_sum{${labels}} 0.25`);
    expect(lines).toContain('hub_scan_seconds_bucket{le="0.001"} 0');
    expect(lines).toContain('hub_scan_seconds_bucket{le="0.0025"} 1');
  });

  it("count what was hidden, by type", async () => {
    const lines = await linesAfter(
      { exchange: { redactions: { EMAIL: 2, IBAN: 1 } } },
      { exchange: { redactions: { EMAIL: 3 } } },
    );
    expect(lines).toContain('hub_redactions_total{type="EMAIL"} 5');
    expect(lines).toContain('hub_redactions_total{type="IBAN"} 1');
  });

  it.each<[ErrorCode, string]>([
    ["pii_policy_violation", 'hub_blocks_total{kind="pii"} 1'],
    ["prompt_injection_detected", 'hub_blocks_total{kind="injection"} 1'],
    ["policy_denied", 'hub_blocks_total{kind="policy"} 1'],
    ["insufficient_balance", 'hub_budget_refusals_total{code="insufficient_balance"} 1'],
    ["quota_exceeded", 'hub_budget_refusals_total{code="quota_exceeded"} 1'],
    ["rate_limit_exceeded", 'hub_budget_refusals_total{code="rate_limit_exceeded"} 1'],
    ["recursive_loop_detected", "hub_loop_stops_total 1"],
  ])("count a stop by the gateway: %s", async (code, line) => {
    expect(await linesAfter({ error: new HubError(code, "x") })).toContain(line);
  });

  it("take a vendor's rate limit for no refusal of the gateway", async () => {
    const lines = await linesAfter({ asked: ASKED, error: new HubError("rate_limit_exceeded", "x") });
    expect(lines).toContain('hub_budget_refusals_total{code="rate_limit_exceeded"} 0');
  });

  it("count attempts and failovers", async () => {
    const lines = await linesAfter(
      { asked: ASKED, exchange: { attempts: 3 } },
      { asked: ASKED, exchange: { attempts: 1 } },
      {},
    );
    expect(lines).toContain("hub_attempts_total 4");
    expect(lines).toContain("hub_failovers_total 2");
  });

  it("count alerts, streams under way and vendors that are left alone", async () => {
    const metrics = createMetrics({ catalog: () => catalog });
    const alert = { scope: "key:canary", limit: "usd per month", period: "2026-11", spent: 8, max: 10 };
    metrics.observeAlert({ ...alert, id: "msg_1", threshold: 80, at: 0 });
    metrics.streamOpened();
    metrics.streamOpened();
    metrics.streamClosed();
    metrics.vendorHealth("groq", "llama-3.3-70b", false);
    const text = await metrics.render();
    expect(hubLines(text)).toContain('hub_threshold_alerts_total{limit="usd per month",threshold="80"} 1');
    expect(hubLines(text)).toContain("hub_open_streams 1");
    expect(hubLines(text)).toContain('hub_vendor_healthy{vendor="groq",model="llama-3.3-70b"} 0');
    expect(text).not.toContain("canary");
  });

  it("show the process, in a registry of their own", async () => {
    const metrics = createMetrics({ catalog: () => catalog });
    createMetrics({ catalog: () => catalog });
    expect(metrics.contentType).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await metrics.render()).toContain("process_cpu_seconds_total");
    expect(register.getMetricsAsArray()).toEqual([]);
  });

  it("can be read again and again", async () => {
    const metrics = createMetrics({ catalog: () => catalog });
    metrics.settle(testSettlement({ asked: ASKED }));
    const [first, second] = [hubLines(await metrics.render()), hubLines(await metrics.render())];
    expect(second).toEqual(first);
  });
});

describe("labels", () => {
  it.each([
    [{ requestedModel: "oah/gpt-4.1-mini" }, "gpt-4.1-mini"],
    [{ requestedModel: "GPT-4.1-mini" }, "gpt-4.1-mini"],
    [{ requestedModel: "openai/gpt-4.1-mini" }, "gpt-4.1-mini"],
    [{ requestedModel: "openai/sk-canary" }, "other"],
    [{ requestedModel: "sk-canary" }, "other"],
    [{ requestedModel: `${"x".repeat(1_000_000)}` }, "other"],
    [{}, "other"],
  ])("name the model that was asked for where no vendor was: %#", async (exchange, model) => {
    const lines = await linesAfter({ exchange, error: new HubError("policy_denied", "x") });
    expect(lines).toContain(
      `hub_requests_total{vendor="none",model="${model}",outcome="failed",status="4xx",code="policy_denied"} 1`,
    );
  });

  it("cannot be added to by callers, whatever they send", async () => {
    const ends = Array.from({ length: 500 }, (_, index): SettlementFacts[] => [
      { asked: ["openai", `ft:canary-${index}`], headers: { "x-canary": `canary-${index}` } },
      {
        exchange: {
          requestedModel: `canary-${index}`,
          correlationId: `req_canary${index}`,
          endUser: `canary-${index}`,
          principal: { keyId: `key_canary${index}`, account: `canary-${index}` },
        },
        error: new HubError("model_not_found", `No model canary-${index}`, { vendorCode: `canary-${index}` }),
      },
    ]).flat();
    const [once, often] = [await linesAfter(...ends.slice(0, 2)), await linesAfter(...ends)];
    expect(often.length).toBe(once.length);
    expect(often.join("\n")).not.toContain("canary");
  });

  it("are bounded also where the catalog grows, and policies define types without end", async () => {
    const names = Array.from({ length: 1_500 }, (_, index) => `model-${index}`);
    const grown = { ...catalog, offer: (_: string, id: string) => ({ model: { id } }) } as unknown as typeof catalog;
    const metrics = createMetrics({ catalog: () => grown });
    for (const name of names) {
      metrics.settle(testSettlement({ asked: ["openai", name], exchange: { redactions: { [name]: 1 } } }));
    }
    const lines = hubLines(await metrics.render());
    const series = lines.filter((line) => line.startsWith("hub_requests_total"));
    expect(series.length).toBe(301);
    expect(series.at(-1)).toContain('model="other",outcome="answered",status="2xx",code="none"} 1200');
    expect(lines.filter((line) => line.startsWith("hub_redactions_total")).length).toBe(257);
  });

  it("know every code that the gateway answers with", async () => {
    const codes = Object.keys(ERROR_CODES) as ErrorCode[];
    const lines = await linesAfter(...codes.map((code) => ({ error: new HubError(code, "x") })));
    const counted = lines.filter((line) => line.startsWith("hub_requests_total"));
    expect(counted.length).toBe(codes.length);
    expect(counted.every((line) => /status="[45]xx"/.test(line))).toBe(true);
  });
});
