import type { Config } from "../../config.ts";
import { isLoopbackHost } from "../../hardening/is-loopback.ts";
import { type Finding, fault, ok, warning } from "./finding.ts";

/** Who can reach the gateway, and whether they should. */
export function checkListening({ host, port, allowPublic }: Config, isSimulated: boolean): Finding {
  const check = "listening";
  const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  if (isLoopbackHost(host)) return ok(check, `${address}, for this machine alone.`);
  if (isSimulated && !allowPublic) {
    const fix =
      "Set HUB_HOST=127.0.0.1, or the credentials of real vendors; or HUB_ALLOW_PUBLIC=true where it is meant.";
    return fault(check, `${address} offers simulated vendors to other machines.`, fix);
  }
  const fix = "Put a proxy with TLS before it, and let nobody else reach the port; or set HUB_HOST=127.0.0.1.";
  return warning(check, `${address} is open to other machines, without TLS.`, fix);
}
