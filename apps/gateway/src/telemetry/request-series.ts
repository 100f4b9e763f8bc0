import type { Settlement } from "@hub/core";
import { Histogram, type Registry } from "prom-client";
import { OTHER } from "./model-label.ts";
import { type Cell, createTally } from "./tally.ts";

/** What is counted of the requests for one vendor's model. */
export interface RequestSeries {
  add(settlement: Settlement): void;
}

/** In seconds: answers take from tenths of seconds to the ten minutes that all attempts have together. */
const DURATION_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120, 300, 600];
const FIRST_CHUNK_BUCKETS = [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30, 60];
const STATUS_CLASSES = ["0xx", "1xx", "2xx", "3xx", "4xx", "5xx"];
const NANO_PER_UNIT = 1e9;

/** Registers what is counted of requests. Gives the series of a vendor and model, whose labels are looked up once. */
export function createRequestSeries(registry: Registry): (vendor: string, model: string) => RequestSeries {
  const registers = [registry];
  const requests = createTally(
    registry,
    "hub_requests_total",
    "Chat requests that have ended, also those that were refused.",
    ["vendor", "model", "outcome", "status", "code"],
  );
  const tokens = createTally(
    registry,
    "hub_tokens_total",
    "Tokens as vendors report them. Cached ones are among those of prompts.",
    ["vendor", "model", "type"],
  );
  const cost = createTally(registry, "hub_cost_usd_total", "What requests have cost, where the price is known.", [
    "vendor",
    "model",
  ]);
  const duration = new Histogram({
    name: "hub_request_duration_seconds",
    help: "Time from a chat request's arrival to its end.",
    buckets: DURATION_BUCKETS,
    labelNames: ["vendor", "model", "outcome"],
    registers,
  });
  const firstChunk = new Histogram({
    name: "hub_first_chunk_seconds",
    help: "Time from a chat request's arrival to the first piece of its streamed answer.",
    buckets: FIRST_CHUNK_BUCKETS,
    labelNames: ["vendor", "model"],
    registers,
  });

  return (vendor, model) => {
    const pair = { vendor, model };
    const prompt = tokens.cell({ ...pair, type: "prompt" });
    const completion = tokens.cell({ ...pair, type: "completion" });
    const cached = tokens.cell({ ...pair, type: "cached" });
    const spent = cost.cell(pair);
    const ends = new Map<string, Cell>();
    const durations = new Map<string, (seconds: number) => void>();
    let observeFirstChunk: ((seconds: number) => void) | undefined;

    function endCell({ outcome, status, error }: Settlement): Cell {
      const name = error ? `${outcome} ${status} ${error.code}` : outcome;
      const known = ends.get(name);
      if (known) return known;
      const statusClass = STATUS_CLASSES[Math.floor(status / 100)] ?? OTHER;
      const cell = requests.cell({ ...pair, outcome, status: statusClass, code: error?.code ?? "none" });
      ends.set(name, cell);
      return cell;
    }

    function durationOf(outcome: string): (seconds: number) => void {
      const known = durations.get(outcome);
      if (known) return known;
      const { observe } = duration.labels({ ...pair, outcome });
      durations.set(outcome, observe);
      return observe;
    }

    return {
      add(settlement) {
        const { exchange, outcome, usage, durationMs, firstChunkMs } = settlement;
        endCell(settlement).value++;
        durationOf(outcome)(durationMs / 1000);
        if (firstChunkMs !== undefined) {
          observeFirstChunk ??= firstChunk.labels(pair).observe;
          observeFirstChunk(firstChunkMs / 1000);
        }
        if (usage) {
          prompt.value += count(usage.prompt_tokens);
          completion.value += count(usage.completion_tokens);
          cached.value += count(usage.prompt_tokens_details?.cached_tokens);
        }
        if (exchange.cost !== undefined) spent.value += exchange.cost / NANO_PER_UNIT;
      },
    };
  };
}

/** A counter cannot be shown once it holds what is no number: what vendors report is not always one. */
function count(tokens: number | null | undefined): number {
  return tokens !== undefined && tokens !== null && tokens > 0 && tokens < Number.MAX_SAFE_INTEGER ? tokens : 0;
}
