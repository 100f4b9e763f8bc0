import type { Prompt } from "../../answer/prompt.ts";
import { isRecord } from "../../shape/shape.ts";
import type { BedrockModel } from "./bedrock-models.ts";
import {
  answerSchema,
  blocksText,
  type ConverseBlock,
  type ConverseBody,
  lastUserText,
  modelFields,
  toolSpecs,
} from "./converse-body.ts";

/** Reads the facts of a checked Converse request. Tools that Bedrock runs itself are never called. */
export function conversePrompt(body: ConverseBody, model: BedrockModel): Prompt {
  const { messages, inferenceConfig } = body;
  const lastTurn = messages.findLastIndex((message) => message.role === "assistant") + 1;
  const last = messages.slice(lastTurn).flatMap((message) => message.content);
  const schema = answerSchema(body);
  return {
    vendor: "bedrock",
    model: model.id,
    messageCount: messages.length,
    system: blocksText(body.system ?? []),
    lastUserText: lastUserText(body),
    attachments: messages.flatMap((message) => message.content).flatMap(attachmentKinds),
    toolResults: last.flatMap((block) => (block.toolResult === undefined ? [] : resultText(block.toolResult.content))),
    tools: toolSpecs(body).map(({ name, inputSchema }) => ({ name, kind: "function", schema: inputSchema.json })),
    toolChoice: chosenTool(body),
    parallelToolCalls: !disablesParallelCalls(body),
    format: schema === undefined ? { type: "text" } : { type: "schema", schema },
    stop: inferenceConfig?.stopSequences ?? [],
    maxTokens: inferenceConfig?.maxTokens ?? model.outputTokens,
    reasoning: isThinking(body, model) ? "shown" : "none",
  };
}

function chosenTool(body: ConverseBody): Prompt["toolChoice"] {
  const choice = body.toolConfig?.toolChoice;
  if (choice?.tool !== undefined) return { name: choice.tool.name };
  return choice?.any === undefined ? "auto" : "required";
}

/** Claude's own field: Converse has none. */
function disablesParallelCalls(body: ConverseBody): boolean {
  const choice = modelFields(body).tool_choice;
  return isRecord(choice) && choice.disable_parallel_tool_use === true;
}

/** Claude thinks when asked, Nova 2 too; some others always do. */
function isThinking(body: ConverseBody, model: BedrockModel): boolean {
  const { thinking, reasoningConfig } = modelFields(body);
  if (model.claude !== undefined) {
    return isRecord(thinking) && (thinking.type === "enabled" || thinking.type === "adaptive");
  }
  return model.alwaysReasons || (isRecord(reasoningConfig) && reasoningConfig.type === "enabled");
}

function resultText(content: readonly ConverseBlock[]): string {
  return content
    .map((part) => part.text ?? (part.json === undefined ? "" : JSON.stringify(part.json)))
    .filter((text) => text !== "")
    .join("\n");
}

const kinds = [
  ["image", "image"],
  ["document", "file"],
  ["video", "video"],
  ["audio", "audio"],
] as const;

function attachmentKinds(block: ConverseBlock): readonly string[] {
  const own = kinds.filter(([name]) => block[name] !== undefined).map(([, kind]) => kind);
  return [...own, ...(block.toolResult?.content ?? []).flatMap(attachmentKinds)];
}
