import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSseDecoder, type SseEvent } from "./sse-decoder.ts";
import { encodeSseComment, encodeSseEvent, encodeSseJson, SSE_DONE } from "./sse-encoder.ts";

function decode(text: string): SseEvent[] {
  const decoder = createSseDecoder();
  return [...decoder.push(new TextEncoder().encode(text)), ...decoder.end()];
}

describe("the SSE encoder", () => {
  it("writes one data line and a blank line around JSON, whatever the strings in it hold", () => {
    expect(encodeSseJson({ text: "a\nb\r\u2028" })).toBe('data: {"text":"a\\nb\\r\u2028"}\n\n');
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(decode(encodeSseJson(value))).toEqual([{ data: JSON.stringify(value) }]);
      }),
    );
  });

  it("writes events that decode to themselves, with every kind of line break as a line feed", () => {
    const line = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll(/[\r\n]/g, ""));
    const data = fc.array(fc.tuple(line, fc.constantFrom("\n", "\r", "\r\n"))).map((lines) => lines.flat().join(""));
    const name = fc.option(
      line.filter((text) => text !== ""),
      { nil: undefined },
    );
    fc.assert(
      fc.property(name, data, (event, text) => {
        const plain = text.replaceAll(/\r\n|\r/g, "\n");
        expect(decode(encodeSseEvent({ event, data: text }))).toEqual([{ event, data: plain }]);
      }),
    );
  });

  it("writes an event's name before its data", () => {
    expect(encodeSseEvent({ event: "error", data: "a\nb" })).toBe("event: error\ndata: a\ndata: b\n\n");
    expect(encodeSseEvent({ data: "" })).toBe("data: \n\n");
  });

  it.each(["a\nb", "a\rb", "a\r\ndata: forged"])("refuses a line break in an event's name: %j", (event) => {
    expect(() => encodeSseEvent({ event, data: "" })).toThrow(TypeError);
  });

  it.each(["ping", "", "two\nlines", "data: forged\r\n\r\ndata: event", "\n\n"])(
    "writes a comment that no client takes for an event: %j",
    (comment) => {
      expect(encodeSseComment(comment)).toMatch(/^: [^\r\n]*\n\n$/);
      expect(decode(`${encodeSseComment(comment)}data: next\n\n`)).toEqual([{ data: "next" }]);
    },
  );

  it("ends a stream as OpenAI does", () => {
    expect(decode(SSE_DONE)).toEqual([{ data: "[DONE]" }]);
  });
});
