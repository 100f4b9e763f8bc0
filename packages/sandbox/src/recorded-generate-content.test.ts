import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signThinking } from "./answer/thinking-signature.ts";
import { isRecord } from "./shape/shape.ts";
import { type Sandbox, startSandbox } from "./start-sandbox.ts";
import { pick } from "./testing/client.ts";
import { keyPaths } from "./testing/key-paths.ts";
import { type NativeAnswer, postNative } from "./testing/native-client.ts";
import { readChunks } from "./testing/read-events.ts";
import { type RecordedExchange, readRecordedTraffic } from "./testing/recorded-traffic.ts";
import { fetchToken } from "./testing/vertex-token.ts";

/** Recorded requests that the sandbox answers otherwise than the recording, and why. */
const exceptions: readonly (readonly [(exchange: RecordedExchange) => boolean, string])[] = [
  [
    ({ response }) => String(pick(response, "error", "message")).includes("Cannot fetch content"),
    "refused after fetching a URL; the sandbox fetches none",
  ],
];

interface Replay {
  readonly exchange: RecordedExchange;
  readonly answer: NativeAnswer;
}

/** Signatures can only be verified by who made them: those of recorded histories are made anew by the sandbox. */
function signAnew(request: unknown): unknown {
  return JSON.parse(JSON.stringify(request), (_key, value: unknown) => {
    const key = ["thoughtSignature", "thought_signature"].find((name) => isRecord(value) && name in value);
    if (!isRecord(value) || key === undefined) return value;
    const call = value.functionCall ?? value.function_call;
    const text = isRecord(call) ? `call ${String(call.name)}` : "text";
    return { ...value, [key]: signThinking(text, "recorded") };
  });
}

const isStreamed = ({ path }: RecordedExchange) => path.includes(":streamGenerateContent");

for (const [id, name] of [
  ["google", "gemini"],
  ["vertex", "vertex"],
] as const) {
  const recorded = readRecordedTraffic(name);
  const title = recorded === undefined ? `${id}: skipped, no recorded traffic beside the repository` : id;
  describe.skipIf(recorded === undefined)(`recorded traffic of ${title}`, () => {
    let sandbox: Sandbox;
    const replays: Replay[] = [];
    const compared = () => replays.filter(({ exchange }) => !exceptions.some(([matches]) => matches(exchange)));
    const accepted = () => compared().filter(({ exchange }) => exchange.status < 300);

    beforeAll(async () => {
      sandbox = await startSandbox({ vendors: [id] });
      const vendor = sandbox.vendors[id];
      const token = id === "vertex" ? await fetchToken(vendor) : "";
      for (const exchange of recorded ?? []) {
        const wrongKey = pick(exchange.response, "error", "details", 0, "reason") === "API_KEY_INVALID";
        const answer = await postNative(id, vendor, signAnew(exchange.request), {
          model: /models\/([^:]+):/.exec(exchange.path)?.[1] ?? "",
          isStream: isStreamed(exchange),
          sse: exchange.kind === "sse",
          token,
          ...(wrongKey ? { headers: { "x-goog-api-key": "wrong" } } : {}),
        });
        replays.push({ exchange, answer });
      }
    });
    afterAll(() => sandbox.close());

    it("accepts every request that the vendor accepted", () => {
      const refused = accepted()
        .filter(({ answer }) => answer.status !== 200)
        .map(({ exchange, answer }) => `${exchange.source}: ${answer.text.slice(0, 300)}`);
      expect(refused).toEqual([]);
      expect(accepted().length).toBeGreaterThan(100);
    });

    it("refuses what the vendor refused, with the same status and error", () => {
      const refused = compared().filter(({ exchange }) => exchange.status >= 300);
      expect(refused.length).toBeGreaterThan(1);
      for (const { exchange, answer } of refused) {
        expect(answer.status, exchange.source).toBe(exchange.status);
        const { code, message, status, details } = pick(exchange.response, "error") as Record<string, unknown>;
        // The simulated project has another name than the recorded one.
        const text = String(message).replace("projects/fake-project", "projects/sandbox-project");
        expect(pick(answer.json, "error"), exchange.source).toEqual({
          code,
          message: text,
          status,
          ...(Array.isArray(details) && details.length > 0 ? { details } : {}),
        });
      }
    });

    it("uses no key in an answer that the vendor does not use", () => {
      const known = new Set(
        replays.flatMap(({ exchange }) =>
          exchange.kind === "json" && exchange.status < 300 ? keyPaths(exchange.response) : [],
        ),
      );
      const ours = new Set(
        accepted().flatMap(({ exchange, answer }) => (exchange.kind === "json" ? keyPaths(answer.json) : [])),
      );
      expect(ours.size).toBeGreaterThan(10);
      expect([...ours].filter((path) => !known.has(path))).toEqual([]);
    });

    it("uses no key in a stream event that the vendor does not use", () => {
      const known = new Set(
        replays.flatMap(({ exchange }) =>
          exchange.status >= 300
            ? []
            : exchange.kind === "sse"
              ? readChunks(String(exchange.response)).flatMap((chunk) => keyPaths(chunk))
              : keyPaths(exchange.response),
        ),
      );
      const streams = accepted().filter(({ exchange }) => exchange.kind === "sse");
      const ours = new Set(
        streams.flatMap(({ answer }) => readChunks(answer.text).flatMap((chunk) => keyPaths(chunk))),
      );
      expect(ours.size).toBeGreaterThan(10);
      expect([...ours].filter((path) => !known.has(path))).toEqual([]);
    });

    it("ends each candidate once, and counts usage consistently", () => {
      for (const { exchange, answer } of accepted()) {
        const chunks = exchange.kind === "sse" ? readChunks(answer.text) : [answer.json].flat();
        const ends = chunks.filter((chunk) => pick(chunk, "candidates", 0, "finishReason") !== undefined);
        expect(ends.length, exchange.source).toBe(1);
        const usage = pick(chunks.at(-1), "usageMetadata") as Record<string, number>;
        const { promptTokenCount = 0, candidatesTokenCount = 0, thoughtsTokenCount = 0, totalTokenCount } = usage;
        expect(promptTokenCount + candidatesTokenCount + thoughtsTokenCount, exchange.source).toBe(totalTokenCount);
      }
    });
  });
}
