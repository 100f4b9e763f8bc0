import assert from "node:assert/strict";
import { type ChatChunk, type ChatRequest, HubError } from "@hub/protocol";
import type { Provider, ProviderCall, ProviderCompletion, ProviderStream } from "../provider.ts";
import type { TransportOptions } from "../transport.ts";
import type { ConformanceSubject } from "./conformance-subject.ts";
import { deepFreeze } from "./pieces.ts";
import { type ScriptedVendor, startScriptedVendor } from "./scripted-vendor.ts";

/** The `it` of a test runner: vitest's, jest's, or `node:test`'s. */
export type It = (name: string, test: () => Promise<void>) => unknown;

/** The key that the suite's providers have. It must never be seen anywhere but in its header. */
export const SECRET = "sk-canary-0123456789abcdef";

/** One provider before one scripted vendor, for the length of a test. */
export interface Bench {
  vendor: ScriptedVendor;
  provider: Provider;
  complete(fields?: Partial<ChatRequest>, call?: Partial<ProviderCall>): Promise<ProviderCompletion>;
  stream(fields?: Partial<ChatRequest>, call?: Partial<ProviderCall>): Promise<ProviderStream>;
}

/** Declares tests that each have a bench of their own. */
export type BenchTest = (name: string, test: (bench: Bench) => Promise<void>, transport?: TransportOptions) => void;

/** Makes {@link BenchTest} from a test runner's `it`. */
export function createBenchTest(it: It, subject: ConformanceSubject): BenchTest {
  return (name, test, transport) =>
    void it(name, async () => {
      const vendor = await startScriptedVendor();
      const provider = subject.create({ apiKey: SECRET, baseUrl: vendor.baseUrl, transport });
      const callFor = (fields: Partial<ChatRequest> = {}): ProviderCall => ({ request: requestFor(subject, fields) });
      try {
        await test({
          vendor,
          provider,
          complete: (fields, call) => provider.complete({ ...callFor(fields), ...call }),
          stream: (fields, call) => provider.stream({ ...callFor({ stream: true, ...fields }), ...call }),
        });
      } finally {
        await provider.close();
        await vendor.close();
      }
    });
}

/** A request with one short message, frozen, so that whoever changes it throws. */
export function requestFor({ model }: ConformanceSubject, fields: Partial<ChatRequest> = {}): ChatRequest {
  return deepFreeze({ model, messages: [{ role: "user", content: "Hello" }], ...fields });
}

/** All chunks of a stream. */
export async function collect({ chunks }: ProviderStream): Promise<ChatChunk[]> {
  const collected: ChatChunk[] = [];
  for await (const chunk of chunks) collected.push(chunk);
  return collected;
}

/** The chunks of a stream, and the error that it ended with. */
export async function collectUntilError({ chunks }: ProviderStream): Promise<{ chunks: ChatChunk[]; error: unknown }> {
  const collected: ChatChunk[] = [];
  try {
    for await (const chunk of chunks) collected.push(chunk);
  } catch (error) {
    return { chunks: collected, error };
  }
  return { chunks: collected, error: undefined };
}

/** The HubError that a promise is rejected with; fails when there is none. */
export async function errorOf(promise: Promise<unknown>): Promise<HubError> {
  const error = await promise.then(
    () => assert.fail("It succeeded, where an error was due."),
    (reason: unknown) => reason,
  );
  assert.ok(HubError.isInstance(error), `It failed with something that is no HubError: ${String(error)}`);
  return error;
}

/** Asserts that an error is a HubError with this code. */
export function assertCode(error: unknown, code: HubError["code"]): void {
  assert.ok(HubError.isInstance(error), `Expected a HubError, not ${String(error)}`);
  assert.equal(error.code, code, error.message);
}
