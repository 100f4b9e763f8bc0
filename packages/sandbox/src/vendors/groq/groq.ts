import { answerPrompt } from "../../answer/answer.ts";
import type { Prompt } from "../../answer/prompt.ts";
import { base16, base36, createSeededRandom, randomText } from "../../answer/seeded.ts";
import { bearerToken } from "../../bearer.ts";
import { type ChatBody, lastUserText } from "../../openai-compatible/chat-body.ts";
import { type ChatCache, createChatCache } from "../../openai-compatible/chat-cache.ts";
import { chatPrompt, chatPromptTokens } from "../../openai-compatible/chat-prompt.ts";
import { createSseFormat } from "../../sse-format.ts";
import type { VendorDefinition, VendorReply, VendorRequest } from "../../vendor.ts";
import { type GroqTurn, groqCompletion, groqStream } from "./groq-completion.ts";
import { groqError, groqFailure, groqViolation } from "./groq-error.ts";
import { findGroqModel, type GroqModel, groqModelIds } from "./groq-models.ts";
import { checkGroqRules } from "./groq-rules.ts";
import { groqShape } from "./groq-shape.ts";

const format = createSseFormat({ contentType: "text/event-stream" });

/** Groq's native error inside a stream, as recorded: an `error` event with a status code of its own, no `[DONE]`. */
const streamFailure = {
  event: "error",
  data: JSON.stringify({
    error: {
      message: "Tool call validation failed: tool call validation failed: attempted to call a tool that is not offered",
      type: "invalid_request_error",
      code: "tool_use_failed",
      failed_generation: '{"name": "sandbox", "arguments": {}}',
      status_code: 400,
    },
  }),
};

/** Groq: chat completions and the model list. */
export const groq: VendorDefinition = {
  id: "groq",
  basePath: "/openai/v1",
  apiKey: "gsk_sandbox000000000000000000000000000000000000000000000",
  createSimulator() {
    const cache = createChatCache({ minimumTokens: 1_024, stepTokens: 128 });
    return {
      handle: (request) => handle(request, cache),
      failure: groqFailure,
      headers: groqHeaders,
      lastUserText,
    };
  },
};

function handle(request: VendorRequest, cache: ChatCache): VendorReply {
  if (bearerToken(request.headers) !== request.apiKey) return groqFailure(401);
  const { method, path } = request;
  if (path === "/openai/v1/models" && method === "GET") return listModels(request.now);
  if (path !== "/openai/v1/chat/completions" || method !== "POST") {
    const message = `Unknown request URL: ${method} ${path}. Please check the URL for typos, or see the docs at https://console.groq.com/docs/`;
    return groqError(404, message, { code: "unknown_url" });
  }
  if (request.bodyProblem !== undefined)
    return groqError(400, `request body is not valid JSON: ${request.bodyProblem}`);
  const violation = groqShape(request.body, []);
  if (violation !== undefined) return groqViolation(violation, request.body);
  const body = request.body as ChatBody;
  const model = findGroqModel(body.model);
  if (model === undefined) {
    const message = `The model \`${body.model}\` does not exist or you do not have access to it.`;
    return groqError(404, message, { code: "model_not_found" });
  }
  return checkGroqRules(body, model) ?? complete(request, body, model, cache);
}

function complete(request: VendorRequest, body: ChatBody, model: GroqModel, cache: ChatCache): VendorReply {
  const promptTokens = chatPromptTokens(body);
  if (promptTokens > model.contextTokens) {
    const message = "Please reduce the length of the messages or completion.";
    return groqError(400, message, { param: "messages", code: "context_length_exceeded" });
  }
  const reasoningAs = placeOfReasoning(body, model);
  const turn: GroqTurn = {
    body,
    model,
    answer: answerPrompt(chatPrompt(body, { vendor: "groq", reasoning: reasoningOf(body, model) }), request.faults),
    reasoningAs,
    promptTokens,
    cachedTokens: model.caching ? cache(body) : 0,
    faults: request.faults,
    random: createSeededRandom(request.rawBody),
    now: request.now,
  };
  return body.stream === true
    ? { kind: "stream", format, events: groqStream(turn), failure: streamFailure }
    : { kind: "json", status: 200, body: groqCompletion(turn) };
}

function reasoningOf(body: ChatBody, model: GroqModel): Prompt["reasoning"] {
  return model.reasoning === "none" || body.reasoning_effort === "none" ? "none" : "shown";
}

/** `raw` writes thoughts as `<think>` tags into the content, `hidden` drops them; else they have their own field. */
function placeOfReasoning(body: ChatBody, model: GroqModel): GroqTurn["reasoningAs"] {
  if (model.reasoning === "none" || body.reasoning_effort === "none") return "nowhere";
  if (body.reasoning_format === "hidden" || body.include_reasoning === false) return "nowhere";
  return model.reasoning === "tags" && body.reasoning_format === "raw" ? "tags" : "field";
}

function listModels(now: number): VendorReply {
  const data = groqModelIds.map((id) => ({
    id,
    object: "model",
    created: now,
    owned_by: id.split("/")[0] ?? "Groq",
    active: true,
    context_window: findGroqModel(id)?.contextTokens,
    public_apps: null,
    max_completion_tokens: findGroqModel(id)?.outputTokens,
  }));
  return { kind: "json", status: 200, body: { object: "list", data } };
}

function groqHeaders(sequence: number): Record<string, string | string[]> {
  const random = createSeededRandom(`groq-headers-${sequence}`);
  return {
    "x-request-id": `req_01${randomText(random, 24, base36)}`,
    "x-groq-region": "sandbox",
    "x-ratelimit-limit-requests": "14400",
    "x-ratelimit-limit-tokens": "18000",
    "x-ratelimit-remaining-requests": String(14_400 - (sequence % 14_400)),
    "x-ratelimit-remaining-tokens": "17900",
    "x-ratelimit-reset-requests": "6s",
    "x-ratelimit-reset-tokens": "333ms",
    "cache-control": "private, max-age=0, no-store, no-cache, must-revalidate",
    "cf-ray": `${randomText(random, 16, base16)}-SBX`,
    server: "cloudflare",
    vary: "Origin",
    "set-cookie": [`__cf_bm=${randomText(random, 43)}; path=/; HttpOnly; Secure; SameSite=None`],
  };
}
