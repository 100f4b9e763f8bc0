import type { Provider, ProviderOptions } from "@hub/provider";
import { createAnthropic } from "@hub/provider-anthropic";
import { createGroq } from "@hub/provider-groq";
import { createOpenAI } from "@hub/provider-openai";
import { type Sandbox, startSandbox } from "@hub/sandbox";
import { type Config, ConfigError, type Environment, KEY } from "./config.ts";
import { VENDOR_IDS, type VendorId } from "./vendors.ts";

interface Vendor {
  create: (options: ProviderOptions) => Provider;
  /** The environment variable that customarily holds the key. */
  keyVariable: string;
  /** A model to try the vendor with. */
  exampleModel: string;
}

/** The one list of all vendors. */
const VENDORS: Readonly<Record<VendorId, Vendor>> = {
  openai: { create: createOpenAI, keyVariable: "OPENAI_API_KEY", exampleModel: "gpt-4.1-mini" },
  anthropic: { create: createAnthropic, keyVariable: "ANTHROPIC_API_KEY", exampleModel: "claude-sonnet-4-6" },
  groq: { create: createGroq, keyVariable: "GROQ_API_KEY", exampleModel: "groq/llama-3.3-70b-versatile" },
};

/** The environment variables that hold vendors' keys. */
export const KEY_VARIABLES: readonly string[] = Object.values(VENDORS).map(({ keyVariable }) => keyVariable);

/** The vendors to serve, real or simulated. */
export interface Wiring {
  providers: readonly Provider[];
  /** A model that works with them. */
  exampleModel: string;
  /** The simulated vendors, where they take the place of the real ones. */
  sandbox: Sandbox | undefined;
}

/**
 * Connects the vendors that have a key; or all of them to the sandbox.
 *
 * @throws ConfigError when there is no vendor to serve
 */
export async function wireProviders(config: Config, environment: Environment): Promise<Wiring> {
  const settings = new Map(VENDOR_IDS.map((id) => [id, settingsOf(id, config, environment)]));
  const withKey = VENDOR_IDS.filter((id) => settings.get(id)?.apiKey);
  if (config.sandbox === "on" || (config.sandbox === "auto" && withKey.length === 0)) {
    const sandbox = await startSandbox({ vendors: VENDOR_IDS });
    return { ...wire(VENDOR_IDS, (id) => ({ ...settings.get(id), ...simulated(sandbox, id) })), sandbox };
  }
  if (withKey.length === 0) {
    throw new ConfigError(
      `No vendor has a key and the sandbox is off. Set one of ${KEY_VARIABLES.join(", ")}, or HUB_SANDBOX=on.`,
    );
  }
  return { ...wire(withKey, (id) => settings.get(id) ?? {}), sandbox: undefined };
}

function wire(ids: readonly VendorId[], optionsOf: (id: VendorId) => ProviderOptions): Omit<Wiring, "sandbox"> {
  return {
    providers: ids.map((id) => VENDORS[id].create(optionsOf(id))),
    exampleModel: VENDORS[ids[0] as VendorId].exampleModel,
  };
}

function settingsOf(id: VendorId, config: Config, environment: Environment): ProviderOptions {
  const file = config.vendors[id];
  const baseUrl = environment[`HUB_${id.toUpperCase()}_BASE_URL`] || file?.baseUrl;
  if (baseUrl !== undefined) assertBaseUrl(baseUrl, `HUB_${id.toUpperCase()}_BASE_URL`);
  const { keyVariable } = VENDORS[id];
  const apiKey = environment[keyVariable]?.trim() || file?.apiKey;
  if (apiKey !== undefined && !KEY.test(apiKey)) {
    throw new ConfigError(`${keyVariable} is not a key: it holds more than visible ASCII without spaces.`);
  }
  return { apiKey, baseUrl, transport: file?.transport };
}

function assertBaseUrl(baseUrl: string, variable: string): void {
  const url = URL.parse(baseUrl);
  // `localhost:8080` parses as a URL as well: of the scheme `localhost:`.
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new ConfigError(`${variable} is not a URL that begins with http:// or https://.`);
  }
  if (url.search || url.hash || url.username || url.password) {
    throw new ConfigError(`${variable} has a query, a fragment or a user name, which are not sent. Leave them out.`);
  }
}

function simulated(sandbox: Sandbox, id: VendorId): Pick<ProviderOptions, "apiKey" | "baseUrl"> {
  const { apiKey, baseUrl } = sandbox.vendors[id];
  return { apiKey, baseUrl };
}
