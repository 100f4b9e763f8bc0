import { randomUUID } from "node:crypto";

/** An id for an event, as Standard Webhooks have them. */
export function newEventId(): string {
  return `msg_${randomUUID().replaceAll("-", "")}`;
}
