import type { Settlement } from "@hub/core";
import { HubError } from "@hub/protocol";
import type { Logger } from "pino";

/** What a model's name looks like. Callers can write anything there, at any length. */
const NAME = /^[\w./:@-]{1,128}$/;

/** One line per chat request: names, sizes and times, never content. An error's message may quote some, so it stays out. */
export function logSettlement(log: Logger, settlement: Settlement): void {
  const { exchange, outcome, status, error, streamed, usage, durationMs, firstChunkMs } = settlement;
  const line = {
    correlationId: exchange.correlationId,
    keyId: exchange.principal?.keyId,
    model: nameOnly(exchange.requestedModel),
    provider: exchange.candidate?.provider.id,
    attempts: exchange.attempts,
    outcome,
    status,
    code: error?.code,
    streamed,
    promptTokens: usage?.prompt_tokens,
    completionTokens: usage?.completion_tokens,
    durationMs: Math.round(durationMs),
    firstChunkMs: firstChunkMs === undefined ? undefined : Math.round(firstChunkMs),
  };
  if (outcome === "failed" && status >= 500) log.warn(line, "request");
  else log.info(line, "request");
}

function nameOnly(text: string | undefined): string | undefined {
  return text === undefined || NAME.test(text) ? text : "(not a name)";
}

/** What went wrong inside the gateway: the kind of error and where it happened, without its message. */
export function describeInternalError(error: unknown): { errorName: string; errorCode?: unknown; frames?: string[] } {
  if (!(error instanceof Error)) return { errorName: typeof error };
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return {
    errorName: error.name,
    errorCode: HubError.isInstance(error) ? error.code : (error as NodeJS.ErrnoException).code,
    frames: frames.slice(0, 12).map((line) => line.trim()),
  };
}
