import type { ChatRequest, JsonObject } from "@hub/protocol";
import { type DroppedParams, jsonInstruction, type OutputPlan } from "@hub/provider";
import { adaptSchema } from "./adapt-schema.ts";
import type { ModelRules } from "./model-rules.ts";

/** How the answer gets its form; held to JSON, and to a schema if there is one. No tool stands in for it. */
export type AnswerPlan = OutputPlan<{ schema?: JsonObject }, never>;

/** The plan for a request; `hasTools`: whether functions or web search are sent with it. */
export function planAnswer(
  request: ChatRequest,
  rules: ModelRules,
  hasTools: boolean,
  dropped: DroppedParams,
): AnswerPlan {
  const format = request.response_format;
  if (!format || format.type === "text") return { kind: "text" };
  const { schema, description } = format.type === "json_schema" ? format.json_schema : {};
  const isNative = rules.json === "always" || (rules.json === "alone" && !hasTools);
  if (!isNative) return { kind: "instruction", text: jsonInstruction(schema, description) };
  if (schema) return { kind: "native", native: { schema: adaptSchema(describedBy(schema, description)) } };
  if (description) dropped.add("response_format.json_schema.description");
  return { kind: "native", native: {} };
}

/** The schema with the description of the answer before its own: Google has no other place for it. */
function describedBy(schema: JsonObject, description: string | null | undefined): JsonObject {
  if (!description || description === schema.description) return schema;
  return { ...schema, description: [description, schema.description].filter(Boolean).join("\n") };
}
