import { HubError } from "@hub/protocol";
import type { ConnectionOptions, Provider, ProviderOptions } from "@hub/provider";
import { createAnthropic } from "@hub/provider-anthropic";
import { createBedrock } from "@hub/provider-bedrock";
import { createDeepInfra } from "@hub/provider-deepinfra";
import { createGoogle, createVertex, readKeyFile } from "@hub/provider-google";
import { createGroq } from "@hub/provider-groq";
import { createMistral } from "@hub/provider-mistral";
import { createOpenAI } from "@hub/provider-openai";
import { createTogether } from "@hub/provider-together";
import { createXAI } from "@hub/provider-xai";
import { type Sandbox, type SandboxVendor, startSandbox } from "@hub/sandbox";
import { type Config, ConfigError, type Environment, KEY } from "./config.ts";
import { VENDOR_IDS, VENDOR_VARIABLES, type VendorId, type VendorSettings } from "./vendors.ts";

/** How a vendor is connected. */
interface Vendor<Id extends VendorId> {
  /** The provider; `undefined` when the settings hold no credential. */
  connect(
    settings: VendorSettings<Id>,
    connection: ConnectionOptions,
  ): Provider | undefined | Promise<Provider | undefined>;
  /** The provider for callers who bring their own credential, where the gateway has none. */
  connectWithout?(connection: ConnectionOptions): Provider;
  /** The provider of the simulated vendor. */
  simulate(vendor: SandboxVendor, connection: ConnectionOptions): Provider;
  /** A model to try the vendor with. */
  exampleModel: string;
}

/** The one list of all vendors. */
const VENDORS: { readonly [Id in VendorId]: Vendor<Id> } = {
  openai: withKey(createOpenAI, "gpt-4.1-mini"),
  anthropic: withKey(createAnthropic, "claude-sonnet-4-6"),
  groq: withKey(createGroq, "groq/llama-3.3-70b-versatile"),
  together: withKey(createTogether, "together/meta-llama/Llama-3.3-70B-Instruct-Turbo"),
  google: withKey(createGoogle, "google/gemini-3-flash-preview"),
  vertex: {
    connect: async ({ keyFile, project, location }, connection) =>
      keyFile ? createVertex({ credential: await readKeyFile(keyFile), project, location, ...connection }) : undefined,
    simulate: ({ serviceAccount, location }, connection) =>
      createVertex({
        credential: { serviceAccount: defined(serviceAccount) },
        project: serviceAccount?.project_id,
        location,
        ...connection,
      }),
    exampleModel: "vertex/gemini-3-flash-preview",
  },
  xai: withKey(createXAI, "xai/grok-4.3"),
  mistral: withKey(createMistral, "mistral/mistral-large-latest"),
  bedrock: {
    connect({ apiKey, accessKeyId, secretAccessKey, sessionToken, region }, connection) {
      if (apiKey) return createBedrock({ apiKey, region, ...connection });
      if (!accessKeyId && !secretAccessKey) return undefined;
      if (!accessKeyId || !secretAccessKey) {
        const missing = accessKeyId ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID";
        throw new ConfigError(`Half of an AWS access key is set: ${missing} is missing.`);
      }
      return createBedrock({ credential: { accessKeyId, secretAccessKey, sessionToken }, region, ...connection });
    },
    simulate({ accessKey }, connection) {
      const { region, ...credential } = defined(accessKey);
      return createBedrock({ credential, region, ...connection });
    },
    exampleModel: "bedrock/global.anthropic.claude-sonnet-4-5-20250929-v1:0",
  },
  deepinfra: withKey(createDeepInfra, "deepinfra/meta-llama/Llama-3.3-70B-Instruct-Turbo"),
};

/** The environment variables that bring a vendor along, as people choose among them. */
export const CREDENTIAL_VARIABLES: readonly string[] = Object.values<Record<string, string>>(VENDOR_VARIABLES).map(
  (variables) => Object.values(variables)[0] as string,
);

/** The vendors to serve, real or simulated. */
export interface Wiring {
  providers: readonly Provider[];
  /** A model that works with them. */
  exampleModel: string;
  /** The simulated vendors, where they take the place of the real ones. */
  sandbox: Sandbox | undefined;
  /** Those of the providers that have no credential of the gateway's. */
  byokOnly: ReadonlySet<string>;
  /** Why vendors that seemed to be meant were left out. */
  warnings: readonly string[];
}

