import type { Gateway } from "./gateway.ts";
import { CREDENTIAL_VARIABLES } from "./providers.ts";

/**
 * What a person needs to see when the gateway has started. A key that exists already is named, never shown.
 *
 * @param workers how many processes serve, where there are several
 */
export function banner(
  { wiring, keys }: Pick<Gateway, "wiring" | "keys">,
  url: string,
  newKey: string | undefined,
  workers?: number,
): string {
  const own = wiring.providers.filter(({ id }) => !wiring.byokOnly.has(id)).map(({ id }) => id);
  const vendors = own.join(", ") || "those that projects have credentials of";
  const simulated = wiring.sandbox
    ? `\n             simulated by the sandbox on this machine. For the real ones set ${CREDENTIAL_VARIABLES.join(", ")}.`
    : "";
  const warnings = wiring.warnings.map((warning) => `\n             ${warning}`).join("");
  const processes =
    workers === undefined ? "" : `\n  Workers    ${workers} (SIGHUP starts them anew, one after the other)`;
  const variable = keys.hasBootstrapKey ? "HUB_BOOTSTRAP_KEY" : "HUB_KEY";
  const key = newKey
    ? `${newKey}\n             shown this once: only a hash of it is stored`
    : keys.hasBootstrapKey
      ? "the one in HUB_BOOTSTRAP_KEY"
      : "as shown at the first start, for the line below in HUB_KEY (`npm start -- --new-key` makes another)";
  return `Hub is ready.

  Base URL   ${url}/v1
  Hub key    ${key}
  Vendors    ${vendors}${simulated}${warnings}${processes}

Try it:

curl ${url}/v1/chat/completions -H "Authorization: Bearer ${newKey ?? `$${variable}`}" -H "Content-Type: application/json" -d '{"model":"${wiring.exampleModel}","messages":[{"role":"user","content":"Hello!"}]}'

Ctrl-C stops it.
`;
}
