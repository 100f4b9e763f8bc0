import { createSseDecoder, type SseEvent } from "@hub/protocol";
import type { EventDecoder } from "../wire-format.ts";
import type { ConformanceSubject } from "./conformance-subject.ts";
import { byteByByte } from "./pieces.ts";
import { streamAndHold, streamPieces, type VendorScript } from "./scripted-vendor.ts";

/** A vendor's streams in the suite's hands, whatever their framing. */
export interface FixtureStreams {
  contentType: string;
  /** Whether streams are server-sent events, which have more than one spelling. */
  isSse: boolean;
  /** Something that keeps a stream alive and says nothing. */
  filler: Uint8Array;
  /** A stream whose answer is this text. */
  saying(text: string): Uint8Array;
  /** The events of a stream. */
  decode(bytes: Uint8Array): SseEvent[];
  /** The stream of some events. */
  encode(events: readonly SseEvent[]): Uint8Array;
  /** Where the last event of a stream begins, in bytes. */
  startOfLastEvent(bytes: Uint8Array): number;
  /** Streams pieces, each in a write of its own. */
  answerPieces(pieces: Iterable<Uint8Array>): VendorScript;
  /** Streams some bytes and falls silent. */
  answerAndHold(bytes: Uint8Array): VendorScript;
}

/** The streams of one vendor package. */
export function fixtureStreams({ wire, fixtures }: ConformanceSubject): FixtureStreams {
  const { framing } = wire;
  const contentType = framing?.contentType ?? "text/event-stream";
  const createDecoder = (): EventDecoder => framing?.createDecoder({}) ?? createSseDecoder();
  const frame = fixtures.frame ?? toSseText;
  const encode = (events: readonly SseEvent[]) => Buffer.concat(events.map((event) => Buffer.from(frame(event))));

  return {
    contentType,
    isSse: framing === undefined,
    filler: framing ? encode([{ event: "ping", data: "{}" }]) : Buffer.from(": ping\n\n"),
    saying: (text) => Buffer.from(fixtures.streamSaying(text)),
    decode(bytes) {
      const decoder = createDecoder();
      return [...decoder.push(bytes), ...decoder.end()];
    },
    encode,
    startOfLastEvent(bytes) {
      const decoder = createDecoder();
      const ends = [0];
      for (const byte of byteByByte(bytes)) {
        for (const _event of decoder.push(byte)) ends.push(byte.byteOffset - bytes.byteOffset + 1);
      }
      for (const _event of decoder.end()) ends.push(bytes.length);
      return ends.at(-2) ?? 0;
    },
    answerPieces: (pieces) => streamPieces(pieces, contentType),
    answerAndHold: (bytes) => streamAndHold(bytes, contentType),
  };
}

function toSseText({ event, data }: SseEvent): string {
  return `${event === undefined ? "" : `event: ${event}\n`}${data.replaceAll(/^/gm, "data: ")}\n\n`;
}
