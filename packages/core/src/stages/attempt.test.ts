import { type ChatRequest, HubError } from "@hub/protocol";
import { createRouter } from "@hub/router";
import { describe, expect, it } from "vitest";
import { beginExchange } from "../exchange.ts";
import { classifyFailure } from "../routing/classify-failure.ts";
import {
  chatRequest,
  chunk,
  chunksOf,
  completion,
  ended,
  opened,
  type Script,
  said,
  scriptedProvider,
} from "../test-support.ts";
import { attemptCompletion, attemptStream, type Errand } from "./attempt.ts";
import { type Candidate, routeTo } from "./plan.ts";
import { unlimited } from "./reserve.ts";

const request = { model: "asked", messages: [{ role: "user" as const, content: "hi" }] };
const retryable = new HubError("upstream_error", "down");
const final = new HubError("invalid_request", "bad");

function plan(...scripts: Script[]) {
  const providers = scripts.map((script, index) => scriptedProvider(`vendor${index}`, script));
  const candidates: Candidate[] = providers.map((provider, index) => ({
    provider,
    model: `native-${index}`,
    reason: "test",
    mode: "managed",
  }));
  const exchange = beginExchange(chatRequest());
  const errandFor = (sent: ChatRequest = request): Errand => ({
    request: sent,
    route: routeTo(candidates),
    spending: unlimited(sent, exchange),
    exchange,
  });
  return { providers, candidates, exchange, errand: errandFor(), errandFor };
}

const fails = (error: Error): Script => ({
  complete: () => Promise.reject(error),
  stream: () => Promise.reject(error),
});
const answers: Script = {
  complete: () => ({ completion: completion("fine"), droppedParams: ["seed"] }),
  stream: () => ({ chunks: chunksOf(opened(), said("fine"), ended()), droppedParams: ["seed"] }),
};
const options = () => ({
  router: createRouter({ classify: classifyFailure }),
  maxAttempts: 3,
  deadlineMs: 60_000,
  strictParams: false,
});

describe("attempts", () => {
  it("go on to the next candidate after a failure that may not repeat", async () => {
    const { errand, providers, exchange } = plan(fails(retryable), answers);
    await attemptCompletion(errand, options());
    expect(providers.map(({ calls }) => calls.map((call) => call.request.model))).toEqual([["native-0"], ["native-1"]]);
    expect(exchange).toMatchObject({ attempts: 2, candidate: { model: "native-1" }, droppedParams: ["seed"] });
  });

  it("end at a failure that would repeat", async () => {
    const { errand, providers } = plan(fails(final), answers);
    await expect(attemptCompletion(errand, options())).rejects.toBe(final);
    expect(providers[1]?.calls).toEqual([]);
  });

  it("are three at most, and end with the last failure", async () => {
    const { errand, exchange } = plan(...Array.from({ length: 5 }, () => fails(retryable)));
    await expect(attemptCompletion(errand, options())).rejects.toBe(retryable);
    expect(exchange.attempts).toBe(3);
  });

  it("without a candidate are a 503", async () => {
    const { errand } = plan();
    await expect(attemptCompletion(errand, options())).rejects.toMatchObject({ status: 503 });
  });

  it("leave the caller's request as it is", async () => {
    const { errandFor } = plan(answers);
    const frozen = Object.freeze({ ...request });
    await attemptCompletion(errandFor(frozen), options());
    expect(frozen.model).toBe("asked");
  });

  it("that all meet a limit say when the first of all vendors is back, of those that were not asked, too", async () => {
    const limited = new HubError("rate_limit_exceeded", "slow down", { retryAfterMs: 9_000 });
    const { errand, candidates } = plan(fails(limited), fails(limited), answers);
    const [first, second, third] = errand.route.steps;
    if (!first || !second || !third) throw new Error("The route is too short.");
    errand.route = {
      steps: [first, second],
      filtered: [{ candidate: third.candidate, reason: "cooling down", retryAfterMs: 2_000 }],
      retryAfterMs: undefined,
    };
    expect(candidates).toHaveLength(3);
    const failure = { status: 429, message: "slow down", retryAfterMs: 2_000 };
    await expect(attemptCompletion(errand, options())).rejects.toMatchObject(failure);
  });

  it("move a stream on when it fails before its first content, also after chunks that say nothing", async () => {
    const silent = chunk({ role: "assistant", content: "", refusal: null, annotations: [] });
    const dies: Script = { stream: () => ({ chunks: chunksOf(silent, retryable), droppedParams: ["top_p"] }) };
    const { errand, exchange } = plan(dies, answers);
    const { leading } = await attemptStream(errand, options());
    expect(leading.map(({ choices }) => choices[0]?.delta.content)).toEqual(["", "fine"]);
    expect(exchange).toMatchObject({ attempts: 2, droppedParams: ["seed"] });
  });

  it("never replay a stream that has given content", async () => {
    const dies: Script = { stream: () => ({ chunks: chunksOf(said("some"), retryable), droppedParams: [] }) };
    const { errand, providers } = plan(dies, answers);
    const { chunks } = await attemptStream(errand, options());
    await expect(chunks.next()).rejects.toBe(retryable);
    expect(providers[1]?.calls).toEqual([]);
  });
});
