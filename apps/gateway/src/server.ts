import { banner } from "./banner.ts";
import { ConfigError, loadConfig } from "./config.ts";
import { createGateway, type Gateway } from "./gateway.ts";

/** A terminal sends Ctrl-C to the whole process group, so one key press may arrive twice. Milliseconds. */
const SAME_SIGNAL_MS = 1_000;

async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const gateway = await createGateway(config, process.env);
  stopOnSignal(gateway);
  const url = await gateway.listen();
  const wantsKey = gateway.keys.isEmpty || process.argv.includes("--new-key");
  const newKey = wantsKey ? gateway.keys.create() : undefined;
  process.stdout.write(banner(gateway, url, newKey));
}

/** The first signal lets answers finish; a second one does not wait. */
function stopOnSignal(gateway: Gateway): void {
  let firstAt: number | undefined;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      const now = performance.now();
      if (firstAt === undefined) {
        firstAt = now;
        void gateway.stop().then(() => process.exit(0));
      } else if (now - firstAt > SAME_SIGNAL_MS) {
        void gateway.kill().then(() => process.exit(1));
      }
    });
  }
}

main().catch((error: NodeJS.ErrnoException) => {
  const known =
    error instanceof ConfigError
      ? error.message
      : error.code === "EADDRINUSE"
        ? "The port is taken. Stop what listens there, or choose another with HUB_PORT."
        : error.code === "EACCES"
          ? `Not allowed: ${error.message}`
          : undefined;
  process.stderr.write(`${known ?? error.stack ?? String(error)}\n`);
  process.exit(1);
});
