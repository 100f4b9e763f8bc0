import { exponential } from "./seeded-random.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** How a vendor fails while it is out: at once, with an error after a while, or not even that. */
type Manner = "refuses" | "overloaded" | "hangs";

/** A time in which something is different, in milliseconds from the beginning on. */
interface Spell<T> {
  from: number;
  to: number;
  kind: T;
}

/** A vendor made of weather: outages, rate limits, latency that drifts. */
export interface SimulatedVendor {
  /** Whether a request sent now would be answered. */
  canAnswer(): boolean;
  /**
   * Answers after the vendor's own time, unless an accident happens to this very request.
   *
   * @throws what a vendor in trouble makes a client throw: with `status`, `retryAfterMs`, `code` or `name`
   */
  ask(isAccident: boolean): Promise<void>;
}

/** What vendors are made of. */
export interface VendorWeather {
  clock: VirtualClock;
  random: () => number;
  /** For how long, in milliseconds. */
  durationMs: number;
  /** An outage beside those that come by chance, in milliseconds from the beginning on. */
  certainOutage?: { from: number; to: number } | undefined;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** From the end of one outage to the next, and how long one lasts, in milliseconds on average. */
const OUTAGE = { apartMs: 45 * MINUTE, lastsMs: 3 * MINUTE };
/** The same for the times in which a vendor lets only so many requests a minute through. */
const RUSH = { apartMs: 30 * MINUTE, lastsMs: 5 * MINUTE, requestsPerMinute: 20 };
/** When a client gives up a vendor that says nothing, in milliseconds. */
const TIMEOUT_MS = 10 * SECOND;
const MANNERS: readonly Manner[] = ["refuses", "overloaded", "hangs"];

/** Creates a vendor whose weather is settled in advance by `random`. */
export function createSimulatedVendor({ clock, random, durationMs, certainOutage }: VendorWeather): SimulatedVendor {
  const startsAt = clock.now();
  const outages = spells(OUTAGE, drawManner);
  if (certainOutage) outages.unshift({ ...certainOutage, kind: "overloaded" });
  const rushes = spells(RUSH, () => "rush" as const);
  const [baseMs, swing, phase] = [200 + 600 * random(), 0.2 + 0.8 * random(), random()];
  /** The minute that is being counted, from the beginning on, and the requests in it. */
  const window = { minute: -1, requests: 0 };
  /** Until when it has told somebody to stay away: it keeps its word. */
  let limitedUntil = 0;

  function drawManner(): Manner {
    return MANNERS[Math.floor(random() * MANNERS.length)] ?? "hangs";
  }

  function spells<T>({ apartMs, lastsMs }: { apartMs: number; lastsMs: number }, kindOf: () => T): Spell<T>[] {
    const all: Spell<T>[] = [];
    for (let end = 0; end < durationMs; ) {
      const from = end + exponential(random, apartMs);
      end = from + 5 * SECOND + exponential(random, lastsMs);
      all.push({ from, to: end, kind: kindOf() });
    }
    return all;
  }

  function current<T>(all: readonly Spell<T>[]): Spell<T> | undefined {
    const elapsed = clock.now() - startsAt;
    return all.find(({ from, to }) => from <= elapsed && elapsed < to);
  }

  function hasQuotaLeft(): boolean {
    if (clock.now() < limitedUntil) return false;
    const minute = Math.floor((clock.now() - startsAt) / MINUTE);
    if (minute !== window.minute) Object.assign(window, { minute, requests: 0 });
    return current(rushes) === undefined || window.requests < RUSH.requestsPerMinute;
  }

  function latencyMs(): number {
    const drift = Math.sin(2 * Math.PI * ((clock.now() - startsAt) / (20 * MINUTE) + phase));
    return baseMs * Math.exp(swing * drift) * (0.7 + 0.6 * random());
  }

  function pass(milliseconds: number): Promise<void> {
    return new Promise((resolve) => clock.after(milliseconds, resolve));
  }

  return {
    canAnswer: () => current(outages) === undefined && hasQuotaLeft(),
    async ask(isAccident) {
      switch (current(outages)?.kind) {
        case "refuses":
          await pass(5);
          throw failure("refused", { code: "ECONNREFUSED" });
        case "overloaded":
          await pass(300);
          throw failure("overloaded", { status: 503 });
        case "hangs":
          await pass(TIMEOUT_MS);
          throw failure("timed out", { name: "TimeoutError" });
      }
      if (!hasQuotaLeft()) {
        const windowEndsAt = clock.now() + MINUTE - ((clock.now() - startsAt) % MINUTE);
        await pass(20);
        const retryAfterMs = Math.ceil((Math.max(windowEndsAt, limitedUntil) - clock.now()) / SECOND) * SECOND;
        limitedUntil = Math.max(limitedUntil, clock.now() + retryAfterMs);
        throw failure("too many requests", { status: 429, retryAfterMs });
      }
      window.requests++;
      await pass(latencyMs());
      if (isAccident) throw failure("internal error", { status: 500 });
    },
  };
}

function failure(message: string, facts: object): Error {
  return Object.assign(new Error(message), facts);
}
