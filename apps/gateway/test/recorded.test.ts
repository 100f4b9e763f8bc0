import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postChat } from "./post-chat.ts";
import { startGateway, type TestGateway } from "./support.ts";

/** One recorded exchange with a real vendor. */
interface RecordedExchange {
  source: string;
  model: string;
  status: number;
  request: Record<string, unknown>;
  response: unknown;
}

/** The recorded exchanges of a vendor, from a data folder beside the repository; undefined where there is none. */
function readRecorded(vendor: string): RecordedExchange[] | undefined {
  const file = new URL(`../../../../shared/data/recorded/${vendor}.jsonl`, import.meta.url);
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as RecordedExchange);
}

/** Exchanges whose end did not depend on the request that the gateway is sent. */
function isComparable({ model, status, response }: RecordedExchange): boolean {
  // Another vendor's model, recorded through an aggregator; a wrong key; a model that wrote a bad call.
  return !model.startsWith("muse-spark") && status !== 401 && codeOf(response) !== "tool_use_failed";
}

function codeOf(body: unknown): unknown {
  return (body as { error?: { code?: unknown } } | undefined)?.error?.code;
}

let hub: TestGateway;
beforeAll(async () => {
  hub = await startGateway();
});
afterAll(() => hub.stop());

describe.each(["openai", "groq"] as const)("requests recorded at %s", (vendor) => {
  const recorded = readRecorded(vendor)?.filter(isComparable);
  const note = recorded ? "" : " (skipped: no recorded traffic beside the repository)";
  const replay = ({ request }: RecordedExchange) => postChat(hub, { ...request, model: `${vendor}/${request.model}` });

  it.skipIf(!recorded)(`that were accepted there are accepted here, and their streams end well${note}`, async () => {
    const accepted = (recorded ?? []).filter(({ status }) => status === 200);
    expect(accepted.length).toBeGreaterThan(50);
    for (const exchange of accepted) {
      const answer = await replay(exchange);
      const text = await answer.text();
      expect(answer.status, `${exchange.source}: ${text.slice(0, 300)}`).toBe(200);
      if (exchange.request.stream) expect(text, exchange.source).toMatch(/\n\ndata: \[DONE\]\n\n$/);
      else expect(JSON.parse(text), exchange.source).toMatchObject({ object: "chat.completion" });
    }
  });

  it.skipIf(!recorded)(`that were refused there are refused here, for the same reason${note}`, async () => {
    for (const exchange of (recorded ?? []).filter(({ status }) => status !== 200)) {
      const answer = await replay(exchange);
      const { error } = (await answer.json()) as { error?: Record<string, unknown> };
      // What a model does not support is left out and named; what the gateway's account may not use is not the caller's fault.
      if (codeOf(exchange.response) === "unsupported_parameter" && answer.status === 200) {
        const { param } = (exchange.response as { error: { param: string } }).error;
        expect(answer.headers.get("x-hub-dropped-params")?.split(","), exchange.source).toContain(param);
      } else if (exchange.status === 403) {
        expect([answer.status, error?.code], exchange.source).toEqual([502, "upstream_auth_error"]);
      } else {
        expect([answer.status, error?.type], exchange.source).toEqual([exchange.status, "invalid_request_error"]);
        expect(error?.message, exchange.source).toEqual(expect.stringMatching(/./));
      }
    }
  });
});
