import type { Prompt } from "../../answer/prompt.ts";
import { base16, createSeededRandom, randomText } from "../../answer/seeded.ts";
import { type ChatBody, offeredTools } from "../../openai-compatible/chat-body.ts";
import { createChatSimulator } from "../../openai-compatible/chat-simulator.ts";
import { createSseFormat } from "../../sse-format.ts";
import type { VendorDefinition, VendorReply } from "../../vendor.ts";
import { togetherCompletion } from "./together-completion.ts";
import { togetherError, togetherFailure, togetherRefusals, togetherStreamFailure } from "./together-error.ts";
import { findTogetherModel, listTogetherModels, type TogetherModel } from "./together-models.ts";
import { togetherShape } from "./together-shape.ts";
import { togetherStream } from "./together-stream.ts";

/** Together: chat completions and the model list. */
export const together: VendorDefinition = {
  id: "together",
  basePath: "/v1",
  apiKey: "tgp_v1_sandbox0000000000000000000000000000000000000",
  createSimulator: () =>
    createChatSimulator<TogetherModel>({
      vendor: "together",
      basePath: "/v1",
      shape: togetherShape,
      // Together says nothing of lengths; the least one keeps short prompts from differing.
      cache: { minimumTokens: 128, stepTokens: 16 },
      format: createSseFormat({ contentType: "text/event-stream;charset=utf-8" }),
      streamFailure: togetherStreamFailure,
      refusals: togetherRefusals,
      models: listTogetherModels,
      findModel: findTogetherModel,
      normalize,
      check: checkLength,
      reasoning: reasoningOf,
      completion: togetherCompletion,
      stream: togetherStream,
      failure: togetherFailure,
      headers: togetherHeaders,
    }),
};

/** Forgets what Together does not know; a tool choice may be a bare tool name. */
function normalize(body: ChatBody): ChatBody {
  const known: ChatBody = {
    ...body,
    max_completion_tokens: null,
    parallel_tool_calls: null,
    functions: null,
    function_call: null,
  };
  const choice = body.tool_choice;
  const isName = typeof choice === "string" && offeredTools(known).some((tool) => tool.name === choice);
  return isName ? { ...known, tool_choice: { type: "function", function: { name: choice } } } : known;
}

/** The prompt and `max_tokens` share the context window; more is a 403. */
function checkLength(body: ChatBody, model: TogetherModel, promptTokens: number): VendorReply | undefined {
  const asked = body.context_length_exceeded_behavior === "truncate" ? 0 : (body.max_tokens ?? 0);
  if (promptTokens + asked <= model.contextTokens) return undefined;
  return togetherError(
    403,
    `Input validation error: \`inputs\` tokens + \`max_new_tokens\` must be <= ${model.contextTokens}. Given: ${promptTokens} \`inputs\` tokens and ${asked} \`max_new_tokens\``,
    { param: "max_tokens" },
  );
}

function reasoningOf(body: ChatBody, model: TogetherModel): Prompt["reasoning"] {
  return model.reasoning && body.reasoning?.enabled !== false ? "shown" : "none";
}

function togetherHeaders(sequence: number): Record<string, string | string[]> {
  const random = createSeededRandom(`together-headers-${sequence}`);
  const id = `${randomText(random, 7)}-${randomText(random, 6)}-${randomText(random, 16, base16)}`;
  return {
    "x-request-id": id,
    "x-together-traceid": randomText(random, 32, base16),
    "x-ratelimit-limit": "10",
    "x-ratelimit-remaining": String(10 - (sequence % 10)),
    "x-ratelimit-reset": "1",
    "x-tokenlimit-limit": "30000",
    "x-tokenlimit-remaining": "29900",
    "cf-cache-status": "DYNAMIC",
    "cf-ray": `${randomText(random, 16, base16)}-SBX`,
    server: "cloudflare",
    "set-cookie": [`__cf_bm=${randomText(random, 43)}; path=/; HttpOnly; Secure; SameSite=None`],
  };
}
