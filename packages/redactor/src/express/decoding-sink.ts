import type { ServerResponse } from "node:http";
import type { Transform } from "node:stream";
import { type AnswerSink, unusableAnswer } from "./answer-sink.ts";
import type { Outlet } from "./outlet.ts";

interface DecodingContext {
  response: ServerResponse;
  outlet: Outlet;
  /** The most bytes to hold before they are decoded. */
  maxBytes: number;
}

/**
 * Creates a sink that takes an encoding off before another one. It tells its writer to wait only while the response
 * itself is full: nothing else would tell that writer to go on.
 */
export function createDecodingSink(
  plain: AnswerSink,
  decoder: Transform,
  { response, outlet, maxBytes }: DecodingContext,
): AnswerSink {
  let isFull = false;
  decoder.on("data", (bytes: Uint8Array) => {
    isFull = !plain.write(bytes);
    if (isFull) decoder.pause();
  });
  decoder.on("end", () => plain.end());
  decoder.on("error", () => outlet.fail(502, unusableAnswer("The answer's encoding is broken.")));
  outlet.onDrain(() => {
    isFull = false;
    decoder.resume();
  });
  response.once("close", () => decoder.destroy());
  return {
    write(bytes) {
      if (decoder.writableLength + bytes.length > maxBytes) {
        outlet.fail(502, unusableAnswer(`The answer is larger than ${maxBytes} bytes.`));
        return true;
      }
      decoder.write(bytes);
      return !isFull;
    },
    end: () => void decoder.end(),
  };
}
