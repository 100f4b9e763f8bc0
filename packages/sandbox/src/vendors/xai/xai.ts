import { type Answer, answerPrompt } from "../../answer/answer.ts";
import type { Prompt } from "../../answer/prompt.ts";
import { base16, createSeededRandom, randomText, randomUuid } from "../../answer/seeded.ts";
import type { SandboxFaults } from "../../faults.ts";
import type { ChatBody } from "../../openai-compatible/chat-body.ts";
import { createChatSimulator } from "../../openai-compatible/chat-simulator.ts";
import { createSseFormat } from "../../sse-format.ts";
import type { VendorDefinition } from "../../vendor.ts";
import { xaiCompletion } from "./xai-completion.ts";
import { xaiFailure, xaiRefusals, xaiStreamFailure } from "./xai-error.ts";
import { findXaiModel, listXaiModels, type XaiModel } from "./xai-models.ts";
import { checkXaiRules } from "./xai-rules.ts";
import { xaiShape } from "./xai-shape.ts";
import { xaiStream } from "./xai-stream.ts";

/** xAI: chat completions and the model list. */
export const xai: VendorDefinition = {
  id: "xai",
  basePath: "/v1",
  apiKey: "xai-sandbox00000000000000000000000000000000000000000000000000000000000000000000000000",
  createSimulator: () =>
    createChatSimulator<XaiModel>({
      vendor: "xai",
      basePath: "/v1",
      shape: xaiShape,
      // Any length is recorded as cached; the least length is the sandbox's own, so that short prompts never differ.
      cache: { minimumTokens: 128, stepTokens: 1 },
      format: createSseFormat({ contentType: "text/event-stream" }),
      streamFailure: xaiStreamFailure,
      refusals: xaiRefusals,
      models: listXaiModels,
      findModel: findXaiModel,
      check: checkXaiRules,
      reasoning: reasoningOf,
      answer: answerBesideThoughts,
      completion: xaiCompletion,
      stream: xaiStream,
      failure: xaiFailure,
      headers: xaiHeaders,
    }),
};

/** Tokens of thoughts that are not shown, by effort. */
const hiddenTokens: Readonly<Record<string, number>> = { none: 0, low: 64, medium: 128, high: 256 };

function reasoningOf(body: ChatBody, model: XaiModel): Prompt["reasoning"] {
  if (model.reasoning === "none" || body.reasoning_effort === "none") return "none";
  return model.reasoning === "shown"
    ? "shown"
    : { hiddenTokens: hiddenTokens[body.reasoning_effort ?? "low"] ?? hiddenTokens.low ?? 0 };
}

/** At xAI a token limit is for the visible answer: 10 allowed, 285 thought and 10 said (recorded). */
function answerBesideThoughts(prompt: Prompt, faults: SandboxFaults): Answer {
  if (prompt.maxTokens === undefined) return answerPrompt(prompt, faults);
  const { reasoningTokens } = answerPrompt({ ...prompt, maxTokens: undefined }, faults);
  return answerPrompt({ ...prompt, maxTokens: prompt.maxTokens + reasoningTokens }, faults);
}

function xaiHeaders(sequence: number): Record<string, string | string[]> {
  const random = createSeededRandom(`xai-headers-${sequence}`);
  return {
    "x-request-id": randomUuid(random),
    "x-ratelimit-limit-requests": "480",
    "x-ratelimit-limit-tokens": "2000000",
    "x-ratelimit-remaining-requests": String(480 - (sequence % 480)),
    "x-ratelimit-remaining-tokens": "1999900",
    "access-control-allow-origin": "*",
    "cf-cache-status": "DYNAMIC",
    "cf-ray": `${randomText(random, 16, base16)}-SBX`,
    server: "cloudflare",
    "set-cookie": [`__cf_bm=${randomText(random, 43)}; path=/; domain=.x.ai; HttpOnly; Secure; SameSite=None`],
  };
}
