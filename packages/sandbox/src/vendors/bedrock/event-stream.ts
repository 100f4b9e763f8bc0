import { crc32 } from "node:zlib";
import type { StreamEvent, StreamFormat } from "../../vendor.ts";

const contentType = "application/vnd.amazon.eventstream";
/** Type byte of a header whose value is a string. */
const stringHeader = 7;
/** Total length, length of the headers, and their checksum. */
const preludeBytes = 12;
const checksumBytes = 4;

/** Frames of the AWS event stream encoding: prelude, headers, payload, each guarded by a CRC32. */
export const eventStreamFormat: StreamFormat = {
  contentType,
  frame: encodeEvent,
  frameWithWrongChecksum(event) {
    const frame = encodeEvent(event);
    const last = frame.length - 1;
    frame.writeUInt8(frame.readUInt8(last) ^ 1, last);
    return frame;
  },
  // Bedrock sends no keep-alives; an event of a type that clients do not know must be skipped like one.
  ping: () => encodeEvent({ event: "ping", data: "{}" }),
};

function encodeEvent({ event = "", data }: StreamEvent): Buffer {
  const isException = event.endsWith("Exception");
  return encodeFrame(
    {
      [isException ? ":exception-type" : ":event-type"]: event,
      ":content-type": "application/json",
      ":message-type": isException ? "exception" : "event",
    },
    Buffer.from(data),
  );
}

/** One frame with string headers. */
export function encodeFrame(headers: Readonly<Record<string, string>>, payload: Uint8Array): Buffer {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => encodeHeader(name, value)));
  const frame = Buffer.alloc(preludeBytes + head.length + payload.length + checksumBytes);
  frame.writeUInt32BE(frame.length, 0);
  frame.writeUInt32BE(head.length, 4);
  frame.writeUInt32BE(crc32(frame.subarray(0, 8)), 8);
  frame.set(head, preludeBytes);
  frame.set(payload, preludeBytes + head.length);
  const checked = frame.length - checksumBytes;
  frame.writeUInt32BE(crc32(frame.subarray(0, checked)), checked);
  return frame;
}

function encodeHeader(name: string, value: string): Buffer {
  const key = Buffer.from(name);
  const text = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(text.length);
  return Buffer.concat([Buffer.from([key.length]), key, Buffer.from([stringHeader]), length, text]);
}
