import type { Catalog } from "@hub/catalog";
import type { Settle } from "@hub/core";
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import { beginningOf, endingOf } from "./gen-ai-attributes.ts";
import { parseTraceparent } from "./parse-traceparent.ts";

/** What spans are made with. */
export interface TracingOptions {
  tracer: Tracer;
  /** The catalog as it is now: models that it does not know are named `other`. */
  catalog: () => Catalog;
  /** The time in milliseconds since 1970. Default `Date.now`. */
  now?: (() => number) | undefined;
}

/**
 * Makes a span of each chat request when it has ended, and so costs nothing on its way. The parent is the caller's span
 * from `traceparent`; that of a stranger counts for nothing, so that nobody without a key says what is sampled.
 */
export function createTracing({ tracer, catalog, now = Date.now }: TracingOptions): Settle {
  return (settlement) => {
    const { exchange, outcome, durationMs, firstChunkMs } = settlement;
    const endTime = now();
    const startTime = endTime - durationMs;
    const parent = exchange.principal && parseTraceparent(exchange.request.headers);
    const context = parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
    const { name, attributes } = beginningOf(settlement, catalog());
    const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, startTime, attributes, root: !parent }, context);
    if (span.isRecording()) {
      span.setAttributes(endingOf(settlement));
      if (firstChunkMs !== undefined) span.addEvent("hub.first_chunk", undefined, startTime + firstChunkMs);
      if (outcome === "failed") span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end(endTime);
  };
}
