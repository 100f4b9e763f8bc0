import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createCatalog } from "@hub/catalog";
import { trace } from "@opentelemetry/api";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { isTracingWanted, openTracing } from "./open-tracing.ts";
import { testSettlement } from "./test-settlement.ts";

const catalog = createCatalog();
const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

describe("traces are wanted", () => {
  it.each([
    [{}, false],
    [{ OTEL_SERVICE_NAME: "hub" }, false],
    [{ OTEL_TRACES_EXPORTER: "" }, false],
    [{ OTEL_TRACES_EXPORTER: "none", OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318" }, false],
    [{ OTEL_SDK_DISABLED: "true", OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318" }, false],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318" }, true],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://collector:4318/v1/traces" }, true],
    [{ OTEL_TRACES_EXPORTER: "console" }, true],
  ])("where %j: %s", (environment, wanted) => {
    expect(isTracingWanted(environment)).toBe(wanted);
  });

  it("nowhere else: then nothing is opened", async () => {
    expect(await openTracing({}, () => catalog)).toBeUndefined();
  });
});

it("spans arrive at a collector, under the gateway's name and the caller's trace", async () => {
  const bodies: string[] = [];
  const collector = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    bodies.push(`${request.url} ${body}`);
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  collector.listen(0, "127.0.0.1");
  await once(collector, "listening");
  onTestFinished(() => {
    collector.closeAllConnections();
    collector.close();
  });
  const environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const tracing = await openTracing(environment, () => catalog);
  tracing?.settle(
    testSettlement({
      asked: ["openai", "gpt-4.1-mini"],
      headers: { traceparent: `00-${TRACE_ID}-b7ad6b7169203331-01`, authorization: "Bearer canary" },
    }),
  );
  await tracing?.close();
  expect(bodies.length).toBe(1);
  const [body = ""] = bodies;
  expect(body).toMatch(/^\/v1\/traces /);
  for (const part of [TRACE_ID, '"chat gpt-4.1-mini"', "gen_ai.provider.name", '"stringValue":"hub"']) {
    expect(body).toContain(part);
  }
  expect(body).not.toContain("canary");
  expect(trace.getTracer("anything").startSpan("after").isRecording()).toBe(false);
});
