import type { StreamFormat } from "./vendor.ts";

/**
 * Server-sent events. `ping` is a comment line unless the vendor sends an event for it.
 */
export function createSseFormat(options: {
  readonly contentType: string;
  readonly ping?: { readonly event: string; readonly data: string };
}): StreamFormat {
  const frame: StreamFormat["frame"] = (event, faults) => {
    const end = faults.lineEnding ?? "\n";
    return `${event.event === undefined ? "" : `event: ${event.event}${end}`}data: ${event.data}${end}${end}`;
  };
  return {
    contentType: options.contentType,
    frame,
    ping(faults) {
      if (options.ping !== undefined) return frame(options.ping, faults);
      const end = faults.lineEnding ?? "\n";
      return `: ping${end}${end}`;
    },
  };
}
