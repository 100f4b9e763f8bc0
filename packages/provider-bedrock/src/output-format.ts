import type { ChatRequest } from "@hub/protocol";
import { type AskedSchema, functionTools, type OutputPlan, planOutput } from "@hub/provider";
import { adaptSchema } from "./adapt-schema.ts";
import { type ModelRules, rulesOf } from "./model-rules.ts";
import { planReasoning } from "./reasoning.ts";
import type { ConverseBody, ToolSpec } from "./wire-types.ts";

/** How the answer gets its form: held to a schema, or as a tool's input. */
export type AnswerPlan = OutputPlan<ConverseBody["outputConfig"] & object, ToolSpec>;

const MAX_TOOL_NAME_LENGTH = 64;

/** The plan for a request; Converse has no JSON mode without a schema. */
export function planAnswer(request: ChatRequest, rules: ModelRules): AnswerPlan {
  return planOutput(request, {
    vendor: "Bedrock",
    toNative: (asked) => (rules.structuredOutputs ? toOutputConfig(asked) : undefined),
    toTool: ({ name, description, schema }) => ({
      name: outputToolName(request, name),
      description: description?.trim() || "Gives the answer in the form that was asked for.",
      inputSchema: { json: schema },
    }),
    mayForceTools: () => mayForceTools(request, rules),
  });
}

/** The name of the tool whose input is the answer's content, if the request was sent with one. */
export function outputToolOf(request: ChatRequest): string | undefined {
  if (request.response_format?.type !== "json_schema") return undefined;
  const plan = planAnswer(request, rulesOf(request.model));
  return plan.kind === "tool" ? plan.tool.name : undefined;
}

/** Whether a call can be forced: never with a thinking budget, and not with every model. */
export function mayForceTools(request: ChatRequest, rules: ModelRules): boolean {
  return rules.forcedTools !== "never" && !planReasoning(request, rules).budgeted;
}

function toOutputConfig({ name, description, schema }: AskedSchema): ConverseBody["outputConfig"] {
  const adapted = adaptSchema(schema);
  if (!adapted) return undefined;
  const text = description?.trim() ? { description } : {};
  const jsonSchema = { schema: JSON.stringify(adapted), name: toToolName(name), ...text };
  return { textFormat: { type: "json_schema", structure: { jsonSchema } } };
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
