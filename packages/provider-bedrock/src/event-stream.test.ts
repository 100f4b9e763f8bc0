import { Buffer } from "node:buffer";
import { byteByByte } from "@hub/provider/testing";
import { describe, expect, it } from "vitest";
import { isException } from "./errors.ts";
import { eventStream } from "./event-stream.ts";
import { frame, frameWith, replay } from "./test-support.ts";

const decode = (pieces: Iterable<Uint8Array>, maxEventLength?: number) => {
  const decoder = eventStream.createDecoder({ maxEventLength });
  const events = [];
  for (const piece of pieces) events.push(...decoder.push(piece));
  return [...events, ...decoder.end()];
};

const first = { event: "messageStart", data: '{"role":"assistant"}' };
const second = { event: "contentBlockDelta", data: '{"delta":{"text":"Grüße 🌍"}}' };
const damaged = expect.objectContaining({ code: "upstream_error", message: expect.stringContaining("damaged") });

describe("the event stream", () => {
  const bytes = Buffer.concat([frame(first), frame(second), frame(first)]);

  it("gives the events of one read", () => {
    expect(decode([bytes])).toEqual([first, second, first]);
  });

  it("gives the same for every cut in two, and byte by byte", () => {
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(decode([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual([first, second, first]);
    }
    expect(decode(byteByByte(bytes))).toEqual([first, second, first]);
  });

  it("gives an event once its last byte is there, and nothing for a part of one", () => {
    const decoder = eventStream.createDecoder({});
    const whole = frame(first);
    expect([...decoder.push(whole.subarray(0, -1))]).toEqual([]);
    expect([...decoder.push(whole.subarray(-1))]).toEqual([first]);
    expect([...decoder.push(whole.subarray(0, 20)), ...decoder.end()]).toEqual([]);
  });

  it("names exceptions by their type", () => {
    const exception = { event: "throttlingException", data: '{"message":"Too many requests"}' };
    expect(decode([frame(exception)])).toEqual([exception]);
  });

  it("tells errors that have their text in headers", () => {
    const headers = { ":message-type": "error", ":error-code": "InternalFailure", ":error-message": "Oh." };
    expect(decode([frameWith(headers)])).toEqual([
      { event: "error", data: '{"code":"InternalFailure","message":"Oh."}' },
    ]);
  });

  it("passes a frame of two megabytes, in one piece or in many", () => {
    const large = { event: "contentBlockDelta", data: JSON.stringify({ delta: { text: "é".repeat(1024 * 1024) } }) };
    const whole = frame(large);
    const pieces = Array.from({ length: Math.ceil(whole.length / 1000) }, (_, index) =>
      whole.subarray(index * 1000, (index + 1) * 1000),
    );
    expect(decode([whole])).toEqual([large]);
    expect(decode([...pieces, frame(first)])).toEqual([large, first]);
  });
});

it.each(["modelStreamFailure", "messageStop", undefined])("takes an exception of type %s for one", (type) => {
  const headers = { ":message-type": "exception", ...(type && { ":exception-type": type }) };
  const [event] = decode([frameWith({ ...headers, ":event-type": "messageStop" }, "{}")]);
  expect(isException(event?.event)).toBe(true);
  expect(() => replay([frameWith(headers, '{"message":"Oh"}')])).toThrow(
    expect.objectContaining({ code: "upstream_error" }),
  );
});

describe("a damaged event stream", () => {
  it("throws for a change of any byte, after the events before it", () => {
    const whole = frame(second);
    for (let position = 0; position < whole.length; position++) {
      const broken = Uint8Array.from(whole);
      broken[position] = (broken[position] as number) ^ 1;
      const decoder = eventStream.createDecoder({ maxEventLength: 1000 });
      const events: unknown[] = [];
      const read = () => {
        // Filler behind the frame, for the change may be in its length.
        for (const event of decoder.push(Buffer.concat([frame(first), broken, Buffer.alloc(1000)]))) events.push(event);
      };
      expect(read, `byte ${position}`).toThrow(expect.objectContaining({ code: "upstream_error" }));
      expect(events).toEqual([first]);
    }
  });

  it("throws for headers that end outside of their frame", () => {
    const whole = frame(first);
    expect(() =>
      decode([Buffer.concat([whole.subarray(0, 4), Buffer.from([0, 0, 255, 255]), whole.subarray(8)])]),
    ).toThrow(damaged);
  });

  it("throws for a length that no frame has", () => {
    expect(() => decode([Buffer.from([0, 0, 0, 15])])).toThrow(damaged);
    expect(() => decode([Buffer.from("<html>")])).toThrow(expect.objectContaining({ code: "upstream_error" }));
  });

  it("throws as soon as a length is known to be beyond the limit", () => {
    const tooLong = expect.objectContaining({ code: "upstream_error", message: expect.stringContaining("1000 bytes") });
    expect(() => decode([Buffer.from([0, 0, 3, 233])], 1000)).toThrow(tooLong);
    expect(() => decode([Buffer.from([255, 255, 255, 255])])).toThrow(
      expect.objectContaining({ code: "upstream_error" }),
    );
  });

  it("takes no header's name for a prototype", () => {
    expect(decode([frameWith({ ["__proto__"]: "x", ":event-type": "ping" }, "{}")])).toEqual([
      { event: "ping", data: "{}" },
    ]);
    expect(decode([frameWith({ odd: "x" }, "{}")])).toEqual([{ event: undefined, data: "{}" }]);
  });
});
