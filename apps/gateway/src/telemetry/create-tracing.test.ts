import { createCatalog } from "@hub/catalog";
import { HubError } from "@hub/protocol";
import {
  type Attributes,
  type Context,
  INVALID_SPAN_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { describe, expect, it } from "vitest";
import { createTracing } from "./create-tracing.ts";
import { parseTraceparent } from "./parse-traceparent.ts";
import { type SettlementFacts, testSettlement } from "./test-settlement.ts";

const catalog = createCatalog();
const NOW = 1_800_000_000_000;
const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const SPAN_ID = "b7ad6b7169203331";
const TRACEPARENT = `00-${TRACE_ID}-${SPAN_ID}-01`;

/** What became of a span. */
interface Recorded {
  name: string;
  options: SpanOptions;
  parent: SpanContext | undefined;
  attributes: Attributes;
  events: unknown[];
  status: unknown;
  endTime: unknown;
}

/** The span of a request that has ended so. */
function spanOf(end: SettlementFacts, isRecording = true): Recorded {
  const spans: Recorded[] = [];
  function startSpan(name: string, options: SpanOptions = {}, context?: Context): Span {
    const parent = context && trace.getSpanContext(context);
    const recorded: Recorded = { name, options, parent, attributes: {}, events: [], status: undefined, endTime: 0 };
    spans.push(recorded);
    const span = {
      spanContext: () => INVALID_SPAN_CONTEXT,
      isRecording: () => isRecording,
      setAttributes: (attributes: Attributes) => Object.assign(recorded.attributes, attributes),
      addEvent: (...event: unknown[]) => recorded.events.push(event),
      setStatus: (status: unknown) => {
        recorded.status = status;
      },
      end: (time: unknown) => {
        recorded.endTime = time;
      },
    };
    return span as unknown as Span;
  }
  const settle = createTracing({ tracer: { startSpan } as Tracer, catalog: () => catalog, now: () => NOW });
  settle(testSettlement(end));
  const [span] = spans;
  if (!span || spans.length > 1) throw new Error(`Expected one span, got ${spans.length}.`);
  const set = Object.entries({ ...span.options.attributes, ...span.attributes }).filter(
    ([, value]) => value !== undefined,
  );
  return { ...span, attributes: Object.fromEntries(set) };
}

describe("the span of an answer", () => {
  it("says what was asked of whom, what was used and how long it took, by the GenAI conventions", () => {
    const { name, options, attributes, events, status, endTime } = spanOf({
      asked: ["bedrock", "global.anthropic.claude-sonnet-4-5-20250929-v1:0"],
      streamed: true,
      durationMs: 2_000,
      firstChunkMs: 500,
      usage: {
        prompt_tokens: 100,
        completion_tokens: 30,
        total_tokens: 130,
        prompt_tokens_details: { cached_tokens: 40, cache_write_tokens: 10 },
        completion_tokens_details: { reasoning_tokens: 20 },
      },
      exchange: { cost: 1_500_000, scanMs: 2, redactions: { EMAIL: 2, IBAN: 1 }, attempts: 2 },
    });
    expect(name).toBe("chat claude-sonnet-4-5");
    expect(options).toMatchObject({ kind: SpanKind.CLIENT, startTime: NOW - 2_000 });
    expect(endTime).toBe(NOW);
    expect(attributes).toEqual({
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "aws.bedrock",
      "gen_ai.request.model": "claude-sonnet-4-5",
      "gen_ai.request.stream": true,
      "gen_ai.response.model": "global.anthropic.claude-sonnet-4-5-20250929-v1:0",
      "gen_ai.response.time_to_first_chunk": 0.5,
      "gen_ai.usage.input_tokens": 100,
      "gen_ai.usage.output_tokens": 30,
      "gen_ai.usage.cache_read.input_tokens": 40,
      "gen_ai.usage.cache_creation.input_tokens": 10,
      "gen_ai.usage.reasoning.output_tokens": 20,
      "http.response.status_code": 200,
      "hub.correlation_id": "req_1",
      "hub.outcome": "answered",
      "hub.attempts": 2,
      "hub.mode": "managed",
      "hub.route_reason": "pinned",
      "hub.scan_seconds": 0.002,
      "hub.redactions": 3,
      "hub.cost_usd": 0.0015,
    });
    expect(events).toEqual([["hub.first_chunk", undefined, NOW - 1_500]]);
    expect(status).toBeUndefined();
  });

  it.each([
    ["openai", "openai"],
    ["google", "gcp.gemini"],
    ["vertex", "gcp.vertex_ai"],
    ["mistral", "mistral_ai"],
    ["xai", "x_ai"],
    ["deepinfra", "deepinfra"],
  ])("names %s as %s", (vendor, name) => {
    expect(spanOf({ asked: [vendor, "m"] }).attributes["gen_ai.provider.name"]).toBe(name);
  });
});

describe("the span of a failure", () => {
  it("says which, and not in which words", () => {
    const error = new HubError("upstream_timeout", "canary", { param: "canary", vendorCode: "canary" });
    const span = spanOf({
      asked: ["openai", "sk-canary"],
      error,
      headers: { cookie: "canary", authorization: "canary" },
    });
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(span.attributes).toMatchObject({ "error.type": "upstream_timeout", "http.response.status_code": 504 });
    expect(JSON.stringify(span)).not.toContain("canary");
  });

  it("says that no vendor was asked where the gateway stopped it", () => {
    const error = new HubError("pii_policy_violation", "x");
    const { name, attributes } = spanOf({ error, exchange: { requestedModel: "oah/gpt-4.1-mini" } });
    expect(name).toBe("chat gpt-4.1-mini");
    expect(attributes).toMatchObject({ "gen_ai.provider.name": "hub", "hub.attempts": 0 });
  });

  it("is none where the caller hung up", () => {
    const { status, attributes } = spanOf({ outcome: "aborted", error: new HubError("client_closed_request", "x") });
    expect(status).toBeUndefined();
    expect(attributes["hub.outcome"]).toBe("aborted");
  });
});

describe("the parent of a span", () => {
  it("is the caller's", () => {
    const { parent, options } = spanOf({ headers: { traceparent: TRACEPARENT, tracestate: "acme=1" } });
    expect(parent).toMatchObject({ traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 1, isRemote: true });
    expect(parent?.traceState?.get("acme")).toBe("1");
    expect(options.root).toBe(false);
  });

  it("is nobody's where the caller has no key", () => {
    const exchange = { principal: undefined } as unknown as SettlementFacts["exchange"];
    const error = new HubError("invalid_api_key", "x");
    expect(spanOf({ exchange, error, headers: { traceparent: TRACEPARENT } }).parent).toBeUndefined();
  });

  it.each([
    ["nothing", undefined],
    ["no header of the kind", "hello"],
    ["another version's that is no version", `ff-${TRACE_ID}-${SPAN_ID}-01`],
    ["more than this version has", `${TRACEPARENT}-00`],
    ["no trace", `00-${"0".repeat(32)}-${SPAN_ID}-01`],
    ["no span", `00-${TRACE_ID}-${"0".repeat(16)}-01`],
    ["large letters", TRACEPARENT.toUpperCase()],
    ["two of them", `${TRACEPARENT}, ${TRACEPARENT}`],
    ["a very long one", `01-${TRACE_ID}-${SPAN_ID}-01-${"x".repeat(100_000)}`],
  ])("is nobody's where the header says %s", (_what, traceparent) => {
    expect(parseTraceparent({ traceparent })).toBeUndefined();
  });

  it("may be of a later version, and not sampled", () => {
    expect(parseTraceparent({ traceparent: `cc-${TRACE_ID}-${SPAN_ID}-00-more` })).toEqual({
      traceId: TRACE_ID,
      spanId: SPAN_ID,
      traceFlags: 0,
      isRemote: true,
    });
  });
});

it("a span that is not sampled is not described", () => {
  const { attributes, endTime } = spanOf({ asked: ["openai", "gpt-4.1-mini"] }, false);
  expect(Object.keys(attributes)).toEqual(["gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model"]);
  expect(endTime).toBe(NOW);
});
