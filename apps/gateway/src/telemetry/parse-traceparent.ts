import { createTraceState, type SpanContext } from "@opentelemetry/api";

/** W3C Trace Context, level 1: version, trace id, parent id and flags. A later version may say more behind those. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const ZEROS = /^0+$/;
/** What the specification asks everyone to pass on, in characters. */
const MAX_TRACESTATE_LENGTH = 512;

/** The caller's span, from its headers; `undefined` where there is none, or none that is valid. */
export function parseTraceparent(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): SpanContext | undefined {
  const { traceparent, tracestate } = headers;
  if (typeof traceparent !== "string" || traceparent.length > MAX_TRACESTATE_LENGTH) return undefined;
  const [, version, traceId = "", spanId = "", flags = "", rest] = TRACEPARENT.exec(traceparent.trim()) ?? [];
  if (version === undefined || version === "ff" || (version === "00" && rest !== undefined)) return undefined;
  if (ZEROS.test(traceId) || ZEROS.test(spanId)) return undefined;
  const context: SpanContext = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  if (typeof tracestate !== "string" || tracestate.length > MAX_TRACESTATE_LENGTH) return context;
  return { ...context, traceState: createTraceState(tracestate) };
}
