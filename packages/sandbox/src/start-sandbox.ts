import type { SandboxFaults } from "./faults.ts";
import { type RunningVendor, type SandboxVendor, startVendor } from "./server/start-vendor.ts";
import type { AccessKey, VendorDefinition, VendorId } from "./vendor.ts";
import { anthropic } from "./vendors/anthropic/anthropic.ts";
import { bedrock } from "./vendors/bedrock/bedrock.ts";
import { deepinfra } from "./vendors/deepinfra/deepinfra.ts";
import { google } from "./vendors/google/google.ts";
import { groq } from "./vendors/groq/groq.ts";
import { mistral } from "./vendors/mistral/mistral.ts";
import { openai } from "./vendors/openai/openai.ts";
import { together } from "./vendors/together/together.ts";
import { vertex } from "./vendors/vertex/vertex.ts";
import { xai } from "./vendors/xai/xai.ts";

const definitions: Readonly<Record<VendorId, VendorDefinition>> = {
  openai,
  groq,
  anthropic,
  together,
  xai,
  mistral,
  deepinfra,
  google,
  vertex,
  bedrock,
};

/** The ids of all simulated vendors. */
export const sandboxVendorIds: readonly VendorId[] = Object.keys(definitions) as VendorId[];

/** Options of {@link startSandbox}; every field has a default. */
export interface SandboxOptions {
  /** Which vendors to start (default: all). */
  vendors?: readonly VendorId[];
  /** Address to listen on (default: 127.0.0.1). */
  host?: string;
  /** Ports by vendor (default: any free one). */
  ports?: Partial<Record<VendorId, number>>;
  /** Accepted keys by vendor (default: a fixed, obviously fake one in the vendor's format). */
  apiKeys?: Partial<Record<VendorId, string>>;
  /** Changes to Bedrock's access key, such as a session token (default: a fixed, obviously fake key without one). */
  accessKey?: Partial<AccessKey>;
  /** Faults by vendor (default: none). */
  faults?: Partial<Record<VendorId, SandboxFaults>>;
  /** Milliseconds after which an idle connection is closed (default: Node's own). */
  keepAliveTimeoutMs?: number;
}

/** A running sandbox. */
export interface Sandbox {
  /** The vendors by id; using one that was not started throws. */
  readonly vendors: Readonly<Record<VendorId, SandboxVendor>>;
  /** Stops all vendors and destroys their open sockets. */
  close(): Promise<void>;
}

/** Starts simulated vendors on loopback, a server each. Rejects where a port cannot be taken; then none stays open. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const ids = options.vendors ?? sandboxVendorIds;
  const running = new Map<VendorId, RunningVendor>();
  const closeAll = async () => {
    await Promise.all([...running.values()].map((vendor) => vendor.close()));
  };
  try {
    for (const id of new Set(ids)) {
      const definition = definitions[id];
      if (definition === undefined) {
        throw new TypeError(`Unknown sandbox vendor "${id}". Known: ${sandboxVendorIds.join(", ")}.`);
      }
      running.set(
        id,
        await startVendor(definition, {
          host: options.host ?? "127.0.0.1",
          port: options.ports?.[id] ?? 0,
          apiKey: options.apiKeys?.[id] ?? definition.apiKey,
          accessKey: options.accessKey ?? {},
          faults: options.faults?.[id] ?? {},
          keepAliveTimeoutMs: options.keepAliveTimeoutMs,
        }),
      );
    }
  } catch (error) {
    await closeAll();
    throw error;
  }
  const vendors = {} as Record<VendorId, SandboxVendor>;
  for (const id of sandboxVendorIds) {
    Object.defineProperty(vendors, id, {
      enumerable: running.has(id),
      get() {
        const started = running.get(id);
        if (started === undefined) throw new Error(`The sandbox was started without "${id}"; name it in \`vendors\`.`);
        return started.vendor;
      },
    });
  }
  return { vendors, close: closeAll };
}
