import { randomUUID } from "node:crypto";

/** An id for an answer: Converse gives none in its body. */
export function createAnswerId(): string {
  return `chatcmpl-${randomUUID()}`;
}
