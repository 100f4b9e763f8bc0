import type { SseEvent } from "./sse-decoder.ts";

/** The event after which an OpenAI stream is over. */
export const SSE_DONE = "data: [DONE]\n\n";

/** An SSE event around a JSON value. JSON text has no line breaks, so one `data:` line always suffices. */
export function encodeSseJson(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

/** An SSE event. Line breaks in the data become further `data:` lines; in the name they are refused. */
export function encodeSseEvent({ event, data }: SseEvent): string {
  if (event !== undefined && /[\r\n]/.test(event)) throw new TypeError("An event name cannot hold a line break.");
  const name = event === undefined ? "" : `event: ${event}\n`;
  return `${name}data: ${data.replaceAll(/\r\n|\r|\n/g, "\ndata: ")}\n\n`;
}

/** An SSE comment, which clients ignore: keeps a silent connection alive. */
export function encodeSseComment(comment: string): string {
  return `: ${comment.replaceAll(/[\r\n]+/g, " ")}\n\n`;
}
