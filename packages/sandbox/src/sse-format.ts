import type { SandboxFaults } from "./faults.ts";
import type { StreamFormat } from "./vendor.ts";

/**
 * Server-sent events. `ping` is a comment line unless the vendor sends an event for it; `lineEnding` is the vendor's own
 * (default: a line feed), which the fault of that name replaces.
 */
export function createSseFormat(options: {
  readonly contentType: string;
  readonly lineEnding?: "\n" | "\r\n";
  readonly ping?: { readonly event: string; readonly data: string };
}): StreamFormat {
  const endOf: (faults: SandboxFaults) => string = (faults) => faults.lineEnding ?? options.lineEnding ?? "\n";
  const frame: StreamFormat["frame"] = (event, faults) => {
    const end = endOf(faults);
    return `${event.event === undefined ? "" : `event: ${event.event}${end}`}data: ${event.data}${end}${end}`;
  };
  return {
    contentType: options.contentType,
    frame,
    ping(faults) {
      if (options.ping !== undefined) return frame(options.ping, faults);
      const end = endOf(faults);
      return `: ping${end}${end}`;
    },
  };
}
