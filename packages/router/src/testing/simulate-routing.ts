import { createRouter, type RouterOptions } from "../create-router.ts";
import { exponential, seededRandom } from "./seeded-random.ts";
import { createSimulatedVendor, type SimulatedVendor } from "./simulated-vendor.ts";
import { createVirtualClock } from "./virtual-clock.ts";

/** A vendor to simulate. */
export interface SimulatedTarget {
  name: string;
  /** Price of a prompt token, in nano-USD. */
  inputNanoUsd: number;
  /** Price of a token of the answer, in nano-USD. */
  outputNanoUsd: number;
}

/** What to simulate. */
export interface SimulationOptions {
  targets: readonly SimulatedTarget[];
  /** The same seed gives the same run. Default 1. */
  seed?: number | undefined;
  /** How many requests are sent, one a second on average. Default 10,000. */
  requests?: number | undefined;
  /** How the router is set up; its clock and its dice are the simulation's. */
  router?: Omit<RouterOptions, "clock" | "random"> | undefined;
}

/** How the router did. */
export interface SimulationResult {
  requests: number;
  /** How many of them some vendor could have answered, from when they came until they were answered or given up. */
  answerable: number;
  /** Share of those that were answered. */
  successRate: number;
  /** What was paid, over what the cheapest vendor that could answer at each moment would have cost: the best possible. */
  costRatio: number;
  /** Attempts at targets with an open circuit although another one's was closed. */
  sentWhileOpen: number;
  /** Attempts at targets with an open circuit because no other could be asked. */
  lastResorts: number;
  /** Attempts in all. */
  attempts: number;
  /** Attempts for each request, on average, of the requests of the worst minute. */
  worstMinuteAttempts: number;
}

interface Vendor extends SimulatedTarget {
  weather: SimulatedVendor;
}

/** Share of requests that fail at a vendor that is well. */
const ACCIDENT_RATE = 0.005;
const MEAN_GAP_MS = 1_000;
const COMMON_OUTAGE_MS = 5 * 60_000;
const MINUTE_MS = 60_000;
/** How long the last requests may take, in milliseconds. */
const RUN_OUT_MS = 5 * MINUTE_MS;
const DEADLINE_MS = 30_000;

/**
 * Sends requests through a router to vendors with outages, rate limits and latencies that drift, on a clock of its own:
 * hours take a second. Costs are told to the router as estimates, and paid by what the answers were.
 */
export async function simulateRouting(options: SimulationOptions): Promise<SimulationResult> {
  const { targets, seed = 1, requests = 10_000, router: settings } = options;
  const random = seededRandom(seed);
  const clock = createVirtualClock();
  const startsAt = clock.now();
  const durationMs = requests * MEAN_GAP_MS + RUN_OUT_MS;
  const router = createRouter({ ...settings, clock, random: seededRandom(seed + 1) });
  // Half-way through, all vendors but the last are out together, as those that share a cloud are.
  const [from, to] = [durationMs / 2, durationMs / 2 + COMMON_OUTAGE_MS];
  const vendors = targets.map((target, place): Vendor => {
    const certainOutage = place < targets.length - 1 ? { from, to } : undefined;
    return { ...target, weather: createSimulatedVendor({ clock, random, durationMs, certainOutage }) };
  });
  const minutes = new Map<number, { requests: number; attempts: number }>();
  const counts = { answerable: 0, answered: 0, attempts: 0, sentWhileOpen: 0, lastResorts: 0, paid: 0, optimum: 0 };

  for (let request = 0; request < requests; request++) {
    await clock.advance(exponential(random, MEAN_GAP_MS));
    void send();
  }
  await clock.advance(RUN_OUT_MS);

  return {
    requests,
    answerable: counts.answerable,
    successRate: counts.answered / counts.answerable,
    costRatio: counts.paid / counts.optimum,
    sentWhileOpen: counts.sentWhileOpen,
    lastResorts: counts.lastResorts,
    attempts: counts.attempts,
    worstMinuteAttempts: Math.max(...[...minutes.values()].map((minute) => minute.attempts / minute.requests)),
  };

  async function send(): Promise<void> {
    const tokens = { input: Math.ceil(exponential(random, 800)), output: Math.ceil(exponential(random, 300)) };
    const expected = { ...tokens, output: 300 };
    const accidents = new Set(vendors.filter(() => random() < ACCIDENT_RATE));
    const able = vendors.filter((vendor) => vendor.weather.canAnswer() && !accidents.has(vendor));
    const minute = minuteOf(clock.now());
    minute.requests++;
    const candidates = vendors.map((vendor) => ({ target: vendor, key: vendor.name, cost: costAt(vendor, expected) }));
    try {
      const { target } = await router.run(
        router.plan(candidates),
        (vendor) => {
          minute.attempts++;
          counts.attempts++;
          return vendor.weather.ask(accidents.has(vendor));
        },
        { deadlineMs: DEADLINE_MS, before: noteOpenCircuit },
      );
      if (able.length === 0) return;
      counts.answerable++;
      counts.answered++;
      counts.paid += costAt(target, tokens);
      counts.optimum += Math.min(...able.map((vendor) => costAt(vendor, tokens)));
    } catch {
      if (able.some(({ weather }) => weather.canAnswer())) counts.answerable++;
    }
  }

  function noteOpenCircuit(target: Vendor): void {
    const isClosed = ({ name }: Vendor) => router.health(name).state === "closed";
    const isCooling = ({ name }: Vendor) => router.health(name).coolUntil !== undefined;
    if (router.health(target.name).state !== "open") return;
    if (vendors.some((vendor) => isClosed(vendor) && !isCooling(vendor))) counts.sentWhileOpen++;
    else counts.lastResorts++;
  }

  function minuteOf(at: number): { requests: number; attempts: number } {
    const number = Math.floor((at - startsAt) / MINUTE_MS);
    const minute = minutes.get(number) ?? { requests: 0, attempts: 0 };
    minutes.set(number, minute);
    return minute;
  }
}

function costAt({ inputNanoUsd, outputNanoUsd }: SimulatedTarget, tokens: { input: number; output: number }): number {
  return Math.ceil(tokens.input * inputNanoUsd + tokens.output * outputNanoUsd);
}
