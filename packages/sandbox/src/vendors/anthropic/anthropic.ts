import { answerPrompt } from "../../answer/answer.ts";
import { createPrefixCache, type PrefixCache } from "../../answer/prefix-cache.ts";
import { base16, createSeededRandom, randomText, randomUuid } from "../../answer/seeded.ts";
import { bearerToken } from "../../bearer.ts";
import { createSseFormat } from "../../sse-format.ts";
import type { VendorDefinition, VendorReply, VendorRequest } from "../../vendor.ts";
import { anthropicError, anthropicViolation, invalidRequest } from "./anthropic-error.ts";
import { type AnthropicTurn, anthropicMessage } from "./anthropic-message.ts";
import { type ClaudeModel, claudeModels, findClaudeModel } from "./anthropic-models.ts";
import { anthropicProblem } from "./anthropic-rules.ts";
import { anthropicStream } from "./anthropic-stream.ts";
import { lastUserText, type MessagesBody } from "./messages-body.ts";
import { messagesPrompt } from "./messages-prompt.ts";
import { messagesShape } from "./messages-shape.ts";
import { countInput, totalInput } from "./messages-usage.ts";
import { redactionTrigger, refusalTrigger } from "./test-strings.ts";

const format = createSseFormat({
  contentType: "text/event-stream; charset=utf-8",
  ping: { event: "ping", data: '{"type": "ping"}' },
});

/** Anthropic's native error inside a stream (error page, read 2026-11; none is recorded). */
const streamFailure = {
  event: "error",
  data: JSON.stringify({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } }),
};

const versions = ["2023-01-01", "2023-06-01", "2026-10-21"];

/** Anthropic: the Messages API and the model list. */
export const anthropic: VendorDefinition = {
  id: "anthropic",
  basePath: "",
  apiKey: "sk-ant-api03-sandbox00000000000000000000000000000000000000000000-sandboxAA",
  createSimulator() {
    const cache = createPrefixCache();
    return {
      handle: (request) => handle(request, cache),
      failure: anthropicError,
      headers: anthropicHeaders,
      lastUserText,
    };
  },
};

function handle(request: VendorRequest, cache: PrefixCache): VendorReply {
  const refused = authenticate(request);
  if (refused !== undefined) return refused;
  const { method, path, headers } = request;
  const version = headers["anthropic-version"];
  if (typeof version !== "string") return invalidRequest("anthropic-version: header is required");
  if (!versions.includes(version)) {
    return invalidRequest(
      `anthropic-version: "${version}" is not a valid version. Please see https://docs.claude.com/en/api/versioning`,
    );
  }
  if (path === "/v1/models" && method === "GET") return listModels();
  if (path !== "/v1/messages") return anthropicError(404, "Not Found");
  if (method !== "POST") return anthropicError(405, "Method Not Allowed");
  if (request.bodyProblem !== undefined) {
    return invalidRequest(`The request body is not valid JSON: ${request.bodyProblem}`);
  }
  const violation = messagesShape(request.body, []);
  if (violation !== undefined) return anthropicViolation(violation);
  const body = request.body as MessagesBody;
  const model = findClaudeModel(body.model);
  if (model === undefined) return anthropicError(404, `model: ${body.model}`);
  const problem = anthropicProblem(body, model, version);
  return problem === undefined ? complete(request, body, model, cache) : invalidRequest(problem);
}

function complete(request: VendorRequest, body: MessagesBody, model: ClaudeModel, cache: PrefixCache): VendorReply {
  const input = countInput(body, cache);
  const total = totalInput(input);
  if (total > model.contextTokens) {
    return invalidRequest(`prompt is too long: ${total} tokens > ${model.contextTokens} maximum`);
  }
  const prompt = messagesPrompt(body);
  const turn: AnthropicTurn = {
    body,
    model,
    answer: answerPrompt(prompt, request.faults),
    input,
    faults: request.faults,
    random: createSeededRandom(request.rawBody),
    refused: prompt.lastUserText.includes(refusalTrigger) || request.faults.contentFilter === "answer",
    redacted: prompt.lastUserText.includes(redactionTrigger),
  };
  return body.stream === true
    ? { kind: "stream", format, events: anthropicStream(turn), failure: streamFailure }
    : { kind: "json", status: 200, body: anthropicMessage(turn) };
}

/** `x-api-key` decides where both headers are present. */
function authenticate({ headers, apiKey }: VendorRequest): VendorReply | undefined {
  const key = headers["x-api-key"] ?? bearerToken(headers);
  if (key === undefined) return anthropicError(401, "x-api-key header is required");
  return key === apiKey ? undefined : anthropicError(401, "invalid x-api-key");
}

function listModels(): VendorReply {
  const data = claudeModels.map(([id, display_name]) => ({
    type: "model",
    id,
    display_name,
    created_at: "2025-01-01T00:00:00Z",
  }));
  const body = { data, has_more: false, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
  return { kind: "json", status: 200, body };
}

function anthropicHeaders(sequence: number): Record<string, string | string[]> {
  const random = createSeededRandom(`anthropic-headers-${sequence}`);
  return {
    "request-id": `req_011C${randomText(random, 20)}`,
    "anthropic-organization-id": randomUuid(random),
    "anthropic-ratelimit-requests-limit": "4000",
    "anthropic-ratelimit-requests-remaining": String(4_000 - (sequence % 4_000)),
    "anthropic-ratelimit-requests-reset": "2026-01-01T00:00:00Z",
    "anthropic-ratelimit-input-tokens-limit": "2000000",
    "anthropic-ratelimit-input-tokens-remaining": "1999000",
    "anthropic-ratelimit-input-tokens-reset": "2026-01-01T00:00:00Z",
    "anthropic-ratelimit-output-tokens-limit": "400000",
    "anthropic-ratelimit-output-tokens-remaining": "399000",
    "anthropic-ratelimit-output-tokens-reset": "2026-01-01T00:00:00Z",
    "cf-cache-status": "DYNAMIC",
    "cf-ray": `${randomText(random, 16, base16)}-SBX`,
    server: "cloudflare",
    "set-cookie": [`_cfuvid=${randomText(random, 43)}; path=/; domain=.anthropic.com; HttpOnly; Secure; SameSite=None`],
  };
}
