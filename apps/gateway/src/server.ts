import cluster from "node:cluster";
import { ConfigError, loadConfig } from "./config.ts";
import { countWorkers } from "./workers/count-workers.ts";

async function main(): Promise<void> {
  // What is written is for the one who runs it: keys, wallets, records.
  process.umask(0o077);
  if (cluster.isWorker) return (await import("./workers/run-worker.ts")).runWorker();
  const config = loadConfig(process.env);
  const count = countWorkers(config);
  // A primary needs none of what requests need.
  if (count > 1) return (await import("./workers/run-primary.ts")).runPrimary(config, count);
  return (await import("./run-alone.ts")).runAlone(config);
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
