import type { Prompt } from "../../answer/prompt.ts";
import { createSeededRandom, randomUuid } from "../../answer/seeded.ts";
import type { ChatBody } from "../../openai-compatible/chat-body.ts";
import { createChatSimulator } from "../../openai-compatible/chat-simulator.ts";
import { createSseFormat } from "../../sse-format.ts";
import type { VendorDefinition, VendorReply } from "../../vendor.ts";
import { deepinfraCompletion } from "./deepinfra-completion.ts";
import { deepinfraError, deepinfraFailure, deepinfraRefusals, deepinfraStreamFailure } from "./deepinfra-error.ts";
import { type DeepinfraModel, findDeepinfraModel, listDeepinfraModels } from "./deepinfra-models.ts";
import { deepinfraShape } from "./deepinfra-shape.ts";
import { deepinfraStream } from "./deepinfra-stream.ts";

/** DeepInfra: chat completions and the model list. No traffic of it is publicly recorded: all rests on documentation. */
export const deepinfra: VendorDefinition = {
  id: "deepinfra",
  basePath: "/v1/openai",
  apiKey: "sandbox0deepinfra0sandbox0deepin",
  createSimulator: () =>
    createChatSimulator<DeepinfraModel>({
      vendor: "deepinfra",
      basePath: "/v1/openai",
      shape: deepinfraShape,
      // DeepInfra says nothing of lengths; the least one keeps short prompts from differing.
      cache: { minimumTokens: 128, stepTokens: 16 },
      format: createSseFormat({ contentType: "text/event-stream" }),
      streamFailure: deepinfraStreamFailure,
      refusals: deepinfraRefusals,
      models: listDeepinfraModels,
      findModel: findDeepinfraModel,
      normalize,
      check: checkRules,
      reasoning: reasoningOf,
      completion: deepinfraCompletion,
      stream: deepinfraStream,
      failure: deepinfraFailure,
      headers: deepinfraHeaders,
    }),
};

/** Forgets what DeepInfra does not document. */
function normalize(body: ChatBody): ChatBody {
  return { ...body, max_completion_tokens: null, functions: null, function_call: null };
}

function checkRules(body: ChatBody, model: DeepinfraModel, promptTokens: number): VendorReply | undefined {
  // truefoundry/models#944 and #1300 (2026).
  if (!model.tools && (body.tools?.length ?? 0) > 0) {
    return deepinfraError(405, `Tool calling is not supported for model: ${model.id}`, "tools");
  }
  const asked = body.max_tokens ?? 0;
  if (promptTokens + asked <= model.contextTokens) return undefined;
  return deepinfraError(
    400,
    `This model's maximum context length is ${model.contextTokens} tokens. However, you requested ${promptTokens + asked} tokens (${promptTokens} in the messages, ${asked} in the completion). Please reduce the length of the messages or completion.`,
  );
}

/** Both settings say the same; on a model that does not think they have no effect (deepinfra/docs, reasoning page). */
function reasoningOf(body: ChatBody, model: DeepinfraModel): Prompt["reasoning"] {
  const effort = body.reasoning?.effort ?? body.reasoning_effort;
  return model.reasoning && effort !== "none" && body.reasoning?.enabled !== false ? "shown" : "none";
}

/** DeepInfra documents no rate limit headers. */
function deepinfraHeaders(sequence: number): Record<string, string | string[]> {
  return { "x-request-id": randomUuid(createSeededRandom(`deepinfra-headers-${sequence}`)), server: "uvicorn" };
}
