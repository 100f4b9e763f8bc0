import { type Finding, fault, ok } from "./finding.ts";

/** The oldest Node.js that the gateway runs on, as its package says. */
const OLDEST = [22, 19] as const;

/** @param version as in `process.versions.node` */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isNewEnough = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
  if (isNewEnough) return ok("node", `Node.js ${version}`);
  return fault("node", `Node.js ${version} is too old.`, `Install Node.js ${OLDEST.join(".")} or newer; 24 is best.`);
}
