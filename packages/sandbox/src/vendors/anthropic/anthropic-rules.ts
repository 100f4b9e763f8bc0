import type { ClaudeModel } from "./anthropic-models.ts";
import { messageProblem } from "./message-rules.ts";
import type { MessagesBody } from "./messages-body.ts";
import { blocksOf } from "./messages-body.ts";
import { outputSchemaProblem } from "./output-schema.ts";

/** What a rule may look at. */
interface Facts {
  readonly body: MessagesBody;
  readonly model: ClaudeModel;
  /** Value of the `anthropic-version` header. */
  readonly version: string;
}

type Rule = (facts: Facts) => string | undefined;

/** From this version on the API refuses sampling parameters on every model (announced 2026-10-21). */
const withoutSampling = "2026-10-21";
const thinkingPage = "https://docs.claude.com/en/docs/build-with-claude/extended-thinking";

const tokensRule: Rule = ({ body, model }) =>
  body.max_tokens > model.outputTokens
    ? `max_tokens: ${body.max_tokens} > ${model.outputTokens}, which is the maximum allowed number of output tokens for ${body.model}`
    : undefined;

const samplingRule: Rule = ({ body, model, version }) => {
  const given = (["temperature", "top_p", "top_k"] as const).filter((name) => body[name] != null);
  if (given.length > 0 && (model.refusesSampling || version >= withoutSampling)) {
    return `\`${given[0]}\` is deprecated for this model.`;
  }
  if (model.refusesBothSampling && body.temperature != null && body.top_p != null) {
    return "`temperature` and `top_p` cannot both be specified for this model. Please use only one.";
  }
  return undefined;
};

const thinkingRule: Rule = ({ body, model }) => {
  const { thinking } = body;
  if (thinking == null || thinking.type === "disabled" || thinking.type === "between_tools") return undefined;
  if (!model.thinking.includes(thinking.type as "enabled" | "adaptive")) {
    if (model.thinking.length === 0) return `'${body.model}' does not support thinking.`;
    return thinking.type === "enabled"
      ? '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.'
      : "adaptive thinking is not supported on this model";
  }
  if (thinking.type === "enabled" && (thinking.budget_tokens ?? 0) >= body.max_tokens) {
    return `\`max_tokens\` must be greater than \`thinking.budget_tokens\`. Please consult our documentation at ${thinkingPage}#max-tokens-and-context-window-size`;
  }
  if (body.temperature != null && body.temperature !== 1) {
    return `\`temperature\` may only be set to 1 when thinking is enabled. Please consult our documentation at ${thinkingPage}#important-considerations-when-using-extended-thinking`;
  }
  if (body.top_k != null) return "`top_k` must be unset when thinking is enabled.";
  if (body.top_p != null && body.top_p < 0.95) {
    return "`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled.";
  }
  // Adaptive thinking with a forced choice is recorded as accepted (claude-opus-4-6, tool_choice any).
  const forced = body.tool_choice?.type === "any" || body.tool_choice?.type === "tool";
  return thinking.type === "enabled" && forced
    ? "Thinking may not be enabled when tool_choice forces tool use."
    : undefined;
};

const toolsRule: Rule = ({ body }) => {
  const tools = body.tools ?? [];
  const names = tools.map((tool) => tool.name).filter((name) => name !== undefined);
  if (new Set(names).size < names.length) return "tools: Tool names must be unique.";
  for (const [index, tool] of tools.entries()) {
    const problem = tool.strict === true ? outputSchemaProblem(tool.input_schema) : undefined;
    if (problem !== undefined) return `tools.${index}.custom.input_schema: ${problem}`;
  }
  const choice = body.tool_choice;
  if (choice == null) return undefined;
  if (tools.length === 0) return "tool_choice: tool_choice may only be specified while providing tools";
  return choice.type === "tool" && !names.includes(choice.name ?? "")
    ? `tool_choice: Tool '${choice.name}' not found in provided tools`
    : undefined;
};

const outputRule: Rule = ({ body, model }) => {
  const effort = body.output_config?.effort;
  if (effort != null && !model.efforts.includes(effort)) {
    return model.efforts.length === 0
      ? "This model does not support the effort parameter."
      : `This model does not support effort level '${effort}'. Supported levels: ${model.efforts.join(", ")}.`;
  }
  if (body.output_config?.format != null) {
    const problem = outputSchemaProblem(body.output_config.format.schema);
    return problem && `output_config.format.schema: ${problem}`;
  }
  const problem = outputSchemaProblem(body.output_format?.schema);
  return problem && `output_format.schema: ${problem}`;
};

const stopRule: Rule = ({ body }) =>
  body.stop_sequences?.some((stop) => stop.trim() === "")
    ? "stop_sequences: each stop sequence must contain non-whitespace"
    : undefined;

const endRule: Rule = ({ body, model }) =>
  model.refusesPrefill && body.messages.at(-1)?.role === "assistant"
    ? "This model does not support assistant message prefill. The conversation must end with a user message."
    : undefined;

const cacheRule: Rule = ({ body }) => {
  const marked = [
    ...(body.tools ?? []),
    ...(Array.isArray(body.system) ? body.system : []),
    ...body.messages.flatMap((message) => blocksOf(message.content)),
  ].filter((part) => part.cache_control != null).length;
  const total = marked + (body.cache_control == null ? 0 : 1);
  return total > 4 ? `A maximum of 4 blocks with cache_control may be provided. Found ${total}.` : undefined;
};

const versionRule: Rule = ({ body, version }) => {
  if (version < withoutSampling) return undefined;
  for (const [index, message] of body.messages.entries()) {
    if (message.role !== "assistant") continue;
    const position = blocksOf(message.content).findIndex((block) => block.type === "document");
    if (position >= 0)
      return `messages.${index}.content.${position}: document blocks are not allowed in assistant messages`;
  }
  return undefined;
};

const rules: readonly Rule[] = [
  tokensRule,
  samplingRule,
  thinkingRule,
  toolsRule,
  outputRule,
  stopRule,
  cacheRule,
  versionRule,
  ({ body }) => messageProblem(body),
  endRule,
];

/** The first rule beyond plain types that a request breaks, in Anthropic's words; all are 400. */
export function anthropicProblem(body: MessagesBody, model: ClaudeModel, version: string): string | undefined {
  for (const rule of rules) {
    const problem = rule({ body, model, version });
    if (problem !== undefined) return problem;
  }
  return undefined;
}
