import { banner } from "./banner.ts";
import { ConfigError, loadConfig } from "./config.ts";
import { createGateway, type Gateway } from "./gateway.ts";
import { reloadOnHangup } from "./hardening/watch-config.ts";

/** A terminal sends Ctrl-C to the whole process group, so one key press may arrive twice. Milliseconds. */
const SAME_SIGNAL_MS = 1_000;

async function main(): Promise<void> {
  // What is written is for the one who runs it: keys, wallets, records.
  process.umask(0o077);
  const config = loadConfig(process.env);
  const gateway = await createGateway(config, process.env);
  stopOnSignal(gateway);
  reloadOnHangup(gateway);
  const url = await gateway.listen();
  const wantsKey = gateway.keys.isEmpty || process.argv.includes("--new-key");
  const newKey = wantsKey ? await gateway.keys.create() : undefined;
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
        void gateway.stop().then(() => process.exit());
      } else if (now - firstAt > SAME_SIGNAL_MS) {
        // Set at once: cutting the answers lets the stop above come to its end, too, perhaps before this one does.
        process.exitCode = 1;
        void gateway.kill().then(() => process.exit());
      }
    });
  }
}

/** What to do about errors of the operating system on the way to listening. */
const REMEDIES: Readonly<Record<string, string>> = {
  EADDRINUSE: "The port is taken. Stop what listens there, or choose another with HUB_PORT.",
  EADDRNOTAVAIL: "HUB_HOST is not an address of this machine.",
  ENOTFOUND: "HUB_HOST is not a host name that can be found.",
  EACCES: "The system does not allow it. Choose a port above 1023 and a data directory that can be written.",
};

main().catch((error: NodeJS.ErrnoException) => {
  const remedy = error instanceof ConfigError ? error.message : REMEDIES[error.code ?? ""];
  process.stderr.write(`${remedy ?? error.stack ?? String(error)}\n`);
  process.exit(1);
});
