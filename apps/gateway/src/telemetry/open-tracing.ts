import type { Catalog } from "@hub/catalog";
import type { Settle } from "@hub/core";
import { trace } from "@opentelemetry/api";
import type { Environment } from "../config.ts";
import { createTracing } from "./create-tracing.ts";

/** Traces that are sent somewhere. */
export interface Tracing {
  settle: Settle;
  /** Sends what waits, within five seconds, and stops. */
  close(): Promise<void>;
}

/** How long spans that wait may take to be sent when all is closed, in milliseconds. */
const CLOSE_MS = 5_000;

/**
 * Starts OpenTelemetry's SDK where its own variables say where traces go; `undefined` where they do not. The SDK is loaded
 * only then: it takes longer than all the rest of the gateway. It reads `OTEL_*` from `process.env` by itself.
 */
export async function openTracing(environment: Environment, catalog: () => Catalog): Promise<Tracing | undefined> {
  if (!isTracingWanted(environment)) return undefined;
  const { NodeSDK } = await import("@opentelemetry/sdk-node");
  const sdk = new NodeSDK({
    // What stands here takes the place of a name among the resource's attributes.
    ...(!environment.OTEL_RESOURCE_ATTRIBUTES?.includes("service.name=") && {
      serviceName: environment.OTEL_SERVICE_NAME || "hub",
    }),
    // Only traces: metrics are Prometheus', logs are on standard output, and no other module is to be watched.
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [],
    textMapPropagator: null,
  });
  sdk.start();
  const tracer = trace.getTracer("@hub/gateway");
  return {
    settle: createTracing({ tracer, catalog }),
    async close() {
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, CLOSE_MS);
      // A collector that is gone is no reason not to stop.
      await Promise.race([sdk.shutdown().catch(() => {}), late]);
      clearTimeout(timer);
      trace.disable();
    },
  };
}

/** Whether the environment says where traces go. */
export function isTracingWanted({
  OTEL_SDK_DISABLED,
  OTEL_TRACES_EXPORTER: exporter,
  OTEL_EXPORTER_OTLP_ENDPOINT,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT,
}: Environment): boolean {
  if (OTEL_SDK_DISABLED?.trim().toLowerCase() === "true" || exporter?.trim() === "none") return false;
  return Boolean(exporter?.trim() || OTEL_EXPORTER_OTLP_ENDPOINT || OTEL_EXPORTER_OTLP_TRACES_ENDPOINT);
}
