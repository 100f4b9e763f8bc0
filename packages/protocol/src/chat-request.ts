import { z } from "zod";
import { ChatMessage, TextPart } from "./chat-message.ts";
import { HubError } from "./hub-error.ts";
import { isJsonObject } from "./json.ts";
import { toRequestError } from "./request-error.ts";
import { assertRequestSize } from "./request-size.ts";

const jsonSchema = z.record(z.string(), z.unknown());
const namedFunction = z.looseObject({ name: z.string() });

/** A function that the model may call; its parameters are a JSON Schema. */
export const FunctionTool = z.looseObject({
  type: z.literal("function"),
  function: z.looseObject({
    name: z.string().min(1),
    description: z.string().nullish(),
    parameters: jsonSchema.nullish(),
    strict: z.boolean().nullish(),
  }),
});
export type FunctionTool = z.infer<typeof FunctionTool>;

/** A tool whose input is free text, optionally held to a grammar. */
export const CustomTool = z.looseObject({
  type: z.literal("custom"),
  custom: z.looseObject({
    name: z.string().min(1),
    description: z.string().nullish(),
    format: z
      .discriminatedUnion("type", [
        z.looseObject({ type: z.literal("text") }),
        z.looseObject({
          type: z.literal("grammar"),
          grammar: z.looseObject({ definition: z.string(), syntax: z.enum(["lark", "regex"]) }),
        }),
      ])
      .nullish(),
  }),
});

/** A tool of either kind. */
export const Tool = z.discriminatedUnion("type", [FunctionTool, CustomTool]);
export type Tool = z.infer<typeof Tool>;

/** Whether the model may, must or must not call tools, and which. */
export const ToolChoice = z.union([
  z.enum(["none", "auto", "required"]),
  z.discriminatedUnion("type", [
    z.looseObject({ type: z.literal("function"), function: namedFunction }),
    z.looseObject({ type: z.literal("custom"), custom: namedFunction }),
    z.looseObject({
      type: z.literal("allowed_tools"),
      allowed_tools: z.looseObject({ mode: z.enum(["auto", "required"]), tools: z.array(jsonSchema) }),
    }),
  ]),
]);
export type ToolChoice = z.infer<typeof ToolChoice>;

/** The form that the answer has to have. */
export const ResponseFormat = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("text") }),
  z.looseObject({ type: z.literal("json_object") }),
  z.looseObject({
    type: z.literal("json_schema"),
    json_schema: z.looseObject({
      name: z.string(),
      description: z.string().nullish(),
      schema: jsonSchema.nullish(),
      strict: z.boolean().nullish(),
    }),
  }),
]);
export type ResponseFormat = z.infer<typeof ResponseFormat>;

/** How much the model may think. `default` is Groq's name for leaving it to the model. */
export const ReasoningEffort = z.enum(["none", "minimal", "low", "medium", "high", "xhigh", "max", "default"]);
export type ReasoningEffort = z.infer<typeof ReasoningEffort>;

const maxTokens = z.number().int().min(1).nullish();
/** OpenAI's range is that of 64 bits, beyond the integers that a JavaScript number holds exactly. */
const seed = z
  .number()
  .min(-(2 ** 63))
  .max(2 ** 63)
  .refine(Number.isInteger, { params: { expected: "integer" } })
  .nullish();
const penalty = z.number().min(-2).max(2).nullish();
const moderationMode = z.looseObject({ mode: z.enum(["score", "block"]) }).nullish();

/**
 * The body of `POST /v1/chat/completions`. Fields are OpenAI's (openai-openapi, 2026-08-21); what they mean is
 * said there. Unknown fields are kept for vendors that know them.
 */
export const ChatRequest = z.looseObject({
  model: z.string().min(1).max(256),
  messages: z.array(ChatMessage).min(1),
  stream: z.boolean().nullish(),
  stream_options: z
    .looseObject({ include_usage: z.boolean().nullish(), include_obfuscation: z.boolean().nullish() })
    .nullish(),
  max_tokens: maxTokens,
  max_completion_tokens: maxTokens,
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  n: z.number().int().min(1).max(128).nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(4)]).nullish(),
  seed,
  frequency_penalty: penalty,
  presence_penalty: penalty,
  logit_bias: z.record(z.string(), z.number()).nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.number().int().min(0).max(20).nullish(),
  response_format: ResponseFormat.nullish(),
  tools: z.array(Tool).nullish(),
  tool_choice: ToolChoice.nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  functions: z
    .array(
      z.looseObject({ name: z.string().min(1), description: z.string().nullish(), parameters: jsonSchema.nullish() }),
    )
    .min(1)
    .max(128)
    .nullish(),
  function_call: z.union([z.enum(["none", "auto"]), namedFunction]).nullish(),
  reasoning_effort: ReasoningEffort.nullish(),
  verbosity: z.enum(["low", "medium", "high"]).nullish(),
  modalities: z.array(z.string()).nullish(),
  audio: z
    .looseObject({ voice: z.union([z.string(), z.looseObject({ id: z.string() })]), format: z.string() })
    .nullish(),
  prediction: z
    .looseObject({ type: z.literal("content"), content: z.union([z.string(), z.array(TextPart).min(1)]) })
    .nullish(),
  web_search_options: z
    .looseObject({
      user_location: z
        .looseObject({
          type: z.literal("approximate"),
          approximate: z.looseObject({
            country: z.string().nullish(),
            region: z.string().nullish(),
            city: z.string().nullish(),
            timezone: z.string().nullish(),
          }),
        })
        .nullish(),
      search_context_size: z.enum(["low", "medium", "high"]).nullish(),
    })
    .nullish(),
  moderation: z
    .looseObject({
      model: z.string(),
      policy: z.looseObject({ input: moderationMode, output: moderationMode }).nullish(),
    })
    .nullish(),
  user: z.string().nullish(),
  safety_identifier: z.string().max(64).nullish(),
  metadata: z.record(z.string().max(64), z.string().max(512)).nullish(),
  store: z.boolean().nullish(),
  service_tier: z.string().nullish(),
  prompt_cache_key: z.string().nullish(),
  prompt_cache_retention: z.string().nullish(),
  prompt_cache_options: z
    .looseObject({ ttl: z.string().nullish(), mode: z.enum(["implicit", "explicit"]).nullish() })
    .nullish(),
});
export type ChatRequest = z.infer<typeof ChatRequest>;

/**
 * Checks a parsed body and returns that same object: known fields are held to OpenAI's types and ranges,
 * unknown ones stay, and key order is untouched, so that equal requests stay equal on the wire.
 *
 * @throws HubError 400, with the field at fault in `param`
 */
export function parseChatRequest(body: unknown): ChatRequest {
  if (!isJsonObject(body)) {
    throw new HubError("invalid_type", "The body must be a JSON object with `model` and `messages`.");
  }
  assertRequestSize(body);
  const result = ChatRequest.safeParse(body);
  if (!result.success) throw toRequestError(result.error.issues, body);
  const request = body as ChatRequest;
  if (request.stream_options && !request.stream) {
    throw new HubError("invalid_value", "'stream_options' is only allowed when 'stream' is true.", {
      param: "stream_options",
    });
  }
  return request;
}

/** The most tokens the caller wants answered: the newer name wins over the deprecated one. */
export function maxOutputTokens(request: ChatRequest): number | undefined {
  return request.max_completion_tokens ?? request.max_tokens ?? undefined;
}
