import { isBase64, parseDataUrl, sniffMediaType } from "../../answer/media-type.ts";
import { type ChatBody, contentText, toolName } from "../../openai-compatible/chat-body.ts";
import { toolPairingProblem } from "../../openai-compatible/tool-pairing.ts";
import type { VendorReply } from "../../vendor.ts";
import { openaiError, openaiNullContent } from "./openai-error.ts";
import type { OpenaiModel } from "./openai-models.ts";
import { strictSchemaProblem } from "./strict-schema.ts";

type Rule = (body: ChatBody, model: OpenaiModel) => VendorReply | undefined;

const refuse = (message: string, param: string | null, code: string | null = null) =>
  openaiError(400, message, { param, code });

const unsupportedParameter = (name: string, hint: string = "") =>
  refuse(`Unsupported parameter: '${name}' is not supported with this model.${hint}`, name, "unsupported_parameter");

/** Reasoning models: what they refuse (OpenAI's reasoning guide, read 2026-11; texts as recorded). */
const reasoningRule: Rule = (body, model) => {
  if (!model.reasoning) {
    return body.reasoning_effort != null
      ? refuse("Unrecognized request argument supplied: reasoning_effort", null)
      : undefined;
  }
  if (body.max_tokens != null) return unsupportedParameter("max_tokens", " Use 'max_completion_tokens' instead.");
  if (body.stop != null && model.refusesStop) return unsupportedParameter("stop");
  if ((body.reasoning_effort ?? model.defaultEffort) === "none") return undefined;
  for (const name of ["temperature", "top_p"] as const) {
    const value = body[name];
    if (value != null && value !== 1) {
      const message = `Unsupported value: '${name}' does not support ${value} with this model. Only the default (1) value is supported.`;
      return refuse(message, name, "unsupported_value");
    }
  }
  for (const name of ["presence_penalty", "frequency_penalty"] as const) {
    if (body[name] != null && body[name] !== 0) return unsupportedParameter(name);
  }
  for (const name of ["logprobs", "top_logprobs", "logit_bias"] as const) {
    const value = body[name];
    if (value != null && value !== false) return unsupportedParameter(name);
  }
  return undefined;
};

const modelRule: Rule = (body, model) => {
  const system = body.messages.findIndex(({ role }) => role === "system" || role === "developer");
  if (model.refusesSystem && system >= 0) {
    const param = `messages[${system}].role`;
    const message = `Unsupported value: '${param}' does not support '${body.messages[system]?.role}' with this model.`;
    return refuse(message, param, "unsupported_value");
  }
  if (body.web_search_options !== undefined && !model.search) {
    return refuse("Web search options not supported with this model.", "web_search_options");
  }
  if (body.modalities?.includes("audio")) {
    if (!model.audio) return refuse("This model does not support audio output.", "modalities", "invalid_value");
    if (body.audio == null) {
      const message = "Missing required parameter: 'audio'. It is required when audio output is requested.";
      return refuse(message, "audio", "missing_required_parameter");
    }
    if (body.stream === true && body.audio.format !== "pcm16") {
      const message = `Unsupported value: 'audio.format' does not support '${body.audio.format}' when stream=true. Supported values are: 'pcm16'.`;
      return refuse(message, "audio.format", "unsupported_value");
    }
  }
  const asked = body.max_tokens != null ? "max_tokens" : "max_completion_tokens";
  const tokens = body[asked];
  if (body.max_tokens != null && body.max_completion_tokens != null) {
    const message = "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.";
    return refuse(message, "max_tokens", "invalid_parameter_combination");
  }
  if (tokens != null && tokens > model.outputTokens) {
    const message = `${asked} is too large: ${tokens}. This model supports at most ${model.outputTokens} completion tokens, whereas you provided ${tokens}.`;
    return refuse(message, asked, "invalid_value");
  }
  return undefined;
};

