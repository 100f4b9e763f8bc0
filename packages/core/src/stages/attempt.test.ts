import { HubError } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { beginExchange } from "../exchange.ts";
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
import { attemptCompletion, attemptStream } from "./attempt.ts";
import type { Candidate } from "./plan.ts";

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
  return { providers, candidates, exchange: beginExchange(chatRequest()) };
}

const fails = (error: Error): Script => ({
  complete: () => Promise.reject(error),
  stream: () => Promise.reject(error),
});
const answers: Script = {
  complete: () => ({ completion: completion("fine"), droppedParams: ["seed"] }),
  stream: () => ({ chunks: chunksOf(opened(), said("fine"), ended()), droppedParams: ["seed"] }),
};
const options = { strictParams: false };

describe("attempts", () => {
  it("go on to the next candidate after a failure that may not repeat", async () => {
    const { candidates, providers, exchange } = plan(fails(retryable), answers);
    await attemptCompletion(request, candidates, exchange, options);
    expect(providers.map(({ calls }) => calls.map((call) => call.request.model))).toEqual([["native-0"], ["native-1"]]);
    expect(exchange).toMatchObject({ attempts: 2, candidate: { model: "native-1" }, droppedParams: ["seed"] });
  });

  it("end at a failure that would repeat", async () => {
    const { candidates, providers, exchange } = plan(fails(final), answers);
    await expect(attemptCompletion(request, candidates, exchange, options)).rejects.toBe(final);
    expect(providers[1]?.calls).toEqual([]);
  });

  it("are three at most, and end with the last failure", async () => {
    const { candidates, exchange } = plan(...Array.from({ length: 5 }, () => fails(retryable)));
    await expect(attemptCompletion(request, candidates, exchange, options)).rejects.toBe(retryable);
    expect(exchange.attempts).toBe(3);
  });

  it("without a candidate are a 503", async () => {
    const { exchange } = plan();
    await expect(attemptCompletion(request, [], exchange, options)).rejects.toMatchObject({ status: 503 });
  });

  it("leave the caller's request as it is", async () => {
    const { candidates, exchange } = plan(answers);
    const frozen = Object.freeze({ ...request });
    await attemptCompletion(frozen, candidates, exchange, options);
    expect(frozen.model).toBe("asked");
  });

  it("move a stream on when it fails before its first content, also after chunks that say nothing", async () => {
    const silent = chunk({ role: "assistant", content: "", refusal: null, annotations: [] });
    const dies: Script = { stream: () => ({ chunks: chunksOf(silent, retryable), droppedParams: ["top_p"] }) };
    const { candidates, exchange } = plan(dies, answers);
    const { leading } = await attemptStream(request, candidates, exchange, options);
    expect(leading.map(({ choices }) => choices[0]?.delta.content)).toEqual(["", "fine"]);
    expect(exchange).toMatchObject({ attempts: 2, droppedParams: ["seed"] });
  });

  it("never replay a stream that has given content", async () => {
    const dies: Script = { stream: () => ({ chunks: chunksOf(said("some"), retryable), droppedParams: [] }) };
    const { candidates, providers, exchange } = plan(dies, answers);
    const { chunks } = await attemptStream(request, candidates, exchange, options);
    await expect(chunks.next()).rejects.toBe(retryable);
    expect(providers[1]?.calls).toEqual([]);
  });
});
