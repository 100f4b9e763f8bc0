import { banner } from "./banner.ts";
import type { Config } from "./config.ts";
import { createGateway } from "./gateway.ts";
import { reloadOnHangup } from "./hardening/watch-config.ts";
import { stopOnSignal } from "./stop-on-signal.ts";

/** Runs the gateway in this process. */
export async function runAlone(config: Config): Promise<void> {
  const gateway = await createGateway(config, process.env);
  stopOnSignal(gateway);
  reloadOnHangup(gateway);
  const url = await gateway.listen();
  const wantsKey = gateway.keys.isEmpty || process.argv.includes("--new-key");
  const newKey = wantsKey ? await gateway.keys.create() : undefined;
  process.stdout.write(banner(gateway, url, newKey));
}
