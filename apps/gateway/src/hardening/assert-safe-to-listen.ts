import { type Config, ConfigError } from "../config.ts";
import type { HubKeys } from "../hub-keys.ts";
import type { Wiring } from "../providers.ts";
import { isLoopbackHost } from "./is-loopback.ts";

/** What decides whether a gateway may be reached from elsewhere. */
export interface ListenSettings extends Pick<Config, "host"> {
  /** `HUB_ALLOW_PUBLIC`: whoever runs the gateway has said that it may. */
  allowPublic?: boolean | undefined;
}

/**
 * Keeps a gateway that is still being tried out to its own machine: one with simulated vendors, or without a key.
 *
 * @throws ConfigError saying what to do
 */
export function assertSafeToListen(
  { host, allowPublic = false }: ListenSettings,
  { sandbox }: Pick<Wiring, "sandbox">,
  { isEmpty }: Pick<HubKeys, "isEmpty">,
): void {
  if (allowPublic || isLoopbackHost(host)) return;
  const reasons = [
    sandbox && "its vendors are simulated: set the key of a real one, or HUB_SANDBOX=off",
    isEmpty && "it has no hub key yet: set HUB_BOOTSTRAP_KEY, or start it once on 127.0.0.1 to get one",
  ].filter((reason) => typeof reason === "string");
  if (reasons.length === 0) return;
  throw new ConfigError(
    `The gateway does not listen on ${host}, where others can reach it, because ${reasons.join("; and ")}. ` +
      "Or listen on HUB_HOST=127.0.0.1. Where this is meant, set HUB_ALLOW_PUBLIC=true.",
  );
}
