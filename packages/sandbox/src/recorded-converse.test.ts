import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signThinking } from "./answer/thinking-signature.ts";
import { isRecord } from "./shape/shape.ts";
import { type Sandbox, startSandbox } from "./start-sandbox.ts";
import { pick } from "./testing/client.ts";
import { keyPaths } from "./testing/key-paths.ts";
import { type NativeAnswer, postNative } from "./testing/native-client.ts";
import { readFrames } from "./testing/read-frames.ts";
import { type RecordedExchange, readRecordedTraffic } from "./testing/recorded-traffic.ts";
import { encodeFrame } from "./vendors/bedrock/event-stream.ts";

/** Recorded requests that the sandbox answers otherwise than the recording, and why. */
const exceptions: readonly (readonly [(exchange: RecordedExchange) => boolean, string])[] = [
  [
    ({ source }) => source.includes("test_bedrock_cache_write_and_read.yaml"),
    "a text block of white space, accepted when it was recorded; refused since (NousResearch/hermes-agent#61318, 2026-07)",
  ],
  [
    ({ source }) => source.includes("bedrock_converse_score.yaml"),
    "a schema for Claude 3, which has no structured output; the answer with its round numbers looks written by hand",
  ],
  [({ status }) => status === 403, "credentials that had expired: an answer to the signature, not to the body"],
];

/** Keys of answers that no recording shows, and where they come from. */
const documented: Readonly<Record<string, string>> = {
  "metadata.usage.cacheDetails": "recorded in whole answers; the service model has it in streams too",
  "metadata.usage.cacheDetails[].ttl": "as above",
  "metadata.usage.cacheDetails[].inputTokens": "as above",
};

interface Replay {
  readonly exchange: RecordedExchange;
  readonly answer: NativeAnswer;
}

/** Signatures can only be verified by who made them: those of recorded histories are made anew by the sandbox. */
function signAnew(request: unknown): unknown {
  return JSON.parse(JSON.stringify(request), (key, value: unknown) => {
    if (key === "reasoningText" && isRecord(value) && "signature" in value) {
      return { ...value, signature: signThinking(String(value.text), "recorded") };
    }
    return key === "redactedContent" ? Buffer.from(signThinking("redacted", "recorded")).toString("base64") : value;
  });
}

const recorded = readRecordedTraffic("bedrock");
const title = recorded === undefined ? "bedrock: skipped, no recorded traffic beside the repository" : "bedrock";

describe.skipIf(recorded === undefined)(`recorded traffic of ${title}`, () => {
  let sandbox: Sandbox;
  const replays: Replay[] = [];
  const compared = () => replays.filter(({ exchange }) => !exceptions.some(([matches]) => matches(exchange)));
  const accepted = () => compared().filter(({ exchange }) => exchange.status < 300);
  const framesOf = (exchange: RecordedExchange) => readFrames(Buffer.from(exchange.responseBase64 ?? "", "base64"));

  beforeAll(async () => {
    sandbox = await startSandbox({ vendors: ["bedrock"] });
    for (const exchange of recorded ?? []) {
      const answer = await postNative("bedrock", sandbox.vendors.bedrock, signAnew(exchange.request), {
        model: decodeURIComponent(/^\/model\/([^/]+)\//.exec(exchange.path)?.[1] ?? ""),
        isStream: exchange.path.endsWith("/converse-stream"),
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
    expect(accepted().length).toBeGreaterThan(150);
  });

  it("refuses what the vendor refused, with the same status and message", () => {
    const refused = compared().filter(({ exchange }) => exchange.status >= 300);
    expect(refused.length).toBeGreaterThan(3);
    for (const { exchange, answer } of refused) {
      expect([answer.status, answer.json], exchange.source).toEqual([exchange.status, exchange.response]);
    }
  });

  it("uses no key in an answer that the vendor does not use", () => {
    const paths = (of: readonly unknown[]) => new Set(of.flatMap((value) => keyPaths(value)));
    const whole = accepted().filter(({ exchange }) => exchange.kind === "json");
    const known = paths(whole.map(({ exchange }) => exchange.response));
    const ours = paths(whole.map(({ answer }) => answer.json));
    expect(ours.size).toBeGreaterThan(10);
    expect([...ours].filter((path) => !known.has(path) && documented[path] === undefined)).toEqual([]);
  });

  it("uses no key in a stream event that the vendor does not use", () => {
    const paths = (bytes: Buffer) =>
      readFrames(bytes).flatMap(({ headers, json }) => keyPaths(json, headers[":event-type"]));
    const streams = accepted().filter(({ exchange }) => exchange.kind === "aws-eventstream");
    const known = new Set(
      streams.flatMap(({ exchange }) => paths(Buffer.from(exchange.responseBase64 ?? "", "base64"))),
    );
    const ours = new Set(streams.flatMap(({ answer }) => paths(answer.bytes)));
    expect(ours.size).toBeGreaterThan(10);
    expect([...ours].filter((path) => !known.has(path) && documented[path] === undefined)).toEqual([]);
  });

  it("orders stream events as the vendor does", () => {
    const order = (frames: ReturnType<typeof readFrames>) =>
      frames.map(({ headers }) => (headers[":event-type"] ?? "?").replace("contentBlock", "")).join(" ");
    const grammar = /^messageStart( (Start )?(Delta )+Stop)* messageStop metadata$/;
    for (const { exchange, answer } of accepted()) {
      if (exchange.kind !== "aws-eventstream") continue;
      expect(order(framesOf(exchange)), `recorded ${exchange.source}`).toMatch(grammar);
      expect(order(readFrames(answer.bytes)), `ours for ${exchange.source}`).toMatch(grammar);
    }
  });

  it("encodes frames byte for byte as the vendor does", () => {
    const streams = (recorded ?? []).filter(({ kind }) => kind === "aws-eventstream");
    expect(streams.length).toBeGreaterThan(20);
    for (const exchange of streams) {
      const encoded = framesOf(exchange).map(({ headers, payload }) => encodeFrame(headers, payload));
      expect(Buffer.concat(encoded).toString("base64"), exchange.source).toBe(exchange.responseBase64);
    }
  });

  it("counts usage consistently", () => {
    for (const { exchange, answer } of accepted()) {
      const usage = pick(answer.json ?? readFrames(answer.bytes).at(-1)?.json, "usage") as Record<string, number>;
      const { inputTokens = 0, outputTokens = 0, cacheReadInputTokens = 0, cacheWriteInputTokens = 0 } = usage;
      const sum = inputTokens + outputTokens + cacheReadInputTokens + cacheWriteInputTokens;
      expect(sum, exchange.source).toBe(usage.totalTokens);
    }
  });
});
