import { type ChatRequest, parseChatRequest } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { createDroppedParams } from "./dropped-params.ts";
import { boundedSampling, type SamplingRules, stopSequences } from "./sampling.ts";

const chat = (fields: object): ChatRequest =>
  parseChatRequest({ model: "m", messages: [{ role: "user", content: "?" }], ...fields });

function sample(fields: object, rules: Partial<SamplingRules> = {}) {
  const dropped = createDroppedParams();
  const sampling = boundedSampling(chat(fields), { allowed: "both", thinks: false, ...rules }, dropped);
  return { sampling, dropped: [...dropped] };
}

describe("temperature and top_p", () => {
  it.each([
    ["both", { temperature: 0.5, top_p: 0.5 }, {}, { temperature: 0.5, topP: 0.5 }, []],
    ["what the scale has", { temperature: 1.5 }, {}, { temperature: 1 }, ["temperature"]],
    ["one of them", { temperature: 0.5, top_p: 0.5 }, { allowed: "one" }, { temperature: 0.5 }, ["top_p"]],
    ["the one that is not as usual", { temperature: 1, top_p: 0.5 }, { allowed: "one" }, { topP: 0.5 }, []],
    ["neither", { temperature: 0, top_p: 0.5 }, { allowed: "none" }, {}, ["temperature", "top_p"]],
    ["neither, and nothing is lost", { temperature: 1, top_p: 1 }, { allowed: "none" }, {}, []],
    [
      "a high top_p beside thinking",
      { temperature: 0, top_p: 0.95 },
      { thinks: true },
      { topP: 0.95 },
      ["temperature"],
    ],
    ["no low top_p beside thinking", { top_p: 0.94 }, { thinks: true }, {}, ["top_p"]],
    ["nothing that was not asked for", { temperature: null }, {}, {}, []],
  ] as const)("are sent as %s", (_what, fields, rules, sampling, dropped) => {
    expect(sample(fields, rules)).toEqual({ sampling, dropped });
  });
});

describe("stop sequences", () => {
  const stop = (asked: unknown) => {
    const dropped = createDroppedParams();
    const sequences = stopSequences(chat({ stop: asked }), (sequence) => sequence !== "", dropped);
    return { sequences, dropped: [...dropped] };
  };

  it("are a list, also where there is one or none", () => {
    expect(stop("END")).toEqual({ sequences: ["END"], dropped: [] });
    expect(stop(null)).toEqual({ sequences: [], dropped: [] });
  });

  it("are named where the vendor does not accept them", () => {
    expect(stop(["END", ""])).toEqual({ sequences: ["END"], dropped: ["stop"] });
  });
});
