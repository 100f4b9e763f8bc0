import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Provider } from "@hub/provider";
import { tryCredential } from "../../admin/try-credential.ts";
import { type Config, ConfigError, type Environment } from "../../config.ts";
import { CREDENTIAL_VARIABLES, wireProviders } from "../../providers.ts";
import { VENDOR_VARIABLES, type VendorId } from "../../vendors.ts";
import type { ClockReading } from "./check-clock.ts";
import { type Finding, fault, ok, warning } from "./finding.ts";

/** How long a vendor may take to answer, in milliseconds. */
const TIMEOUT_MS = 15_000;

/** What was found out about vendors. */
export interface VendorFindings {
  findings: Finding[];
  /** Whether simulated vendors take the place of the real ones. */
  isSimulated: boolean;
}

/** Asks every vendor that is connected whether it takes its credential. That costs nothing. */
export async function checkVendors(
  config: Config,
  environment: Environment,
  onClock: (reading: ClockReading) => void,
): Promise<VendorFindings> {
  if (config.sandbox === "on") {
    return { findings: [ok("vendors", "The sandbox simulates them (HUB_SANDBOX=on).")], isSimulated: true };
  }
  let wiring: Awaited<ReturnType<typeof wireProviders>>;
  try {
    // Without admins nobody brings credentials along: only the gateway's own can be tried here.
    wiring = await wireProviders({ ...config, sandbox: "off", adminKey: undefined }, environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const fix = `Set one of ${CREDENTIAL_VARIABLES.join(", ")}.`;
    const isSimulated = config.sandbox === "auto" && error.message.startsWith("No vendor has a key");
    const finding = isSimulated
      ? warning("vendors", "None has a credential: the sandbox simulates them.", fix)
      : fault("vendors", error.message, fix);
    return { findings: [finding], isSimulated };
  }
  const { providers, warnings } = wiring;
  const leftOut = warnings.map((message) => warning("vendors", message, "Mend the variable, or unset it."));
  const stop = readClocks(onClock);
  try {
    return { findings: [...leftOut, ...(await Promise.all(providers.map(checkVendor)))], isSimulated: false };
  } finally {
    stop();
    await Promise.all(providers.map((provider) => provider.close()));
  }
}

async function checkVendor(provider: Provider): Promise<Finding> {
  const { id, name } = provider;
  const trial = await tryCredential(provider, AbortSignal.timeout(TIMEOUT_MS));
  switch (trial.outcome) {
    case "accepted":
      return ok(id, `${name} takes the credential.`);
    case "refused": {
      const variables = Object.values(VENDOR_VARIABLES[id as VendorId]).join(", ");
      return fault(id, trial.reason, `Set a credential that is good: ${variables}.`);
    }
    case "unknown": {
      const variable = `HUB_${id.toUpperCase()}_BASE_URL`;
      return fault(id, trial.reason, `Look whether this machine may reach it, and whether ${variable} is right.`);
    }
  }
}

/** Reads the time from vendors' answers as they pass. The HTTP client announces each on this channel. */
function readClocks(onClock: (reading: ClockReading) => void): () => void {
  const channel = "undici:request:headers";
  function onHeaders(message: unknown): void {
    const { request, response } = message as {
      request?: { origin?: unknown };
      response?: { headers?: readonly (Uint8Array | string)[] };
    };
    const headers = (response?.headers ?? []).map(String);
    const index = headers.findIndex((text, at) => at % 2 === 0 && text.toLowerCase() === "date");
    const source = URL.parse(String(request?.origin))?.host ?? "a vendor";
    if (index !== -1) onClock({ source, theirs: Date.parse(headers[index + 1] ?? ""), ours: Date.now() });
  }
  subscribe(channel, onHeaders);
  return () => void unsubscribe(channel, onHeaders);
}
