import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HubError } from "./hub-error.ts";
import { createSseDecoder, type SseDecoderOptions, type SseEvent } from "./sse-decoder.ts";

const encoder = new TextEncoder();

/** All that a fresh decoder makes of these pieces. */
function decode(pieces: Iterable<Uint8Array>, options?: SseDecoderOptions): SseEvent[] {
  const decoder = createSseDecoder(options);
  const events: SseEvent[] = [];
  for (const piece of pieces) events.push(...decoder.push(piece));
  return [...events, ...decoder.end()];
}

function cutAt(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const edges = [0, ...cuts, bytes.length];
  return edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
}

const everyByte = (bytes: Uint8Array): Uint8Array[] =>
  cutAt(
    bytes,
    Array.from({ length: bytes.length - 1 }, (_, index) => index + 1),
  );

const STREAM = [
  "\uFEFF: a comment first\n",
  "data: line feed\n\n",
  "data: carriage return\r\r",
  "event: named\r\ndata: both\r\n\r\n",
  ": a comment\r\n: and another\rdata: one\ndata: two\r\ndata: three\n\n",
  "id: 7\nretry: 5\nunknown: field\ndata:no space\n\n",
  "data:  two spaces\n\n",
  "event: no data, so no event\n\n",
  "data\n\n",
  "data: naïve — 漢字 👩‍👧\n\n",
  'event: error\ndata: {"error":"\\n"}\r\n\n',
  "data: the end",
].join("");

const EVENTS: SseEvent[] = [
  { data: "line feed" },
  { data: "carriage return" },
  { event: "named", data: "both" },
  { data: "one\ntwo\nthree" },
  { data: "no space" },
  { data: " two spaces" },
  { data: "" },
  { data: "naïve — 漢字 👩‍👧" },
  { event: "error", data: '{"error":"\\n"}' },
  { data: "the end" },
];

describe("the SSE decoder", () => {
  const bytes = encoder.encode(STREAM);

  it("reads all three line ends, comments, names, several data lines and a last event without a blank line", () => {
    expect(decode([bytes])).toStrictEqual(EVENTS);
  });

  it("reads the same events wherever the bytes are cut in two", () => {
    for (let cut = 0; cut <= bytes.length; cut++) expect(decode(cutAt(bytes, [cut]))).toStrictEqual(EVENTS);
  });

  it("reads the same events byte by byte", () => {
    expect(decode(everyByte(bytes))).toStrictEqual(EVENTS);
  });

  it("reads the same events in any pieces, empty ones among them", () => {
    const cuts = fc
      .array(fc.nat({ max: bytes.length }), { maxLength: 40 })
      .map((places) => places.sort((a, b) => a - b));
    fc.assert(
      fc.property(cuts, (places) => {
        expect(decode(cutAt(bytes, places))).toStrictEqual(EVENTS);
      }),
    );
  });

  it("reads any text the same in one piece and byte by byte", () => {
    const token = fc.constantFrom(
      "\r",
      "\n",
      "\r\n",
      ":",
      " ",
      "data",
      "data: ",
      "event: ",
      "id",
      "é",
      "😀",
      "\uFEFF",
      "d",
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 30 }), (tokens) => {
        const text = encoder.encode(tokens.join(""));
        expect(decode(everyByte(text))).toStrictEqual(decode([text]));
      }),
    );
  });

  it("gives an event out with the bytes that complete it, not later", () => {
    const decoder = createSseDecoder();
    expect(decoder.push(encoder.encode("data: 1\n"))).toEqual([]);
    expect(decoder.push(encoder.encode("\ndata: 2"))).toEqual([{ data: "1" }]);
    expect(decoder.push(encoder.encode("\n\n"))).toEqual([{ data: "2" }]);
    expect(decoder.end()).toEqual([]);
  });

  it("keeps streams apart: a new decoder knows nothing of another one's rest", () => {
    createSseDecoder().push(encoder.encode("data: left over"));
    expect(decode([encoder.encode("\n\ndata: mine\n\n")])).toEqual([{ data: "mine" }]);
  });

  it("replaces bytes that are no UTF-8 instead of failing", () => {
    expect(decode([Uint8Array.of(0x64, 0x61, 0x74, 0x61, 0x3a, 0xff, 0x0a, 0x0a)])).toEqual([{ data: "\uFFFD" }]);
  });

  it("passes a data line of 2 MB that arrives in pieces of 1 KB", () => {
    const line = "x".repeat(2 * 1024 * 1024);
    const stream = encoder.encode(`data: ${line}\n\n`);
    const cuts = Array.from({ length: 2048 }, (_, index) => (index + 1) * 1024);
    const [event, ...rest] = decode(cutAt(stream, cuts));
    expect(event?.data === line).toBe(true);
    expect(rest).toEqual([]);
  });

  it("does not slow down with the length of a line: 2 MB in pieces of 16 bytes, and as 200,000 data lines", () => {
    const piece = encoder.encode("0123456789abcdef");
    const decoder = createSseDecoder();
    decoder.push(encoder.encode("data: "));
    for (let count = 0; count < 131_072; count++) decoder.push(piece);
    expect(decoder.end()[0]?.data.length).toBe(2 * 1024 * 1024);

    const line = encoder.encode("data: 123\n");
    for (let count = 0; count < 200_000; count++) decoder.push(line);
    expect(decoder.end()[0]?.data.length).toBe(800_000 - 1);
  });

  it("swallows comments of any length without keeping them", () => {
    const decoder = createSseDecoder({ maxEventLength: 100 });
    decoder.push(encoder.encode(": "));
    for (let count = 0; count < 1000; count++) expect(decoder.push(encoder.encode("keep alive "))).toEqual([]);
    expect(decoder.push(encoder.encode("\n\ndata: still here\n\n"))).toEqual([{ data: "still here" }]);
  });
});

