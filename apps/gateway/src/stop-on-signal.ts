import type { Gateway } from "./gateway.ts";

/** A terminal sends Ctrl-C to the whole process group, so one key press may arrive twice. Milliseconds. */
const SAME_SIGNAL_MS = 1_000;

/** The first signal lets answers finish; a second one does not wait. */
export function stopOnSignal({ stop, kill }: Pick<Gateway, "stop" | "kill">): void {
  let firstAt: number | undefined;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      const now = performance.now();
      if (firstAt === undefined) {
        firstAt = now;
        void stop().then(() => process.exit());
      } else if (now - firstAt > SAME_SIGNAL_MS) {
        // Set at once: cutting the answers lets the stop above come to its end, too, perhaps before this one does.
        process.exitCode = 1;
        void kill().then(() => process.exit());
      }
    });
  }
}