/**
 * Connects the vendors that have a credential; or all of them to the sandbox.
 *
 * @throws ConfigError when there is no vendor to serve
 */
export async function wireProviders(config: Config, environment: Environment): Promise<Wiring> {
  const { providers: real, warnings } =
    config.sandbox === "on" ? { providers: [], warnings: [] } : await connectAll(config, environment);
  if (config.sandbox === "on" || (config.sandbox === "auto" && real.length === 0)) {
    const sandbox = await startSandbox({ vendors: VENDOR_IDS });
    const providers = VENDOR_IDS.map((id) => {
      const vendor = sandbox.vendors[id];
      return VENDORS[id].simulate(vendor, { ...connectionOf(id, config, environment), baseUrl: vendor.baseUrl });
    });
    const exampleModel = VENDORS[VENDOR_IDS[0] as VendorId].exampleModel;
    return { providers, exampleModel, sandbox, byokOnly: new Set(), warnings };
  }
  const others = config.adminKey ? connectWithout(real, config, environment) : [];
  const providers = [...real, ...others];
  const [first] = providers;
  if (!first) {
    const remedy = `Set one of ${CREDENTIAL_VARIABLES.join(", ")}, or HUB_SANDBOX=on.`;
    throw new ConfigError(["No vendor has a key and the sandbox is off.", ...warnings, remedy].join(" "));
  }
  const { exampleModel } = VENDORS[first.id as VendorId];
  return { providers, exampleModel, sandbox: undefined, byokOnly: new Set(others.map(({ id }) => id)), warnings };
}

/** Where there are admins, projects can have credentials of vendors that the gateway itself has none for. */
function connectWithout(connected: readonly Provider[], config: Config, environment: Environment): Provider[] {
  const missing = VENDOR_IDS.filter((id) => connected.every((provider) => provider.id !== id));
  return missing.flatMap((id) => VENDORS[id].connectWithout?.(connectionOf(id, config, environment)) ?? []);
}

function withKey(create: (options: ProviderOptions) => Provider, exampleModel: string): Vendor<"openai"> {
  return {
    connect: ({ apiKey }, connection) => (apiKey ? create({ apiKey, ...connection }) : undefined),
    connectWithout: (connection) => create(connection),
    simulate: ({ apiKey }, connection) => create({ apiKey, ...connection }),
    exampleModel,
  };
}

/** Such variables are often there for other programs: one that is of no use to a vendor leaves that vendor out. */
async function connectAll(config: Config, environment: Environment) {
  const providers: Provider[] = [];
  const warnings: string[] = [];
  for (const id of VENDOR_IDS) {
    // A value that nobody could use stops the start.
    const settings = settingsOf(id, config, environment);
    const connection = connectionOf(id, config, environment);
    try {
      const provider = await connect(id, settings, connection);
      if (provider) providers.push(provider);
    } catch (error) {
      if (!(error instanceof ConfigError || HubError.isInstance(error))) throw error;
      warnings.push(`${id} is left out: ${error.message}`);
    }
  }
  return { providers, warnings };
}

function connect<Id extends VendorId>(id: Id, settings: VendorSettings<Id>, connection: ConnectionOptions) {
  return VENDORS[id].connect(settings, connection);
}

/** What the file says, and the environment in its place where it says something. */
function settingsOf<Id extends VendorId>(id: Id, config: Config, environment: Environment): VendorSettings<Id> {
  const file: Record<string, unknown> = config.vendors[id] ?? {};
  const settings = Object.entries<string>(VENDOR_VARIABLES[id]).map(([name, variable]) => {
    const value = environment[variable]?.trim();
    if (value && name !== "keyFile" && !KEY.test(value)) {
      throw new ConfigError(`${variable} cannot be used: it holds more than visible ASCII without spaces.`);
    }
    return [name, value || file[name]];
  });
  return Object.fromEntries(settings);
}

function connectionOf(id: VendorId, config: Config, environment: Environment): ConnectionOptions {
  const { baseUrl, transport } = config.vendors[id] ?? {};
  const variable = `HUB_${id.toUpperCase()}_BASE_URL`;
  const replaced = environment[variable] || baseUrl;
  if (replaced !== undefined) assertBaseUrl(replaced, variable);
  return { baseUrl: replaced, transport, images: config.images };
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

function defined<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("The sandbox has no credential for a vendor that needs one.");
  return value;
}
