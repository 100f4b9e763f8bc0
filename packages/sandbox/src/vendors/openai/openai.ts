import { answerPrompt } from "../../answer/answer.ts";
import type { Prompt } from "../../answer/prompt.ts";
import { base16, createSeededRandom, randomText } from "../../answer/seeded.ts";
import { bearerToken } from "../../bearer.ts";
import { type ChatBody, lastUserText } from "../../openai-compatible/chat-body.ts";
import { type ChatCache, createChatCache } from "../../openai-compatible/chat-cache.ts";
import { chatPrompt, chatPromptTokens } from "../../openai-compatible/chat-prompt.ts";
import { createSseFormat } from "../../sse-format.ts";
import type { VendorDefinition, VendorReply, VendorRequest } from "../../vendor.ts";
import { type OpenaiTurn, openaiCompletion } from "./openai-completion.ts";
import { openaiError, openaiFailure, openaiViolation } from "./openai-error.ts";
import { findOpenaiModel, type OpenaiModel, openaiModelIds } from "./openai-models.ts";
import { checkOpenaiRules } from "./openai-rules.ts";
import { openaiShape } from "./openai-shape.ts";
import { openaiStream } from "./openai-stream.ts";

const format = createSseFormat({ contentType: "text/event-stream; charset=utf-8" });

/** OpenAI's native error inside a stream: a data event with an error object, then the end without `[DONE]`. */
const streamFailure = {
  data: JSON.stringify({
    error: {
      message: "The server had an error while processing your request. Sorry about that!",
      type: "server_error",
      param: null,
      code: null,
    },
  }),
};

/** OpenAI: chat completions and the model list. */
export const openai: VendorDefinition = {
  id: "openai",
  basePath: "/v1",
  apiKey: "sk-proj-sandbox0000000000000000000000000000000000000000",
  createSimulator() {
    // Implicitly, in steps (prompt caching guide, read 2026-11).
    const cache = createChatCache({ minimumTokens: 1_024, stepTokens: 128 });
    return {
      handle: (request) => handle(request, cache),
      failure: openaiFailure,
      headers: openaiHeaders,
      lastUserText,
    };
  },
};

function handle(request: VendorRequest, cache: ChatCache): VendorReply {
  const refused = authenticate(request);
  if (refused !== undefined) return refused;
  const { method, path } = request;
  if (path === "/v1/models" && method === "GET") return listModels(request.now);
  if (path !== "/v1/chat/completions") return openaiError(404, `Invalid URL (${method} ${path})`);
  if (method !== "POST") {
    const hint = "(HINT: Perhaps you meant to use a different HTTP method?)";
    return openaiError(405, `Not allowed to ${method} on ${path}. ${hint}`);
  }
  if (request.bodyProblem !== undefined) {
    const hint =
      "(HINT: This likely means you aren't using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)";
    return openaiError(400, `We could not parse the JSON body of your request. ${hint}`);
  }
  const violation = openaiShape(request.body, []);
  if (violation !== undefined) return openaiViolation(violation);
  const body = request.body as ChatBody;
  const { model, problem } = findOpenaiModel(body.model);
  if (problem !== undefined) return problem;
  return checkOpenaiRules(body, model) ?? complete(request, body, model, cache);
}

function complete(request: VendorRequest, body: ChatBody, model: OpenaiModel, cache: ChatCache): VendorReply {
  const promptTokens = chatPromptTokens(body);
  if (promptTokens > model.contextTokens) {
    const message = `This model's maximum context length is ${model.contextTokens} tokens. However, your messages resulted in ${promptTokens} tokens. Please reduce the length of the messages.`;
    return openaiError(400, message, { param: "messages", code: "context_length_exceeded" });
  }
  const prompt = chatPrompt(body, { vendor: "openai", reasoning: reasoningOf(body, model) });
  const turn: OpenaiTurn = {
    body,
    model,
    answer: answerPrompt(prompt, request.faults),
    promptTokens,
    cachedTokens: cache(body),
    faults: request.faults,
    random: createSeededRandom(request.rawBody),
    now: request.now,
  };
  return body.stream === true
    ? { kind: "stream", format, events: openaiStream(turn), failure: streamFailure }
    : { kind: "json", status: 200, body: openaiCompletion(turn) };
}

/** Hidden reasoning tokens by effort; OpenAI reports multiples of 64 (recorded). */
const effortTokens: Readonly<Record<string, number>> = {
  none: 0,
  minimal: 0,
  low: 64,
  medium: 128,
  high: 256,
  xhigh: 512,
  max: 1_024,
};

function reasoningOf(body: ChatBody, model: OpenaiModel): Prompt["reasoning"] {
  if (!model.reasoning) return "none";
  return { hiddenTokens: effortTokens[body.reasoning_effort ?? model.defaultEffort] ?? 128 };
}

function authenticate(request: VendorRequest): VendorReply | undefined {
  const key = bearerToken(request.headers);
  if (key === request.apiKey) return undefined;
  if (key === undefined) {
    const message =
      "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY), or as the password field (with blank username) if you're accessing the API from your browser and are prompted for a username and password. You can obtain an API key from https://platform.openai.com/account/api-keys.";
    return openaiError(401, message);
  }
  const shown = key.length <= 12 ? key : `${key.slice(0, 8)}${"*".repeat(key.length - 12)}${key.slice(-4)}`;
  const message = `Incorrect API key provided: ${shown}. You can find your API key at https://platform.openai.com/account/api-keys.`;
  return openaiError(401, message, { code: "invalid_api_key" });
}

function listModels(now: number): VendorReply {
  const data = openaiModelIds.map((id) => ({ id, object: "model", created: now, owned_by: "system" }));
  return { kind: "json", status: 200, body: { object: "list", data } };
}

function openaiHeaders(sequence: number): Record<string, string | string[]> {
  const random = createSeededRandom(`openai-headers-${sequence}`);
  return {
    "x-request-id": `req_${randomText(random, 32, base16)}`,
    "openai-organization": "sandbox-organization",
    "openai-processing-ms": String(100 + Math.floor(random() * 400)),
    "openai-version": "2020-10-01",
    "x-ratelimit-limit-requests": "10000",
    "x-ratelimit-limit-tokens": "2000000",
    "x-ratelimit-remaining-requests": String(10_000 - (sequence % 10_000)),
    "x-ratelimit-remaining-tokens": "1999900",
    "x-ratelimit-reset-requests": "6ms",
    "x-ratelimit-reset-tokens": "3ms",
    "cf-ray": `${randomText(random, 16, base16)}-SBX`,
    server: "cloudflare",
    "set-cookie": [`__cf_bm=${randomText(random, 43)}; path=/; HttpOnly; Secure; SameSite=None`],
  };
}