const optionsRule: Rule = (body) => {
  if (body.stream_options != null && body.stream !== true) {
    return refuse("The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options");
  }
  if (body.top_logprobs != null && body.logprobs !== true) {
    return refuse("The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.", "top_logprobs");
  }
  const format = body.response_format;
  if (format?.type === "json_object") {
    const text = body.messages.map((message) => contentText(message.content)).join("\n");
    if (!/json/i.test(text)) {
      const message =
        "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.";
      return refuse(message, "messages");
    }
  }
  if (format?.type === "json_schema" && format.json_schema?.strict === true) {
    const problem = strictSchemaProblem(format.json_schema.schema ?? {});
    if (problem !== undefined) {
      return refuse(`Invalid schema for response_format '${format.json_schema.name}': ${problem}`, "response_format");
    }
  }
  return undefined;
};

const toolsRule: Rule = (body) => {
  const tools = body.tools ?? [];
  for (const [index, tool] of tools.entries()) {
    const problem = tool.function?.strict === true ? strictSchemaProblem(tool.function.parameters ?? {}) : undefined;
    if (problem !== undefined) {
      const message = `Invalid schema for function '${tool.function?.name}': ${problem}`;
      return refuse(message, `tools[${index}].function.parameters`, "invalid_function_parameters");
    }
  }
  for (const name of ["tool_choice", "parallel_tool_calls"] as const) {
    if (tools.length === 0 && body[name] != null && body[name] !== "none" && body[name] !== "auto") {
      return refuse(`Invalid value for '${name}': '${name}' is only allowed when 'tools' are specified.`, name);
    }
  }
  const choice = body.tool_choice;
  if (typeof choice === "object" && choice !== null && choice.allowed_tools === undefined) {
    const wanted = choice.function?.name ?? choice.custom?.name ?? "";
    if (!tools.some((tool) => tool.type === choice.type && toolName(tool) === wanted)) {
      return refuse(
        `Invalid value for 'tool_choice': tool choice '${wanted}' not found in 'tools' parameter.`,
        "tool_choice",
      );
    }
  }
  return undefined;
};

const imageTypes = ["image/png", "image/jpeg", "image/gif", "image/webp"];

const contentRule: Rule = (body, model) => {
  for (const [index, message] of body.messages.entries()) {
    const silent = message.content == null && message.tool_calls == null && message.function_call == null;
    if (message.role === "assistant" && silent && message.refusal == null && message.audio == null) {
      return openaiNullContent(index);
    }
    if (!Array.isArray(message.content)) continue;
    for (const part of message.content as readonly {
      type: string;
      image_url?: { url: string };
      input_audio?: { data: string };
    }[]) {
      if (part.type === "input_audio" && !model.audio) {
        const message = `Invalid 'messages[${index}]'. Content blocks are expected to be either text or image_url type.`;
        return refuse(message, `messages[${index}]`, "invalid_value");
      }
      if (part.type === "image_url") {
        const problem = imageProblem(part.image_url?.url ?? "");
        if (problem !== undefined) return problem;
      }
    }
  }
  return undefined;
};

function imageProblem(url: string): VendorReply | undefined {
  if (/^https?:\/\//.test(url)) return undefined;
  const inline = parseDataUrl(url);
  if (inline === undefined || !isBase64(inline.data)) {
    const message = `Failed to parse image URL: expected an http(s) URL or base64-encoded data URL with an image MIME type.`;
    return refuse(message, null, "invalid_image_url");
  }
  if (!imageTypes.includes(sniffMediaType(inline.data) ?? "")) {
    const message =
      "You uploaded an unsupported image. Please make sure your image has of one the following formats: ['png', 'jpeg', 'gif', 'webp'].";
    return refuse(message, null, "invalid_image_format");
  }
  return undefined;
}

const pairingRule: Rule = (body) => {
  const problem = toolPairingProblem(body.messages);
  return problem && refuse(problem.message, problem.param);
};

const rules: readonly Rule[] = [reasoningRule, modelRule, optionsRule, toolsRule, contentRule, pairingRule];

/** The first rule beyond plain types that a request breaks, as OpenAI's answer to it. */
export function checkOpenaiRules(body: ChatBody, model: OpenaiModel): VendorReply | undefined {
  for (const rule of rules) {
    const reply = rule(body, model);
    if (reply !== undefined) return reply;
  }
  return undefined;
}
