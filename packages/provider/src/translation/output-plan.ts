import type { ChatRequest, JsonObject } from "@hub/protocol";
import type { DroppedParams } from "./dropped-params.ts";
import { chosenTools } from "./tool-choice.ts";

/** How an answer gets the form that `response_format` asks for. */
export type OutputPlan<Native, Tool> =
  | { kind: "text" }
  /** The model is held to the schema. */
  | { kind: "native"; native: Native }
  /** A tool that the model has to call; its input is the answer's content. */
  | { kind: "tool"; tool: Tool }
  /** The model is told to. */
  | { kind: "instruction"; text: string };

/** The form that a schema asks for. */
export interface AskedSchema {
  name: string;
  description?: string | null | undefined;
  schema: JsonObject;
}

/** What a vendor without a JSON mode offers instead. */
export interface OutputMeans<Native, Tool> {
  /** The name for people. */
  vendor: string;
  /** How the model is held to the schema; `undefined` where it cannot be. */
  toNative(asked: AskedSchema): Native | undefined;
  toTool(asked: AskedSchema): Tool;
  /** Whether the model may be made to call a tool. */
  mayForceTools(): boolean;
}

const ONLY_JSON =
  "Answer with a single JSON object and nothing else: no text before or after it, and no code fence around it.";

/** The instruction to answer in JSON, for models that nothing else can hold to it. The description is the schema's. */
export function jsonInstruction(schema?: JsonObject | null | undefined, description?: string | null): string {
  const instruction = description?.trim() ? `${ONLY_JSON}\n${description}` : ONLY_JSON;
  return schema ? `${instruction}\nIt has to match this JSON Schema:\n${JSON.stringify(schema)}` : instruction;
}

/** Names the strictness that was asked for where the plan has no room for it: the answer may then miss its schema. */
export function reportLooseOutput(
  { response_format: format }: ChatRequest,
  { kind }: OutputPlan<unknown, unknown>,
  dropped: DroppedParams,
): void {
  const isLoose = kind === "tool" || kind === "instruction";
  if (isLoose && format?.type === "json_schema" && format.json_schema.strict === true) {
    dropped.add("response_format.json_schema.strict");
  }
}

/**
 * The plan for a request, at a vendor that has no JSON mode without a schema. It depends on the request alone, so that
 * the reading of the answer comes to the same.
 *
 * - `json_schema`: native where model and schema allow. Else a tool, where the model may be made to call it. Else,
 *   and for schemas that are no object at the top, an instruction that holds the schema.
 * - `json_object`: an instruction.
 * - A call of the caller's own tools that is required leaves no room for content, and so for its form.
 */
export function planOutput<Native, Tool>(
  request: ChatRequest,
  { vendor, toNative, toTool, mayForceTools }: OutputMeans<Native, Tool>,
): OutputPlan<Native, Tool> {
  const format = request.response_format;
  if (!format || format.type === "text") return { kind: "text" };
  if (format.type === "json_object") return { kind: "instruction", text: jsonInstruction() };
  const { name, description, schema } = format.json_schema;
  if (!schema) return { kind: "instruction", text: jsonInstruction(schema, description) };
  const asked: AskedSchema = { name, description, schema };
  const native = toNative(asked);
  if (native !== undefined) return { kind: "native", native };
  const choice = chosenTools(request, vendor).mode;
  if (choice === "required" || typeof choice === "object") return { kind: "text" };
  if (!mayForceTools() || schema.type !== "object") {
    return { kind: "instruction", text: jsonInstruction(schema, description) };
  }
  return { kind: "tool", tool: toTool(asked) };
}
