import { isBase64, parseDataUrl } from "../../answer/media-type.ts";
import { type ChatBody, type ChatPart, contentText, toolName } from "../../openai-compatible/chat-body.ts";
import type { VendorReply } from "../../vendor.ts";
import { groqError, groqUnsupported } from "./groq-error.ts";
import type { GroqModel } from "./groq-models.ts";

type Rule = (body: ChatBody, model: GroqModel) => VendorReply | undefined;

/** Fields that Groq's OpenAI compatibility page lists as answered with 400 (read 2026-11). */
const unsupportedRule: Rule = (body) => {
  if (body.n != null && body.n !== 1) return groqUnsupported(["n"], "'n' : number must be at most 1");
  for (const name of ["logit_bias", "logprobs", "top_logprobs"] as const) {
    const value = body[name];
    if (value != null && value !== false) return groqUnsupported([name], `property '${name}' is unsupported`);
  }
  for (const [index, message] of body.messages.entries()) {
    // Documented as unsupported, yet recorded as accepted on tool messages.
    if (message.name !== undefined && message.role !== "tool" && message.role !== "function") {
      const text = `'messages.${index}' : for 'role:${message.role}' the following must be satisfied[('messages.${index}' : property 'name' is unsupported)]`;
      return groqUnsupported(["messages", index, "name"], text);
    }
  }
  return undefined;
};

/** Reasoning: settings for models that think, and thoughts sent back to models that do not (vercel/ai#8056). */
const reasoningRule: Rule = (body, model) => {
  if (body.reasoning_format != null && body.include_reasoning != null) {
    return groqError(400, "cannot specify both reasoning_format and include_reasoning");
  }
  if (model.reasoning === "none") {
    if (body.reasoning_format != null) return groqError(400, "reasoning_format is not supported with this model");
    if (body.reasoning_effort != null) return groqError(400, "reasoning_effort is not supported with this model");
    const index = body.messages.findIndex((message) => message.reasoning != null);
    if (index >= 0) return groqError(400, `messages[${index}].reasoning: reasoning is not supported with this model`);
    return undefined;
  }
  const efforts = model.reasoning === "channel" ? ["low", "medium", "high"] : ["none", "default"];
  if (body.reasoning_effort != null && !efforts.includes(body.reasoning_effort)) {
    const list = efforts.map((effort) => `\`${effort}\``).join(", ");
    return groqError(400, `\`reasoning_effort\` must be one of ${list}`);
  }
  const structured = (body.tools?.length ?? 0) > 0 || body.response_format?.type === "json_object";
  if (body.reasoning_format === "raw" && structured) {
    return groqError(400, "reasoning_format must be 'parsed' or 'hidden' when using tools or JSON mode");
  }
  return undefined;
};

const optionsRule: Rule = (body, model) => {
  if (body.stream_options != null && body.stream !== true) {
    return groqError(400, "`stream_options` is only allowed when `stream` is enabled");
  }
  const tokens = body.max_completion_tokens ?? body.max_tokens;
  if (tokens != null && tokens > model.outputTokens) {
    return groqError(
      400,
      `\`max_tokens\` must be less than or equal to \`${model.outputTokens}\`, the maximum value for \`max_tokens\` is less than the \`context_window\` for this model`,
    );
  }
  const text = body.messages.map((message) => contentText(message.content)).join("\n");
  if (body.response_format?.type === "json_object" && !/json/i.test(text)) {
    return groqError(
      400,
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
    );
  }
  return undefined;
};

const toolsRule: Rule = (body) => {
  const tools = body.tools ?? [];
  const choice = body.tool_choice;
  if (choice === "required" && tools.length === 0)
    return groqError(400, "tool_choice is only allowed when using tools");
  if (typeof choice !== "object" || choice === null) return undefined;
  const wanted = choice.function?.name ?? "";
  return tools.some((tool) => toolName(tool) === wanted)
    ? undefined
    : groqError(400, `Tool choice function \`${wanted}\` is not one of the tools`);
};

const contentRule: Rule = (body, model) => {
  for (const [index, message] of body.messages.entries()) {
    if (!Array.isArray(message.content)) continue;
    for (const part of message.content as readonly ChatPart[]) {
      if (part.type !== "image_url") continue;
      if (!model.vision) return groqError(400, `'messages.${index}.content' : value must be a string`);
      const url = part.image_url?.url ?? "";
      if (/^https?:\/\//.test(url)) continue;
      const inline = parseDataUrl(url);
      if (inline === undefined || !isBase64(inline.data)) return groqError(400, "invalid image data");
    }
  }
  return undefined;
};

const rules: readonly Rule[] = [unsupportedRule, reasoningRule, optionsRule, toolsRule, contentRule];

/** The first rule beyond plain types that a request breaks, as Groq's answer to it. */
export function checkGroqRules(body: ChatBody, model: GroqModel): VendorReply | undefined {
  for (const rule of rules) {
    const reply = rule(body, model);
    if (reply !== undefined) return reply;
  }
  return undefined;
}
