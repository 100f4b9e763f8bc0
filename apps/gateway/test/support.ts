import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Sandbox, SandboxRequest, SandboxVendor } from "@hub/sandbox";
import OpenAI, { type ClientOptions } from "openai";
import { vi } from "vitest";
import type { z } from "zod";
import { Config } from "../src/config.ts";
import { createGateway, type Gateway } from "../src/gateway.ts";
import { VENDOR_IDS, type VendorId } from "../src/vendors.ts";

/** A running gateway with simulated vendors behind it. */
export interface TestGateway {
  /** `http://127.0.0.1:<port>`, without a path. */
  url: string;
  /** A hub key that it accepts. */
  key: string;
  dataDir: string;
  sandbox: Sandbox;
  gateway: Gateway;
  /** OpenAI's own client, pointed at the gateway. It does not retry unless told to. */
  client(options?: ClientOptions): OpenAI;
  /** Forgets the requests and faults of all vendors. */
  clear(): void;
  /** Drains and closes the gateway, and removes its data. */
  stop(): Promise<void>;
}

/** Starts a gateway on a free port of this machine, with the sandbox in the vendors' place. */
export async function startGateway(settings: z.input<typeof Config> = {}): Promise<TestGateway> {
  const dataDir = await mkdtemp(join(tmpdir(), "hub-gateway-"));
  const config = Config.parse({
    port: 0,
    sandbox: "on",
    logLevel: "silent",
    dlp: "off",
    drainTimeoutMs: 5_000,
    initialCreditUsd: "unlimited",
    dataDir,
    ...settings,
  });
  const gateway = await createGateway(config, {});
  const { sandbox } = gateway.wiring;
  if (!sandbox) throw new Error("The gateway runs without a sandbox.");
  const url = await gateway.listen();
  const key = await gateway.keys.create();
  return {
    url,
    key,
    dataDir: config.dataDir,
    sandbox,
    gateway,
    client: (options) => new OpenAI({ apiKey: key, baseURL: `${url}/v1`, maxRetries: 0, ...options }),
    clear() {
      for (const id of VENDOR_IDS) sandbox.vendors[id].clear();
    },
    async stop() {
      await gateway.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A model of each vendor that takes temperature, tools and structured output. */
export const MODELS: Readonly<Record<VendorId, string>> = {
  openai: "openai/gpt-4.1-mini",
  anthropic: "anthropic/claude-sonnet-4-6",
  groq: "groq/llama-3.3-70b-versatile",
  together: "together/meta-llama/Llama-3.3-70B-Instruct-Turbo",
  google: "google/gemini-2.5-flash-lite",
  vertex: "vertex/gemini-2.5-flash-lite",
  xai: "xai/grok-4.20-0309-non-reasoning",
  mistral: "mistral/mistral-large-latest",
  bedrock: "bedrock/global.anthropic.claude-sonnet-4-5-20250929-v1:0",
  deepinfra: "deepinfra/meta-llama/Llama-3.3-70B-Instruct-Turbo",
};

/** For `describe.each`: every vendor with its model. */
export const VENDORS: readonly (readonly [VendorId, string])[] = VENDOR_IDS.map((id) => [id, MODELS[id]]);

/** A conversation of one message from the user. */
export function says(content: string): { role: "user"; content: string }[] {
  return [{ role: "user", content }];
}

/** What must never leave the gateway but to the vendor itself. */
export function secretsOf({ apiKey, accessKey, serviceAccount }: SandboxVendor): string[] {
  const secrets = [apiKey, accessKey?.secretAccessKey, serviceAccount?.private_key];
  return secrets.filter((secret): secret is string => Boolean(secret));
}

/** The requests that a vendor received, but for those of access tokens. */
export function chatRequests({ requests }: SandboxVendor): SandboxRequest[] {
  return requests.filter(({ path }) => path !== "/token");
}

/** The latest request that a vendor received. */
export function lastRequest(vendor: SandboxVendor): SandboxRequest {
  const request = vendor.requests.at(-1);
  if (!request) throw new Error("The vendor has received no request.");
  return request;
}

/** The body of the latest request that a vendor received. */
export function lastBody(vendor: SandboxVendor): Record<string, unknown> {
  return lastRequest(vendor).body as Record<string, unknown>;
}

/** Reads a stream to its end. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

/** The text that chunks of a stream spell, in the first choice. */
export function spell(chunks: readonly OpenAI.ChatCompletionChunk[]): string {
  return chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("");
}

/** Waits until an assertion holds. The bound is generous: it is only reached by a test that fails. */
export function eventually(assertion: () => void): Promise<void> {
  return vi.waitFor(assertion, { timeout: 8_000, interval: 5 });
}

/** What a promise rejects with; fails when it resolves. */
export async function rejection(promise: PromiseLike<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ("error" in outcome) return outcome.error;
  throw new Error(`Expected a rejection, got ${JSON.stringify(outcome.value)}`);
}

/** Keeps the directive of a fault in the text, through any client. */
export function withFaults(faults: object, text = "Hello"): string {
  return `${text} [[sandbox ${JSON.stringify(faults)}]]`;
}
