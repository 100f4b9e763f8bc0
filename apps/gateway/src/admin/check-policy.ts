import { HubError } from "@hub/protocol";
import { ConfigError } from "../config.ts";
import { readPolicy } from "../redaction.ts";

/**
 * Makes sure that requests can be inspected under a policy: a preset's name, or what differs from one.
 *
 * @throws HubError `invalid_value`
 */
export function checkPolicy(policy: unknown): void {
  try {
    readPolicy(policy);
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    // What configuration calls it is nothing that is known here.
    const message = cause.message.replace(" under `dlp` (HUB_DLP)", "");
    throw new HubError("invalid_value", message, { param: "policy", cause });
  }
}
