import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signThinking } from "./answer/thinking-signature.ts";
import { isRecord } from "./shape/shape.ts";
import { type Sandbox, startSandbox } from "./start-sandbox.ts";
import { type ClientAnswer, pick, postChat } from "./testing/client.ts";
import { keyPaths } from "./testing/key-paths.ts";
import { readChunks, readEvents } from "./testing/read-events.ts";
import { type RecordedExchange, readRecordedTraffic } from "./testing/recorded-traffic.ts";
import type { VendorId } from "./vendor.ts";

/** Recorded requests that the sandbox answers otherwise than the recording, and why. */
const exceptions: readonly (readonly [VendorId, (exchange: RecordedExchange) => boolean, string])[] = [
  [
    "openai",
    ({ model }) => model.startsWith("muse-spark"),
    "a model of another vendor, recorded through an aggregator that speaks OpenAI's format",
  ],
  [
    "groq",
    ({ response }) => pick(response, "error", "code") === "tool_use_failed",
    "the model wrote a bad call: this depends on its mood, not on the request",
  ],
  [
    "anthropic",
    ({ source }) => source.includes("anthropic_completion_tools_call_with_tool_result_stream"),
    "a tool result for another id than the tool use, in a cassette of 2024; today's API refuses it",
  ],
  [
    "anthropic",
    ({ source }) => source.includes("image_input_messages_with_stream"),
    "JPEG data declared as PNG, in a cassette of 2024; today's API refuses it",
  ],
];

/** Recorded streams whose order is not that of the vendor's own models, and why. */
const orderExceptions: readonly (readonly [VendorId, (exchange: RecordedExchange) => boolean, string])[] = [
  ["openai", ({ source }) => source.includes("streaming_variant"), "recorded through aggregators, made to be odd"],
  ["groq", ({ model }) => model.startsWith("compound"), "agentic system that runs tools itself; not simulated"],
];

interface Replay {
  readonly exchange: RecordedExchange;
  readonly answer: ClientAnswer;
}

/** Signatures can only be verified by who made them: those of recorded histories are made anew by the sandbox. */
function signAnew(request: unknown): unknown {
  return JSON.parse(JSON.stringify(request), (_key, value: unknown) =>
    isRecord(value) && value.type === "thinking" && typeof value.thinking === "string"
      ? { ...value, signature: signThinking(value.thinking, "recorded") }
      : value,
  );
}

/** One letter an event: what a stream's order is made of. */
function openaiLetters(exchange: string, choice: number): string {
  return readEvents(exchange)
    .map(({ event, data }) => {
      if (event === "error") return "E";
      if (data === "[DONE]") return "D";
      const chunk = JSON.parse(data) as Record<string, unknown>;
      const choices = (chunk.choices ?? []) as Record<string, unknown>[];
      if (choices.length === 0) return "U";
      const own = choices.find((entry) => entry.index === choice);
      if (own === undefined) return "";
      const delta = (own.delta ?? {}) as Record<string, unknown>;
      const role = delta.role === undefined ? "" : "R";
      if (delta.tool_calls != null) return `${role}${pick(delta, "tool_calls", 0, "id") === undefined ? "A" : "T"}`;
      if (role !== "") return role;
      if (own.finish_reason !== null && own.finish_reason !== undefined) return "F";
      return isThought(delta) ? "r" : "C";
    })
    .join("");
}

/** Thoughts have a field of their own, or are a list where content is a text. */
const isThought = (delta: Record<string, unknown>) =>
  delta.reasoning !== undefined || delta.reasoning_content !== undefined || Array.isArray(delta.content);

function anthropicLetters(stream: string): string {
  return readEvents(stream)
    .map(({ data }) => {
      const event = JSON.parse(data) as Record<string, unknown>;
      switch (event.type) {
        case "message_start":
          return "<";
        case "content_block_start":
          return pick(event, "content_block", "type") === "text"
            ? "(x"
            : pick(event, "content_block", "type") === "thinking"
              ? "(t"
              : pick(event, "content_block", "type") === "tool_use"
                ? "(u"
                : "(o";
        case "content_block_delta":
          return (
            { text_delta: "x", thinking_delta: "t", signature_delta: "s", input_json_delta: "u", citations_delta: "x" }[
              String(pick(event, "delta", "type"))
            ] ?? "?"
          );
        case "content_block_stop":
          return ")";
        case "message_delta":
          return "d";
        case "message_stop":
          return ">";
        default:
          return event.type === "ping" ? "" : "?";
      }
    })
    .join("");
}

const grammars: Readonly<Partial<Record<VendorId, RegExp>>> = {
  openai: /^RC*(TA*)*FU?D$/,
  groq: /^(R[rC]*T*(FU?D|E)|E)$/,
  together: /^(R+|R(TA+)+)D$/,
  xai: /^(R+|(RT)+|RT?r*C*T*FU?)D$/,
  mistral: /^R[rC]*[FT]D$/,
  anthropic: /^<(\(xx*\)|\(tt*s\)|\(uu+\)|\(ou*\))*d>$/,
};

const letters = (id: VendorId, stream: string): readonly string[] => {
  if (id === "anthropic") return [anthropicLetters(stream)];
  const indexes = new Set(
    readChunks(stream).flatMap((chunk) =>
      ((chunk.choices ?? []) as { index?: number }[]).map((choice) => choice.index ?? 0),
    ),
  );
  return [...(indexes.size === 0 ? [0] : indexes)].map((index) => openaiLetters(stream, index));
};

