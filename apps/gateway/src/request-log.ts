import type { Exchange, Settle, Settlement } from "@hub/core";
import { HubError } from "@hub/protocol";
import type { Logger } from "pino";

/** What a model's name looks like. Callers can write anything there, at any length. */
const NAME = /^[\w./:@-]{1,128}$/;

/** How much to gather before it is written, in UTF-16 units. */
const BATCH_LENGTH = 16_000;

/** Where a log's lines go. */
interface LogDestination {
  write(lines: string): unknown;
}

/** A line for each chat request. */
export interface RequestLog {
  settle: Settle;
  /** Writes what has been gathered. */
  flush(): void;
}

/**
 * Logs names, sizes and times, never content; a model's name only where it is one, or has answered. An error's message may quote some, so it stays out. The lines look like
 * pino's own, but are put together and gathered here: one by one they cost the logger four times as much.
 */
export function createRequestLog(
  log: Logger,
  destination: LogDestination,
  isKnownModel: (exchange: Readonly<Exchange>) => boolean = () => true,
): RequestLog {
  let gathered = "";

  function settle(settlement: Settlement): void {
    const level = settlement.outcome === "failed" && settlement.status >= 500 ? "warn" : "info";
    if (!log.isLevelEnabled(level)) return;
    const line = {
      level: log.levels.values[level],
      time: Date.now(),
      ...describe(settlement, isNamed(settlement)),
      msg: "request",
    };
    gathered += `${JSON.stringify(line)}\n`;
    if (gathered.length >= BATCH_LENGTH) flush();
  }

  function isNamed({ exchange, outcome }: Settlement): boolean {
    return outcome === "answered" || isKnownModel(exchange);
  }

  function flush(): void {
    if (gathered !== "") destination.write(gathered);
    gathered = "";
  }

  return { settle, flush };
}

function describe(settlement: Settlement, isNamed: boolean) {
  const { exchange, outcome, status, error, streamed, usage, durationMs, firstChunkMs } = settlement;
  return {
    correlationId: exchange.correlationId,
    keyId: exchange.principal?.keyId,
    model: isNamed ? nameOnly(exchange.requestedModel) : "(not known)",
    provider: exchange.candidate?.provider.id,
    attempts: exchange.attempts,
    outcome,
    status,
    code: error?.code,
    streamed,
    promptTokens: usage?.prompt_tokens,
    completionTokens: usage?.completion_tokens,
    costNanoUsd: exchange.cost,
    durationMs: Math.round(durationMs),
    firstChunkMs: firstChunkMs === undefined ? undefined : Math.round(firstChunkMs),
  };
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
