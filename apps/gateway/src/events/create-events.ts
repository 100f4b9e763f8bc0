import type { BudgetAlert } from "@hub/budget";
import type { Settle, Settlement } from "@hub/core";
import { createEventDigest } from "./event-digest.ts";
import type { EventType, HubEvent } from "./hub-event.ts";

/** What events are made with. */
export interface EventsOptions {
  /** Sends an event; at once, and without ever throwing. */
  send(event: HubEvent): void;
  /** How long the same kind of event of the same key is gathered after one was sent, in milliseconds. Default one minute. */
  windowMs?: number | undefined;
  /** The time in milliseconds since 1970. Default `Date.now`. */
  now?: (() => number) | undefined;
}

/** Tells of what somebody may want to act upon. */
export interface Events {
  /** Looks at the end of a chat request. */
  settle: Settle;
  /** A limit is being used up. Alerts are told once each, so they are not gathered. */
  observeAlert(alert: BudgetAlert): void;
  /** A vendor's model is left alone because it fails. */
  vendorUnhealthy(vendor: string, model: string): void;
  /** Tells what has been gathered, and nothing any more. */
  close(): void;
}

/** The events that errors are. */
const OF_ERRORS: Readonly<Record<string, EventType>> = {
  pii_policy_violation: "pii.blocked",
  prompt_injection_detected: "injection.blocked",
  recursive_loop_detected: "loop.detected",
};

/**
 * Creates events: the first of a kind and key is told at once, those that follow within a minute together, with how many
 * they were. So an attack is no storm of webhooks.
 */
export function createEvents({ send, windowMs, now = Date.now }: EventsOptions): Events {
  const digest = createEventDigest({ send, windowMs, now });

  function settle({ exchange, error }: Settlement): void {
    const type = error && OF_ERRORS[error.code];
    const { redactions } = exchange;
    if (type === undefined && !redactions) return;
    const subject = subjectOf(exchange);
    if (type) digest.add(type, subject);
    // What was found beside the reason for a block went nowhere.
    else if (redactions && hasAny(redactions)) digest.add("pii.redacted", subject, redactions);
  }

  return {
    settle,
    observeAlert({ id, at, scope, limit, period, threshold, spent, max }) {
      const data = { scope, limit, period, threshold, spent, max };
      send({ id, type: "budget.threshold_reached", at, data });
    },
    vendorUnhealthy: (vendor, model) => digest.add("vendor.unhealthy", { vendor, model }),
    close: digest.close,
  };
}

function subjectOf({ principal }: Settlement["exchange"]): Readonly<Record<string, string>> {
  if (!principal) return {};
  const { keyId, account, project } = principal;
  return { key_id: keyId, account, ...(project !== undefined && { project }) };
}

function hasAny(counts: Readonly<Record<string, number>>): boolean {
  for (const _type in counts) return true;
  return false;
}