describe("the SSE decoder's bound", () => {
  const upstreamError = expect.objectContaining({ code: "upstream_error", status: 502 });
  const options = { maxEventLength: 10 };

  it.each([
    ["one line", "data: 0123456789\n\n", "data: 0123456789a\n\n"],
    ["several lines", "data: 0123\ndata: 56789\n\n", "data: 0123\ndata: 567890\n\n"],
    ["no blank line at the end", "data: 0123456789", "data: 0123456789a"],
  ])("accepts an event of that length and refuses a longer one, however it is cut: %s", (_name, fits, tooLong) => {
    for (const cut of [(bytes: Uint8Array) => [bytes], everyByte]) {
      expect(decode(cut(encoder.encode(fits)), options)).toHaveLength(1);
      expect(() => decode(cut(encoder.encode(tooLong)), options)).toThrow(upstreamError);
    }
  });

  it("stops buffering an event that never ends", () => {
    const decoder = createSseDecoder({ maxEventLength: 1000 });
    const endless = (): void => {
      for (let count = 0; count < 10; count++) decoder.push(encoder.encode(`data: ${"x".repeat(200)}\n`));
    };
    expect(endless).toThrow(upstreamError);
  });

  it("hands out what came before the event that is too long, then fails", () => {
    const decoder = createSseDecoder(options);
    expect(decoder.push(encoder.encode("data: ok\n\ndata: 0123456789a\n\ndata: lost\n\n"))).toEqual([{ data: "ok" }]);
    expect(() => decoder.push(encoder.encode("data: more\n\n"))).toThrow(upstreamError);
  });

  it("goes on failing as a HubError once it has failed", () => {
    const decoder = createSseDecoder(options);
    expect(() => decoder.push(encoder.encode("data: 0123456789abcdefghij"))).toThrow(HubError);
    expect(() => decoder.push(encoder.encode("\n\n"))).toThrow(upstreamError);
    expect(() => decoder.end()).toThrow(upstreamError);
  });

  it("does not quote the stream in its message", () => {
    expect(() => decode([encoder.encode("data: secret-secret\n\n")], options)).toThrow(
      "A stream event is longer than 10 characters.",
    );
  });
});
