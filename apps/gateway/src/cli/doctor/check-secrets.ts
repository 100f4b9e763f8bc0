import type { Environment } from "../../config.ts";
import { type Finding, fault, ok, warning } from "./finding.ts";

const MAKE_ONE = "openssl rand -hex 32";

/** Characters, and different ones among them, below which a key can be guessed. */
const MIN_LENGTH = 24;
const MIN_DISTINCT = 10;

/**
 * The keys that open everything: the admin key, and the master key of what is stored.
 *
 * @param adminKey from the environment or the configuration file
 */
export function checkSecrets(adminKey: string | undefined, environment: Environment): Finding[] {
  const { HUB_MASTER_KEY, HUB_BOOTSTRAP_KEY } = environment;
  return [checkAdminKey(adminKey, [HUB_MASTER_KEY, HUB_BOOTSTRAP_KEY]), checkMasterKey(HUB_MASTER_KEY)];
}

function checkAdminKey(key: string | undefined, others: readonly (string | undefined)[]): Finding {
  const check = "admin key";
  const fix = `Set HUB_ADMIN_KEY to the output of: ${MAKE_ONE}`;
  if (!key) return warning(check, "HUB_ADMIN_KEY is not set: the admin API is off.", `${fix} (where it is wanted)`);
  if (!/^[\x21-\x7e]+$/.test(key)) return fault(check, "HUB_ADMIN_KEY holds what no header can.", fix);
  if (others.includes(key)) return fault(check, "HUB_ADMIN_KEY is the same as another key.", fix);
  return isWeak(key) ? fault(check, "HUB_ADMIN_KEY can be guessed.", fix) : ok(check, "HUB_ADMIN_KEY is strong.");
}

function checkMasterKey(key: string | undefined): Finding {
  const check = "master key";
  if (!key) return ok(check, "HUB_MASTER_KEY is not set: one is kept in the data directory.");
  if (!isWeak(key)) return ok(check, "HUB_MASTER_KEY is strong.");
  const fix = `Set HUB_MASTER_KEY to the output of: ${MAKE_ONE}`;
  return warning(check, "HUB_MASTER_KEY can be guessed.", fix);
}

const isWeak = (key: string): boolean => key.length < MIN_LENGTH || new Set(key).size < MIN_DISTINCT;
