import type { StreamFormat } from "../../vendor.ts";

/** A stream as one JSON array, an element an event: what streamGenerateContent sends without `alt=sse`. One per stream. */
export function createJsonArrayFormat(): StreamFormat {
  let isFirst = true;
  return {
    contentType: "application/json; charset=UTF-8",
    frame(event) {
      const before = isFirst ? "[" : ",\r\n";
      isFirst = false;
      return `${before}${event.data}`;
    },
    // White space between elements means nothing.
    ping: () => "\r\n",
    end: "]",
  };
}
