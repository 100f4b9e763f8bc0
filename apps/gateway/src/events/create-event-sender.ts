import { setTimeout as sleep } from "node:timers/promises";
import { type AlertEndpoint, createTurns, createWebhookSender, deliver, type WebhookSender } from "@hub/budget";
import type { Logger } from "pino";
import { type EventType, type HubEvent, toWebhookBody } from "./hub-event.ts";

/** Who is told of events. */
export interface EventEndpoint extends AlertEndpoint {
  /** What it is told of. Default: everything. */
  events?: readonly EventType[] | undefined;
}

/** How events are sent. */
export interface EventSenderOptions {
  /** Most deliveries that wait, beyond which new ones are dropped. Default 1,000. */
  outbox?: number | undefined;
  /** Most attempts of a delivery. Default 6, over some five minutes. */
  attempts?: number | undefined;
  /** The first pause between them, in milliseconds, which grows fourfold each time. Default 1,000. */
  retryMs?: number | undefined;
  /** How long an endpoint may take for its answer, in milliseconds. Default 10,000. */
  timeoutMs?: number | undefined;
  /** How long `close` waits for deliveries, in milliseconds. Default 5,000. */
  closeMs?: number | undefined;
}

/** Sends events to their endpoints, signed. */
export interface EventSender {
  /** Sends an event; at once, and without ever throwing. */
  send(event: HubEvent): void;
  /** Makes one last attempt of each delivery that waits, within `closeMs`. Nothing is sent any more. */
  close(): Promise<void>;
}

/** Attempts at a time. */
const PARALLEL = 8;
/** How long a socket may take to let go when all is closed, in milliseconds. */
const GRACE_MS = 500;

/**
 * Creates a sender on that of @hub/budget: Standard Webhooks, to public addresses or this machine only, without following
 * redirects. Deliveries wait in memory; those that do not arrive are told of in the log, without address or secret.
 *
 * @throws BudgetError `invalid_argument`, never with a secret or an address in it
 */
export function createEventSender(
  endpoints: readonly EventEndpoint[],
  log: Pick<Logger, "error">,
  options: EventSenderOptions = {},
): EventSender {
  const { outbox = 1_000, attempts = 6, retryMs = 1_000, timeoutMs = 10_000, closeMs = 5_000 } = options;
  const routes = endpoints.map((endpoint, index) => ({
    sender: createWebhookSender(endpoint, `events.webhooks[${index}]`, timeoutMs),
    wants: (type: EventType) => endpoint.events?.includes(type) ?? true,
  }));
  const closing = new AbortController();
  const closed = new AbortController();
  const inTurn = createTurns(PARALLEL);
  const delivery = { attempts, retryMs, now: Date.now, closing: closing.signal, closed: closed.signal, inTurn };
  const pending = new Set<Promise<void>>();

  async function deliverTo(endpoint: number, sender: WebhookSender, event: HubEvent): Promise<void> {
    const result = await deliver({ id: event.id, body: toWebhookBody(event) }, sender, delivery);
    if (result.reason !== undefined) tellLoss(event, { endpoint, ...result });
  }

  function tellLoss({ id, type }: HubEvent, why: { endpoint: number; attempts: number; reason?: string }): void {
    log.error({ id, type, ...why }, "an event was not delivered");
  }

  return {
    send(event) {
      for (const [endpoint, { sender, wants }] of routes.entries()) {
        if (!wants(event.type)) continue;
        if (pending.size >= outbox || closing.signal.aborted) {
          tellLoss(event, { endpoint, attempts: 0, reason: closing.signal.aborted ? "closed" : "too many wait" });
          continue;
        }
        const task = deliverTo(endpoint, sender, event).finally(() => pending.delete(task));
        pending.add(task);
      }
    },
    async close() {
      closing.abort();
      const all = Promise.allSettled(pending);
      await Promise.race([all, sleep(closeMs, undefined, { ref: false })]);
      closed.abort();
      await Promise.race([all, sleep(GRACE_MS, undefined, { ref: false })]);
    },
  };
}
