import type { ChatRequest, JsonObject } from "@hub/protocol";
import { jsonInstruction, type OutputPlan } from "@hub/provider";
import { adaptSchema } from "./adapt-schema.ts";
import type { ModelRules } from "./model-rules.ts";

/** How the answer gets its form; held to JSON, and to a schema if there is one. No tool stands in for it. */
export type AnswerPlan = OutputPlan<{ schema?: JsonObject }, never>;

/** The plan for a request; `hasTools`: whether functions or web search are sent with it. */
export function planAnswer(request: ChatRequest, rules: ModelRules, hasTools: boolean): AnswerPlan {
  const format = request.response_format;
  if (!format || format.type === "text") return { kind: "text" };
  const schema = format.type === "json_schema" ? format.json_schema.schema : undefined;
  if (rules.json === "always" || (rules.json === "alone" && !hasTools)) {
    return { kind: "native", native: schema ? { schema: adaptSchema(schema) } : {} };
  }
  return { kind: "instruction", text: jsonInstruction(schema) };
}
