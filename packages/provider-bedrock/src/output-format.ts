import type { ChatRequest, JsonObject } from "@hub/protocol";
import { chosenTools, functionTools } from "@hub/provider";
import { adaptSchema } from "./adapt-schema.ts";
import { type ModelRules, rulesOf } from "./model-rules.ts";
import { planReasoning } from "./reasoning.ts";
import type { ConverseBody, ToolSpec } from "./wire-types.ts";

/** How the answer gets the form that `response_format` asks for. */
export type OutputPlan =
  | { kind: "text" }
  /** The model is held to the schema. */
  | { kind: "native"; outputConfig: ConverseBody["outputConfig"] & object }
  /** A tool that the model has to call; its input is the answer's content. */
  | { kind: "tool"; tool: ToolSpec }
  /** The model is told to. */
  | { kind: "instruction"; text: string };

const ONLY_JSON =
  "Answer with a single JSON object and nothing else: no text before or after it, and no code fence around it.";
const MAX_TOOL_NAME_LENGTH = 64;

/**
 * The plan for a request. It depends on the request alone, so that the reading of the answer comes to the same.
 *
 * - `json_schema`: native where model and schema allow. Else a tool, where the model may be made to call it. Else,
 *   and for schemas that are no object at the top, an instruction that holds the schema.
 * - `json_object`: an instruction, for Converse has no JSON mode without a schema.
 * - A call of the caller's own tools that is required leaves no room for content, and so for its form.
 */
export function planOutput(request: ChatRequest): OutputPlan {
  const format = request.response_format;
  if (!format || format.type === "text") return { kind: "text" };
  if (format.type === "json_object") return { kind: "instruction", text: ONLY_JSON };
  const { name, description, schema } = format.json_schema;
  if (!schema) return { kind: "instruction", text: ONLY_JSON };
  const rules = rulesOf(request.model);
  const adapted = rules.structuredOutputs ? adaptSchema(schema) : undefined;
  if (adapted) return { kind: "native", outputConfig: toOutputConfig(adapted, name, description) };
  const choice = chosenTools(request, "Bedrock").mode;
  if (choice === "required" || typeof choice === "object") return { kind: "text" };
  if (!mayForceTools(request, rules) || schema.type !== "object") {
    return { kind: "instruction", text: `${ONLY_JSON} It has to match this JSON Schema:\n${JSON.stringify(schema)}` };
  }
  return {
    kind: "tool",
    tool: {
      name: outputToolName(request, name),
      description: description?.trim() || "Gives the answer in the form that was asked for.",
      inputSchema: { json: schema },
    },
  };
}

/** The name of the tool whose input is the answer's content, if the request was sent with one. */
export function outputToolOf(request: ChatRequest): string | undefined {
  if (request.response_format?.type !== "json_schema") return undefined;
  const plan = planOutput(request);
  return plan.kind === "tool" ? plan.tool.name : undefined;
}

/** Whether a call can be forced: never with a thinking budget, and not with every model. */
export function mayForceTools(request: ChatRequest, rules: ModelRules): boolean {
  return rules.forcedTools !== "never" && !planReasoning(request, rules).budgeted;
}

function toOutputConfig(schema: JsonObject, name: string, description: string | null | undefined) {
  const text = description?.trim() ? { description } : {};
  const jsonSchema = { schema: JSON.stringify(schema), name: toToolName(name), ...text };
  return { textFormat: { type: "json_schema" as const, structure: { jsonSchema } } };
}

function outputToolName(request: ChatRequest, name: string): string {
  const taken = new Set(functionTools(request, "Bedrock").map((tool) => tool.name));
  const base = toToolName(name);
  let free = base;
  for (let number = 2; taken.has(free); number++) {
    const suffix = `_${number}`;
    free = base.slice(0, MAX_TOOL_NAME_LENGTH - suffix.length) + suffix;
  }
  return free;
}

/** A name within `[a-zA-Z0-9_-]{1,64}`: what else it holds becomes `_`. */
export function toToolName(name: string): string {
  return name.replace(/[^a-zA-Z0-9_-]/g, "_").slice(0, MAX_TOOL_NAME_LENGTH) || "_";
}
