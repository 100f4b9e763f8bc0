import type { ChatRequest, JsonObject } from "@hub/protocol";
import { adaptSchema } from "./adapt-schema.ts";
import type { ModelRules } from "./model-rules.ts";

/** How the answer gets the form that `response_format` asks for. */
export type OutputPlan =
  | { kind: "text" }
  /** The model is held to JSON, and to the schema if there is one. */
  | { kind: "native"; schema?: JsonObject }
  /** The model is told to. */
  | { kind: "instruction"; text: string };

const ONLY_JSON =
  "Answer with a single JSON object and nothing else: no text before or after it, and no code fence around it.";

/** The plan for a request; `hasTools`: whether functions or web search are sent with it. */
export function planOutput(request: ChatRequest, rules: ModelRules, hasTools: boolean): OutputPlan {
  const format = request.response_format;
  if (!format || format.type === "text") return { kind: "text" };
  const schema = format.type === "json_schema" ? format.json_schema.schema : undefined;
  if (rules.json === "always" || (rules.json === "alone" && !hasTools)) {
    return { kind: "native", ...(schema && { schema: adaptSchema(schema) }) };
  }
  const rule = schema ? `${ONLY_JSON} It has to match this JSON Schema:\n${JSON.stringify(schema)}` : ONLY_JSON;
  return { kind: "instruction", text: rule };
}
