import type { Prompt } from "../../answer/prompt.ts";
import { base16, createSeededRandom, randomText, randomUuid } from "../../answer/seeded.ts";
import type { ChatBody, ChatMessage, ChatToolCall } from "../../openai-compatible/chat-body.ts";
import { createChatSimulator } from "../../openai-compatible/chat-simulator.ts";
import { createSseFormat } from "../../sse-format.ts";
import type { VendorDefinition } from "../../vendor.ts";
import { mistralCompletion } from "./mistral-completion.ts";
import { mistralFailure, mistralRefusals, mistralStreamFailure } from "./mistral-error.ts";
import { findMistralModel, listMistralModels, type MistralModel } from "./mistral-models.ts";
import { checkMistralRules } from "./mistral-rules.ts";
import { mistralShape } from "./mistral-shape.ts";
import { mistralStream } from "./mistral-stream.ts";

/** Mistral: chat completions and the model list. */
export const mistral: VendorDefinition = {
  id: "mistral",
  basePath: "/v1",
  apiKey: "sandbox0mistral0sandbox0mistral0",
  createSimulator: () =>
    createChatSimulator<MistralModel>({
      vendor: "mistral",
      basePath: "/v1",
      shape: mistralShape,
      // Steps of 32 as in recorded usage; the least length is the sandbox's own, so that short prompts never differ.
      cache: { minimumTokens: 128, stepTokens: 32 },
      format: createSseFormat({ contentType: "text/event-stream; charset=utf-8" }),
      streamFailure: mistralStreamFailure,
      refusals: mistralRefusals,
      models: listMistralModels,
      findModel: findMistralModel,
      normalize,
      check: checkMistralRules,
      reasoning: reasoningOf,
      completion: mistralCompletion,
      stream: mistralStream,
      failure: mistralFailure,
      headers: mistralHeaders,
    }),
};

/** Mistral says `any` where OpenAI says `required`, and takes tool call arguments as objects, too. */
function normalize(body: ChatBody): ChatBody {
  const { tool_choice } = body;
  return {
    ...body,
    messages: body.messages.map(withTextArguments),
    ...(tool_choice === "any" ? { tool_choice: "required" } : {}),
  };
}

function withTextArguments(message: ChatMessage): ChatMessage {
  if (message.tool_calls == null) return message;
  const written = (call: ChatToolCall): ChatToolCall => {
    const given: unknown = call.function?.arguments;
    return call.function === undefined || typeof given === "string"
      ? call
      : { ...call, function: { ...call.function, arguments: JSON.stringify(given) } };
  };
  return { ...message, tool_calls: message.tool_calls.map(written) };
}

function reasoningOf(body: ChatBody, model: MistralModel): Prompt["reasoning"] {
  if (model.reasoning === "always") return "shown";
  return body.reasoning_effort === "high" ? "shown" : "none";
}

/** Header names as in karthink/gptel#1203 and in clients that read Mistral's rate limits (2026). */
function mistralHeaders(sequence: number): Record<string, string | string[]> {
  const random = createSeededRandom(`mistral-headers-${sequence}`);
  const correlation = randomUuid(random);
  return {
    "mistral-correlation-id": correlation,
    "x-kong-request-id": correlation,
    "x-envoy-upstream-service-time": "131",
    "x-kong-upstream-latency": "131",
    "x-kong-proxy-latency": "7",
    "x-ratelimit-limit-req-minute": "360",
    "x-ratelimit-remaining-req-minute": String(360 - (sequence % 360)),
    "x-ratelimit-limit-tokens-minute": "500000",
    "x-ratelimit-remaining-tokens-minute": "499900",
    "access-control-allow-origin": "*",
    "cf-cache-status": "DYNAMIC",
    "cf-ray": `${randomText(random, 16, base16)}-SBX`,
    server: "cloudflare",
    "set-cookie": [`__cf_bm=${randomText(random, 43)}; path=/; domain=.mistral.ai; HttpOnly; Secure; SameSite=None`],
  };
}
