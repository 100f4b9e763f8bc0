import { ConfigError, type Environment, loadConfig } from "../../config.ts";
import { type ClockReading, checkClock } from "./check-clock.ts";
import { checkConfigFile, checkDataDirectory } from "./check-files.ts";
import { checkListening } from "./check-listening.ts";
import { checkNode } from "./check-node.ts";
import { checkSecrets } from "./check-secrets.ts";
import { checkStores } from "./check-stores.ts";
import { checkVendors } from "./check-vendors.ts";
import { type Finding, fault, ok } from "./finding.ts";

/** Looks at everything that a gateway in this environment needs. Nothing is changed. */
export async function examine(environment: Environment, nodeVersion: string): Promise<Finding[]> {
  const node = checkNode(nodeVersion);
  let config: ReturnType<typeof loadConfig>;
  try {
    config = loadConfig(environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const unusable = fault("configuration", error.message, "Mend what is named, then look again.");
    return [node, ...checkSecrets(environment.HUB_ADMIN_KEY, environment), unusable];
  }
  const clocks: ClockReading[] = [];
  const onClock = (reading: ClockReading) => void clocks.push(reading);
  const [stores, vendors] = await Promise.all([
    checkStores(config, onClock),
    checkVendors(config, environment, onClock),
  ]);
  return [
    node,
    ...checkSecrets(config.adminKey, environment),
    ok("configuration", environment.HUB_CONFIG ?? "from the environment alone"),
    ...(environment.HUB_CONFIG ? [checkConfigFile(environment.HUB_CONFIG)] : []),
    checkDataDirectory(config.dataDir),
    checkListening(config, vendors.isSimulated),
    ...stores,
    ...vendors.findings,
    checkClock(clocks),
  ];
}
