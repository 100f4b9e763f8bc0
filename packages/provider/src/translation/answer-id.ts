import { randomUUID } from "node:crypto";

/** An id for an answer whose vendor gave it none. */
export function createAnswerId(): string {
  return `chatcmpl-${randomUUID()}`;
}
