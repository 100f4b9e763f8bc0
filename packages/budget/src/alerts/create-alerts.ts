import { randomBytes } from "node:crypto";
import type { lookup } from "node:dns";
import { setTimeout as sleep } from "node:timers/promises";
import { assertInteger } from "../assert-number.ts";
import { BudgetError } from "../budget-error.ts";
import { createFingerprint } from "../fingerprint.ts";
import { type AlertDelivery, type BudgetAlert, type Spending, toWebhookBody } from "./budget-alert.ts";
import { createTurns } from "./create-turns.ts";
import { type DeliveryResult, deliver, longestDeliveryMs } from "./deliver-alert.ts";
import { type AlertEndpoint, createWebhookSender, type WebhookSender } from "./webhook-endpoint.ts";

/** What instances tell each other of alerts: names that say nothing, and for how long. */
export interface AlertStore {
  /** Keeps a value unless there is one, atomically; whether it was kept. */
  add(key: string, value: string, ttlMs: number): Promise<boolean>;
  /** Keeps a value for `ttlMs` from now. */
  set(key: string, value: string, ttlMs: number): Promise<unknown>;
}

/** When alerts are given, and to whom. */
export interface AlertOptions {
  /** Shares of a budget, in percent. Default 50, 80 and 100. */
  thresholds?: readonly number[] | undefined;
  /** Who is sent a signed webhook (Standard Webhooks). Default: nobody. */
  endpoints?: readonly AlertEndpoint[] | undefined;
  /** Where instances agree on who gives an alert. Default: each gives its own. */
  store?: AlertStore | undefined;
  /** Names alerts in the store; 16 bytes or more, the same for all instances. Needed with a store. */
  secret?: string | Uint8Array | undefined;
  /** Most deliveries that wait, beyond which new ones are dropped. Default 1,000. */
  outbox?: number | undefined;
  /** Hears of each alert, once: for logs and metrics. */
  onAlert?: ((alert: BudgetAlert) => void) | undefined;
  /** Hears what became of each delivery. */
  onDelivery?: ((delivery: AlertDelivery) => void) | undefined;
  /** Most attempts of a delivery. Default 6, over some five minutes. */
  attempts?: number | undefined;
  /** The first pause between them, in milliseconds, which grows fourfold each time. Default 1,000. */
  retryMs?: number | undefined;
  /** How long an endpoint may take for its answer, in milliseconds. Default 10,000. */
  timeoutMs?: number | undefined;
  /** How long `close` waits for deliveries, in milliseconds. Default 5,000. */
  closeMs?: number | undefined;
  /** The time in milliseconds. Default `Date.now`. */
  now?: (() => number) | undefined;
  /** Resolves names of hosts. Default: as Node.js does. */
  resolve?: typeof lookup | undefined;
}

