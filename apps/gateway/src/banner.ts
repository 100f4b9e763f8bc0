import type { Gateway } from "./gateway.ts";
import { KEY_VARIABLES } from "./providers.ts";

/** What a person needs to see when the gateway has started. */
export function banner({ wiring, keys }: Gateway, url: string, newKey: string | undefined): string {
  const vendors = wiring.providers.map(({ id }) => id).join(", ");
  const simulated = wiring.sandbox
    ? `\n             simulated by the sandbox on this machine. For the real ones set ${KEY_VARIABLES.join(", ")}.`
    : "";
  const key = newKey
    ? `${newKey}\n             shown this once: only its hash is stored, in ${keys.path}`
    : "as shown at the first start (`npm start -- --new-key` makes another)";
  return `Hub is ready.

  Base URL   ${url}/v1
  Hub key    ${key}
  Vendors    ${vendors}${simulated}

Try it:

curl ${url}/v1/chat/completions -H "Authorization: Bearer ${newKey ?? "$HUB_KEY"}" -H "Content-Type: application/json" -d '{"model":"${wiring.exampleModel}","messages":[{"role":"user","content":"Hello!"}]}'

Ctrl-C stops it.
`;
}
