/** What webhooks tell of. */
export const EVENT_TYPES = [
  "pii.blocked",
  "pii.redacted",
  "injection.blocked",
  "loop.detected",
  "vendor.unhealthy",
  "budget.threshold_reached",
] as const;

/** One of {@link EVENT_TYPES}. */
export type EventType = (typeof EVENT_TYPES)[number];

/** Something to tell of. Its data are names, kinds and counts, never values. */
export interface HubEvent {
  /** The same however often it is sent. */
  id: string;
  type: EventType;
  /** When it happened, or the last of what it sums up; in milliseconds since 1970. */
  at: number;
  data: Readonly<Record<string, unknown>>;
}

/** An event as the body of a webhook, in the form that Standard Webhooks recommend. */
export function toWebhookBody({ type, at, data }: HubEvent): string {
  return JSON.stringify({ type, timestamp: new Date(at).toISOString(), data });
}
