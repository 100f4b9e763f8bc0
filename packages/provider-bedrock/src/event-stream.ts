import { Buffer } from "node:buffer";
import { HubError, type SseEvent } from "@hub/protocol";
import type { EventDecoder, StreamFraming } from "@hub/provider";
import { EventStreamCodec } from "@smithy/eventstream-codec";

/** Longest frame to accept, in bytes, unless told otherwise. Those of text are some hundred bytes long. */
const MAX_FRAME_LENGTH = 16 * 1024 * 1024;
/** What a frame takes besides its headers and payload: two lengths and two checksums, in bytes. */
const FRAME_OVERHEAD = 16;
const LENGTH_BYTES = 4;
const INITIAL_CAPACITY = 4096;

/** AWS's event stream: binary frames, each with its length and two checksums. */
export const eventStream: StreamFraming = {
  contentType: "application/vnd.amazon.eventstream",
  createDecoder: ({ maxEventLength = MAX_FRAME_LENGTH }) => createEventStreamDecoder(maxEventLength),
};

const utf8 = new TextDecoder();

/** Creates the decoder for one stream. Its events are named by `:event-type`, exceptions by `:exception-type`. */
function createEventStreamDecoder(maxFrameLength: number): EventDecoder {
  const codec = new EventStreamCodec(
    (bytes) => (typeof bytes === "string" ? bytes : utf8.decode(bytes)),
    (text) => Buffer.from(text),
  );
  let held = Buffer.alloc(INITIAL_CAPACITY);
  let start = 0;
  let end = 0;

  /** Keeps bytes at the end of what is held; space is doubled, so that each byte is copied a few times at most. */
  function hold(bytes: Uint8Array): void {
    const length = end - start;
    if (end + bytes.length > held.length) {
      const isTight = length + bytes.length > held.length / 2;
      const target = isTight ? Buffer.alloc(2 * (length + bytes.length)) : held;
      target.set(held.subarray(start, end));
      held = target;
      start = 0;
      end = length;
    }
    held.set(bytes, end);
    end += bytes.length;
  }

  /** The next whole frame; `undefined` when some of it is still to come. */
  function nextFrame(): Uint8Array | undefined {
    if (end - start < LENGTH_BYTES) return undefined;
    const length = held.readUInt32BE(start);
    if (length < FRAME_OVERHEAD) throw damaged();
    if (length > maxFrameLength) {
      throw new HubError("upstream_error", `A stream event is longer than ${maxFrameLength} bytes.`);
    }
    if (end - start < length) return undefined;
    const frame = held.subarray(start, start + length);
    start += length;
    return frame;
  }

  function toEvent(frame: Uint8Array): SseEvent {
    let message: ReturnType<typeof codec.decode>;
    try {
      message = codec.decode(frame);
    } catch (cause) {
      throw damaged(cause);
    }
    const header = (name: string) => {
      const value = Object.hasOwn(message.headers, name) ? message.headers[name]?.value : undefined;
      return typeof value === "string" ? value : undefined;
    };
    if (header(":message-type") === "error") {
      const data = JSON.stringify({ code: header(":error-code"), message: header(":error-message") });
      return { event: "error", data };
    }
    const data = utf8.decode(message.body);
    if (header(":message-type") === "exception") return { event: toExceptionName(header(":exception-type")), data };
    return { event: header(":exception-type") ?? header(":event-type"), data };
  }

  return {
    push(bytes) {
      hold(bytes);
      return eventsOf(nextFrame, toEvent);
    },
    // A frame that is not whole says nothing.
    end: () => [],
  };
}

/** One after the other, so that those before a damaged one are not lost. */
function* eventsOf(
  nextFrame: () => Uint8Array | undefined,
  toEvent: (frame: Uint8Array) => SseEvent,
): Iterable<SseEvent> {
  for (let frame = nextFrame(); frame; frame = nextFrame()) yield toEvent(frame);
}

/** The name of an exception's event, by which it is known to be one, whatever type the frame gives it, or none. */
function toExceptionName(type = ""): string {
  return /exception$/i.test(type) ? type : `${type}Exception`;
}

function damaged(cause?: unknown): HubError {
  return new HubError("upstream_error", "A stream event of Bedrock arrived damaged.", { cause });
}