/** Says when budgets come to their thresholds. */
export interface Alerts {
  /** Takes note of where a budget stands; at once, and without ever throwing. */
  observe(spending: Spending): void;
  /** Makes one last attempt of each delivery that waits, within `closeMs`. Nothing is observed any more. */
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;
/** How long an alert is not given again: longer than any period but the endless ones. */
const ONCE_FOR_MS = 32 * DAY_MS;
/** How long deliveries may wait for their turn before others take their instance for dead. */
const QUEUE_MS = 300_000;
/** How long a store or a socket may take to let go when all is closed. */
const GRACE_MS = 500;
const MAX_ATTEMPTS = 20;
const MAX_REMEMBERED = 100_000;
const PARALLEL = 8;
const MAX_OUTBOX = 100_000;
const SECRET_BYTES = 32;

/**
 * Creates alerts: one for each threshold, of each period, of each budget, however many instances share the store.
 * Deliveries wait in memory. With a store, an alert whose instance died before its webhook arrived is given once more
 * by another one, with the same `webhook-id`; without, it is lost. Where a period does not end, it is given again
 * after 32 days.
 *
 * @throws BudgetError `invalid_argument`, never with a secret or an address in it
 */
export function createAlerts(options: AlertOptions): Alerts {
  const { store, onAlert, onDelivery, outbox = 1_000, now = Date.now, closeMs = 5_000 } = options;
  const { attempts = 6, retryMs = 1_000, timeoutMs = 10_000, endpoints = [] } = options;
  const thresholds = checkThresholds(options.thresholds ?? [50, 80, 100]);
  assertInteger(outbox, 1, "outbox");
  if (outbox > MAX_OUTBOX)
    throw new BudgetError("invalid_argument", `\`outbox\` may be ${MAX_OUTBOX} at most.`, "outbox");
  assertInteger(attempts, 1, "attempts");
  if (attempts > MAX_ATTEMPTS)
    throw new BudgetError("invalid_argument", `\`attempts\` may be ${MAX_ATTEMPTS} at most.`, "attempts");
  assertInteger(retryMs, 0, "retryMs");
  assertInteger(timeoutMs, 1, "timeoutMs");
  assertInteger(closeMs, 0, "closeMs");
  if (store && options.secret === undefined) {
    throw new BudgetError("invalid_argument", "A store needs a `secret` that all instances share.", "secret");
  }
  const fingerprint = createFingerprint(options.secret ?? randomBytes(SECRET_BYTES), "alerts");
  const senders = endpoints.map((endpoint, index) =>
    createWebhookSender(endpoint, `endpoints[${index}]`, timeoutMs, options.resolve),
  );
  /** How long others wait for an instance that is giving an alert, before they give it themselves. */
  const leaseMs = longestDeliveryMs(attempts, retryMs, timeoutMs) + QUEUE_MS;
  const closing = new AbortController();
  const closed = new AbortController();
  const delivery = {
    attempts,
    retryMs,
    now,
    closing: closing.signal,
    closed: closed.signal,
    inTurn: createTurns(PARALLEL),
  };
  /** Until when an alert is not to be given here, the oldest first. */
  const given = new Map<string, number>();
  const pending = new Set<Promise<void>>();
  let waiting = 0;

  function remember(name: string, until: number): void {
    given.delete(name);
    given.set(name, until);
    if (given.size > MAX_REMEMBERED) given.delete(given.keys().next().value as string);
  }

  async function give(spending: Spending, threshold: number, name: string): Promise<void> {
    const id = fingerprint(spending.scope, spending.limit, spending.period, threshold);
    // Where the store cannot be asked, an alert too many is better than none.
    const isMine = !store || (await attempt(() => store.add(`alert:${id}`, "claimed", leaseMs), true));
    if (!isMine) return remember(name, now() + leaseMs);
    const alert: BudgetAlert = { ...spending, id: `msg_${id}`, threshold, at: now() };
    tell(onAlert, alert);
    const arrived = await Promise.all(senders.map((sender, endpoint) => send(alert, sender, endpoint)));
    // What was cut short is left to another instance.
    if (closing.signal.aborted && arrived.includes(false)) return;
    if (store) await attempt(() => store.set(`alert:${id}`, "given", ONCE_FOR_MS), undefined);
  }

  async function send(alert: BudgetAlert, sender: WebhookSender, endpoint: number): Promise<boolean> {
    if (waiting >= outbox || closed.signal.aborted) {
      tell(onDelivery, { alert, endpoint, outcome: "dropped", attempts: 0 });
      return false;
    }
    waiting++;
    const message = { id: alert.id, body: toWebhookBody(alert) };
    const result: DeliveryResult = await deliver(message, sender, delivery);
    waiting--;
    const isDelivered = result.reason === undefined;
    tell(onDelivery, { alert, endpoint, outcome: isDelivered ? "delivered" : "failed", ...result });
    return isDelivered;
  }

  return {
    observe(spending) {
      const { scope, limit, period, spent, max } = spending;
      if (closing.signal.aborted || !(max > 0)) return;
      for (const threshold of thresholds) {
        if (!(spent / max >= threshold / 100)) return;
        const name = JSON.stringify([scope, limit, period, threshold]);
        if ((given.get(name) ?? 0) > now()) continue;
        remember(name, now() + ONCE_FOR_MS);
        const task = give({ scope, limit, period, spent, max }, threshold, name).finally(() => pending.delete(task));
        pending.add(task);
      }
    },
    async close() {
      closing.abort();
      const all = Promise.all(pending);
      await within(closeMs, all);
      closed.abort();
      await within(GRACE_MS, all);
    },
  };
}

/** Waits for something, but no longer than that. */
async function within(ms: number, what: Promise<unknown>): Promise<void> {
  const timer = new AbortController();
  await Promise.race([what, sleep(ms, undefined, { signal: timer.signal }).catch(() => {})]);
  timer.abort();
}

/** What a store gives, or something else where it fails. */
async function attempt<T>(ask: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await ask();
  } catch {
    return otherwise;
  }
}

/** What listeners throw is theirs. */
function tell<T>(listener: ((event: T) => void) | undefined, event: T): void {
  try {
    listener?.(event);
  } catch {
    // It must not keep others from hearing.
  }
}

function checkThresholds(thresholds: readonly number[]): number[] {
  for (const [index, threshold] of thresholds.entries()) {
    if (Number.isFinite(threshold) && threshold > 0) continue;
    const param = `thresholds[${index}]`;
    throw new BudgetError("invalid_argument", `\`${param}\` must be a share in percent, more than 0.`, param);
  }
  return [...new Set(thresholds)].sort((left, right) => left - right);
}