/** Keys in our answers that the recordings lack, and where they are known from. */
const documentedKeys: Readonly<Partial<Record<VendorId, readonly (readonly [string, string])[]>>> = {
  together: [[".usage.cached_tokens", "recorded in whole answers; streams of the time before it existed"]],
  xai: [[".usage.cost_in_usd_ticks", "newer than the recordings: in xAI's documentation and in later public traffic"]],
};

for (const id of ["openai", "groq", "anthropic", "together", "xai", "mistral"] as const) {
  const recorded = readRecordedTraffic(id);
  const title = recorded === undefined ? `${id}: skipped, no recorded traffic beside the repository` : id;
  describe.skipIf(recorded === undefined)(`recorded traffic of ${title}`, () => {
    let sandbox: Sandbox;
    const replays: Replay[] = [];
    const excepted = (exchange: RecordedExchange) =>
      exceptions.some(([vendor, matches]) => vendor === id && matches(exchange));
    const compared = () => replays.filter(({ exchange }) => !excepted(exchange));
    const documented = new Set(documentedKeys[id]?.map(([path]) => path));
    const accepted = () => compared().filter(({ exchange }) => exchange.status < 300);

    beforeAll(async () => {
      sandbox = await startSandbox({ vendors: [id] });
      const vendor = sandbox.vendors[id];
      for (const exchange of recorded ?? []) {
        const wrong =
          id === "anthropic" ? { "x-api-key": "sk-wrong-key-12345" } : { authorization: "Bearer sk-wrong-12345" };
        const headers = exchange.status === 401 ? wrong : {};
        replays.push({
          exchange,
          answer: await postChat(id, vendor, signAnew(exchange.request), headers as Record<string, string>),
        });
      }
    });
    afterAll(() => sandbox.close());

    it("accepts every request that the vendor accepted", () => {
      const refused = accepted()
        .filter(({ answer }) => answer.status !== 200)
        .map(({ exchange, answer }) => `${exchange.source}: ${answer.text.slice(0, 300)}`);
      expect(refused).toEqual([]);
    });

    it("answers in the form that was asked for", () => {
      for (const { exchange, answer } of accepted()) {
        const stream = exchange.request.stream === true;
        expect(answer.headers.get("content-type"), exchange.source).toContain(stream ? "text/event-stream" : "json");
      }
    });

    const isRefused = ({ status }: RecordedExchange) => status >= 300;
    const noRefusals = recorded !== undefined && !recorded.some(isRefused);
    const refusalsTitle = `refuses what the vendor refused, with the same status and error${noRefusals ? " (skipped: none recorded)" : ""}`;
    it.skipIf(noRefusals)(refusalsTitle, () => {
      const refused = compared().filter(({ exchange }) => isRefused(exchange));
      expect(refused.length).toBeGreaterThan(0);
      for (const { exchange, answer } of refused) {
        expect(answer.status, exchange.source).toBe(exchange.status);
        const theirs = pick(exchange.response, "error");
        const ours = pick(answer.json, "error");
        // A 401 names the key that was sent, which is another one here.
        const { message: _theirs, ...expected } = theirs as Record<string, unknown>;
        const { message: _ours, ...got } = ours as Record<string, unknown>;
        expect(exchange.status === 401 ? got : ours, exchange.source).toEqual(
          exchange.status === 401 ? expected : theirs,
        );
      }
    });

    it("uses no key in an answer that the vendor does not use", () => {
      const known = new Set(
        replays.flatMap(({ exchange }) =>
          exchange.kind === "json" && exchange.status < 300 ? keyPaths(exchange.response) : [],
        ),
      );
      const ours = new Set(
        accepted().flatMap(({ answer }) => (answer.json === undefined ? [] : keyPaths(answer.json))),
      );
      expect(ours.size).toBeGreaterThan(10);
      expect([...ours].filter((path) => !known.has(path) && !documented.has(path))).toEqual([]);
    });

    it("uses no key in a stream event that the vendor does not use", () => {
      const paths = (text: string) => readChunks(text).flatMap((chunk) => keyPaths(chunk));
      const known = new Set(
        replays.flatMap(({ exchange }) =>
          exchange.kind === "sse" && exchange.status < 300 ? paths(String(exchange.response)) : [],
        ),
      );
      const ours = new Set(
        accepted().flatMap(({ exchange, answer }) => (exchange.request.stream === true ? paths(answer.text) : [])),
      );
      expect(ours.size).toBeGreaterThan(10);
      expect([...ours].filter((path) => !known.has(path) && !documented.has(path))).toEqual([]);
    });

    it("orders stream events as the vendor does", () => {
      const orders = (text: string) => letters(id, text);
      const grammar = grammars[id] ?? /^$/;
      const odd = (exchange: RecordedExchange) =>
        orderExceptions.some(([vendor, matches]) => vendor === id && matches(exchange));
      for (const { exchange, answer } of accepted()) {
        if (exchange.kind !== "sse" || odd(exchange)) continue;
        for (const order of orders(String(exchange.response)))
          expect(order, `recorded ${exchange.source}`).toMatch(grammar);
        for (const order of orders(answer.text)) expect(order, `ours for ${exchange.source}`).toMatch(grammar);
      }
    });

    it("counts usage consistently", () => {
      for (const { exchange, answer } of accepted()) {
        if (answer.json === undefined || id === "anthropic") continue;
        const { prompt_tokens, completion_tokens, total_tokens } = answer.json.usage as Record<string, number>;
        // Only xAI counts reasoning beside the completion.
        const beside = id === "xai" ? pick(answer.json, "usage", "completion_tokens_details", "reasoning_tokens") : 0;
        expect((prompt_tokens ?? 0) + (completion_tokens ?? 0) + Number(beside ?? 0), exchange.source).toBe(
          total_tokens,
        );
      }
    });
  });
}
