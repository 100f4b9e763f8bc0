import { isRecord } from "../../shape/shape.ts";
import { anthropicViolation } from "../anthropic/anthropic-error.ts";
import type { ClaudeModel } from "../anthropic/anthropic-models.ts";
import { anthropicProblem } from "../anthropic/anthropic-rules.ts";
import type { MessagesBody } from "../anthropic/messages-body.ts";
import { messagesShape } from "../anthropic/messages-shape.ts";
import { answerSchema, type ConverseBody, modelFields, toolSpecs } from "./converse-body.ts";

/** Bedrock speaks this version of Anthropic's API (`bedrock-2023-05-31` by its own name). */
const version = "2023-06-01";

/**
 * What Claude itself refuses in a Converse request: all but its messages is put into Anthropic's own format, as Bedrock
 * does, and checked by Anthropic's own rules. The sentence is Anthropic's.
 */
export function claudeProblem(body: ConverseBody, model: ClaudeModel): string | undefined {
  const request = toMessagesRequest(body, model);
  const violation = messagesShape(request, []);
  if (violation !== undefined) {
    const reply = anthropicViolation(violation);
    const error = reply.kind === "json" && isRecord(reply.body) ? reply.body.error : undefined;
    return isRecord(error) ? String(error.message) : undefined;
  }
  return anthropicProblem(request as unknown as MessagesBody, model, version) ?? thinkingStartProblem(body);
}

function toMessagesRequest(body: ConverseBody, model: ClaudeModel): Record<string, unknown> {
  const { maxTokens, temperature, topP, stopSequences } = body.inferenceConfig ?? {};
  const { anthropic_beta: _beta, output_config: output, ...fields } = modelFields(body);
  // Bedrock takes `minLength`, which Anthropic refuses (recorded).
  const schema: unknown = JSON.parse(JSON.stringify(answerSchema(body) ?? null), (key, value: unknown) =>
    key === "minLength" ? undefined : value,
  );
  const config = {
    ...(isRecord(output) ? output : {}),
    ...(schema === null ? {} : { format: { type: "json_schema", schema } }),
  };
  const tools = toolSpecs(body).map(({ name, description, inputSchema, strict }) => ({
    name,
    input_schema: inputSchema.json,
    ...(description === undefined ? {} : { description }),
    ...(strict === undefined ? {} : { strict }),
  }));
  const choice = body.toolConfig?.toolChoice;
  return {
    model: model.servedAs,
    max_tokens: maxTokens ?? model.outputTokens,
    messages: [{ role: "user", content: "Checked elsewhere" }],
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(stopSequences === undefined ? {} : { stop_sequences: stopSequences }),
    ...(tools.length === 0 ? {} : { tools }),
    ...(choice?.any === undefined ? {} : { tool_choice: { type: "any" } }),
    ...(choice?.tool === undefined ? {} : { tool_choice: { type: "tool", name: choice.tool.name } }),
    ...(Object.keys(config).length === 0 ? {} : { output_config: config }),
    ...fields,
  };
}

/** With thinking on, an assistant message whose tools are being answered must begin with its thinking. */
function thinkingStartProblem(body: ConverseBody): string | undefined {
  const { thinking } = modelFields(body);
  const last = body.messages.at(-1);
  const isContinued = last?.role === "user" && last.content.some((block) => block.toolResult !== undefined);
  if (!isRecord(thinking) || thinking.type !== "enabled" || !isContinued) return undefined;
  const index = body.messages.findLastIndex((message) => message.role === "assistant");
  const first = body.messages[index]?.content[0];
  if (first === undefined || first.reasoningContent !== undefined) return undefined;
  const found = first.toolUse === undefined ? "text" : "tool_use";
  return `messages.${index}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${found}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block (preceeding the lastmost set of \`tool_use\` and \`tool_result\` blocks). We recommend you include thinking blocks from previous turns. To avoid this requirement, disable \`thinking\`.`;
}
