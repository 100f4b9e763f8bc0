import { crc32 } from "node:zlib";

/** A frame of an AWS event stream as a test sees it. */
export interface ReadFrame {
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Uint8Array;
  /** The payload as JSON; undefined where it is none. */
  readonly json: Record<string, unknown> | undefined;
}

/** Decodes whole frames and checks both checksums; throws where one is wrong or a frame is cut. */
export function readFrames(bytes: Buffer): readonly ReadFrame[] {
  const frames: ReadFrame[] = [];
  for (let at = 0; at < bytes.length; ) {
    const total = bytes.readUInt32BE(at);
    const frame = bytes.subarray(at, at + total);
    if (frame.length < total) throw new Error(`frame ${frames.length} is cut`);
    if (crc32(frame.subarray(0, 8)) !== frame.readUInt32BE(8)) throw new Error(`frame ${frames.length}: prelude CRC`);
    if (crc32(frame.subarray(0, total - 4)) !== frame.readUInt32BE(total - 4)) {
      throw new Error(`frame ${frames.length}: message CRC`);
    }
    const headersEnd = 12 + frame.readUInt32BE(4);
    const payload = frame.subarray(headersEnd, total - 4);
    frames.push({ headers: readHeaders(frame.subarray(12, headersEnd)), payload, json: parse(payload) });
    at += total;
  }
  return frames;
}

function readHeaders(bytes: Buffer): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at < bytes.length; ) {
    const nameLength = bytes.readUInt8(at);
    const name = bytes.toString("utf8", at + 1, at + 1 + nameLength);
    at += 1 + nameLength;
    if (bytes.readUInt8(at) !== 7) throw new Error(`header ${name} is no string`);
    const valueLength = bytes.readUInt16BE(at + 1);
    headers[name] = bytes.toString("utf8", at + 3, at + 3 + valueLength);
    at += 3 + valueLength;
  }
  return headers;
}

function parse(payload: Buffer): Record<string, unknown> | undefined {
  try {
    return JSON.parse(payload.toString("utf8")) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
