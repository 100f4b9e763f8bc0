import { type ChatRequest, isJsonObject, type JsonObject } from "@hub/protocol";
import { type DroppedParams, functionTools, type OutputPlan, planOutput, reportUnusable } from "@hub/provider";
import { adaptSchema } from "./adapt-schema.ts";
import { type ModelRules, rulesOf } from "./model-rules.ts";
import { fitsLimits } from "./schema-limits.ts";
import { planThinking } from "./thinking.ts";
import type { ClientTool } from "./wire-types.ts";

/** How the answer gets its form: held to a schema, or as a tool's input. */
export type AnswerPlan = OutputPlan<JsonObject, ClientTool>;

/** The plan for a request; Anthropic has no JSON mode without a schema. */
export function planAnswer(request: ChatRequest, rules: ModelRules): AnswerPlan {
  return planOutput(request, {
    vendor: "Anthropic",
    toNative({ schema, description }) {
      const adapted = rules.structuredOutputs ? adaptSchema(describe(schema, description)) : undefined;
      return adapted && fitsLimits([], adapted) ? adapted : undefined;
    },
    toTool: ({ name, description, schema }) => ({
      name: outputToolName(request, name),
      description: description || "Gives the answer in the form that was asked for.",
      input_schema: schema,
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

/** `tool_choice` `any` or `tool`: refused with a thinking budget, and by some models always. */
export function mayForceTools(request: ChatRequest, rules: ModelRules): boolean {
  return rules.forcedTools && !planThinking(request, rules).budgeted;
}

/** `output_config`: what the caller gave of it, then effort and format. */
export function toOutputConfig(
  request: ChatRequest,
  plan: AnswerPlan,
  effort: string | undefined,
  dropped: DroppedParams,
): JsonObject {
  const own = request.output_config;
  if (!isJsonObject(own)) reportUnusable("output_config", own, dropped);
  return {
    ...(effort && { effort }),
    ...(plan.kind === "native" && { format: { type: "json_schema", schema: plan.native } }),
    ...(isJsonObject(own) && own),
  };
}

/** The schema with what the caller says about it, for which Anthropic has no other place. */
function describe(schema: JsonObject, description: string | null | undefined): JsonObject {
  if (!description?.trim()) return schema;
  const own = typeof schema.description === "string" ? `\n${schema.description}` : "";
  return { ...schema, description: description + own };
}

function outputToolName(request: ChatRequest, name: string): string {
  const taken = new Set(functionTools(request, "Anthropic").map((tool) => tool.name));
  let free = name.replace(/[^a-zA-Z0-9_-]/g, "_").slice(0, 64) || "answer";
  while (taken.has(free)) free = `${free}_`;
  return free;
}
