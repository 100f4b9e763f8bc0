import { type ChatRequest, isJsonObject, type JsonObject } from "@hub/protocol";
import { chosenTools, functionTools } from "@hub/provider";
import { adaptSchema } from "./adapt-schema.ts";
import { type ModelRules, rulesOf } from "./model-rules.ts";
import { fitsLimits } from "./schema-limits.ts";
import { planThinking } from "./thinking.ts";
import type { ClientTool } from "./wire-types.ts";

/** How the answer gets the form that `response_format` asks for. */
export type OutputPlan =
  | { kind: "text" }
  /** The model is held to the schema. */
  | { kind: "native"; schema: JsonObject }
  /** A tool that the model has to call; its input is the answer's content. */
  | { kind: "tool"; tool: ClientTool }
  /** The model is told to. */
  | { kind: "instruction"; text: string };

const ONLY_JSON =
  "Answer with a single JSON object and nothing else: no text before or after it, and no code fence around it.";

/**
 * The plan for a request. It depends on the request alone, so that the reading of the answer comes to the same.
 *
 * - `json_schema`: native where model and schema allow. Else a tool, where the model may be made to call it. Else,
 *   and for schemas that are no object at the top, an instruction that holds the schema.
 * - `json_object`: an instruction, for Anthropic has no JSON mode without a schema.
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
  if (adapted && fitsLimits([], adapted)) return { kind: "native", schema: adapted };
  const choice = chosenTools(request, "Anthropic").mode;
  if (choice === "required" || typeof choice === "object") return { kind: "text" };
  if (!mayForceTools(request, rules) || schema.type !== "object") {
    return { kind: "instruction", text: `${ONLY_JSON} It has to match this JSON Schema:\n${JSON.stringify(schema)}` };
  }
  return {
    kind: "tool",
    tool: {
      name: outputToolName(request, name),
      description: description || "Gives the answer in the form that was asked for.",
      input_schema: schema,
    },
  };
}

/** The name of the tool whose input is the answer's content, if the request was sent with one. */
export function outputToolOf(request: ChatRequest): string | undefined {
  if (request.response_format?.type !== "json_schema") return undefined;
  const plan = planOutput(request);
  return plan.kind === "tool" ? plan.tool.name : undefined;
}

/** `tool_choice` `any` or `tool`: refused with a thinking budget, and by some models always. */
export function mayForceTools(request: ChatRequest, rules: ModelRules): boolean {
  return rules.forcedTools && !planThinking(request, rules).budgeted;
}

/** `output_config`: what the caller gave of it, then effort and format. */
export function toOutputConfig(request: ChatRequest, plan: OutputPlan, effort: string | undefined): JsonObject {
  return {
    ...(effort && { effort }),
    ...(plan.kind === "native" && { format: { type: "json_schema", schema: plan.schema } }),
    ...(isJsonObject(request.output_config) && request.output_config),
  };
}

function outputToolName(request: ChatRequest, name: string): string {
  const taken = new Set(functionTools(request, "Anthropic").map((tool) => tool.name));
  let free = name.replace(/[^a-zA-Z0-9_-]/g, "_").slice(0, 64) || "answer";
  while (taken.has(free)) free = `${free}_`;
  return free;
}
