import { createParser } from "eventsource-parser";
import { HubError } from "./hub-error.ts";

/** One server-sent event. */
export interface SseEvent {
  /** The `event:` field; absent where the server sent none. */
  event?: string | undefined;
  /** The `data:` lines, joined by newlines. */
  data: string;
}

/** Bounds of an SSE decoder. */
export interface SseDecoderOptions {
  /** Longest event to accept, in UTF-16 units. Default 8,388,608. */
  maxEventLength?: number | undefined;
}

/** Turns the bytes of one SSE stream into events, however the network cut them. */
export interface SseDecoder {
  /** The events that these bytes complete. Comments are swallowed. */
  push(bytes: Uint8Array): SseEvent[];
  /** The last event, when the stream ended without the blank line after it. */
  end(): SseEvent[];
}

/**
 * Creates a decoder for one stream.
 *
 * @throws HubError `upstream_error` from `push` or `end` when an event is longer than the bound, once all events
 * before it are handed out
 */
export function createSseDecoder({ maxEventLength = 8 * 1024 * 1024 }: SseDecoderOptions = {}): SseDecoder {
  const text = new TextDecoder();
  let events: SseEvent[] = [];
  let tooLong = false;
  const parser = createParser({
    // Bounds what is held back, field name and all; whether an event fits must not depend on how it was cut.
    maxBufferSize: maxEventLength + "data: ".length,
    onEvent: ({ event, data }) => {
      tooLong ||= data.length > maxEventLength;
      if (!tooLong) events.push(event === undefined ? { data } : { event, data });
    },
  });

  function feed(chunk: string): SseEvent[] {
    try {
      if (!tooLong) parser.feed(chunk);
      // A parser that has given up throws at the next piece, which may be empty. It would also say so by a callback, but
      // with one it makes an error object of each line that it does not know: seconds of work for megabytes of them.
      if (!tooLong) parser.feed("");
    } catch {
      tooLong = true;
    }
    const completed = events;
    events = [];
    if (tooLong && completed.length === 0) {
      throw new HubError("upstream_error", `A stream event is longer than ${maxEventLength} characters.`);
    }
    return completed;
  }

  return {
    push: (bytes) => feed(text.decode(bytes, { stream: true })),
    end: () => feed(`${text.decode()}\n\n`),
  };
}
