import type { ChatRequest, JsonObject } from "@hub/protocol";
import {
  type ChosenTools,
  chosenTools,
  type DroppedParams,
  type FunctionDefinition,
  isLegacy,
  toInputSchema,
} from "@hub/provider";
import { adaptSchema } from "./adapt-schema.ts";
import type { CacheMarks } from "./cache-control.ts";
import type { ModelRules } from "./model-rules.ts";
import { type AnswerPlan, mayForceTools } from "./output-format.ts";
import { fitsLimits } from "./schema-limits.ts";
import type { ClientTool, WebSearchTool, WireToolChoice } from "./wire-types.ts";

/** `tools` and `tool_choice` of the body. */
export interface WireTools {
  tools?: (ClientTool | WebSearchTool)[];
  tool_choice?: WireToolChoice;
}

/** Translates tools and the choice among them, the tool for structured output and web search included. */
export function toTools(
  request: ChatRequest,
  rules: ModelRules,
  output: AnswerPlan,
  cacheMarks: CacheMarks,
  dropped: DroppedParams,
): WireTools {
  const chosen = chosenTools(request, "Anthropic");
  const strictSchemas = toStrictSchemas(chosen.functions, rules, output);
  const tools: (ClientTool | WebSearchTool)[] = chosen.functions.map((definition, index) =>
    toTool(definition, strictSchemas[index], cacheMarks, dropped),
  );
  if (output.kind === "tool") tools.push(output.tool);
  const choice = toToolChoice(request, chosen, output, mayForceTools(request, rules), dropped);
  const search = toWebSearch(request, dropped);
  if (search) tools.push(search);
  return { ...(tools.length > 0 && { tools }), ...(choice && { tool_choice: choice }) };
}

/** The schemas of the strict tools, at their places; of none of them when they are too much together. */
function toStrictSchemas(
  functions: readonly FunctionDefinition[],
  rules: ModelRules,
  output: AnswerPlan,
): (JsonObject | undefined)[] {
  if (!rules.structuredOutputs) return [];
  const schemas = functions.map(({ strict, parameters }) => {
    const schema = strict ? adaptSchema(toInputSchema(parameters)) : undefined;
    // "input_schema does not support oneOf, allOf, or anyOf at the top level" (anomalyco/opencode#38616).
    return schema?.type === "object" ? schema : undefined;
  });
  const known = schemas.filter((schema) => schema !== undefined);
  return fitsLimits(known, output.kind === "native" ? output.native : undefined) ? schemas : [];
}

function toTool(
  { name, description, parameters, strict, holders }: FunctionDefinition,
  strictSchema: JsonObject | undefined,
  cacheMarks: CacheMarks,
  dropped: DroppedParams,
): ClientTool {
  if (strict && !strictSchema) dropped.add("tools[].function.strict");
  return {
    name,
    ...(description && { description }),
    input_schema: strictSchema ?? toInputSchema(parameters),
    ...(strictSchema && { strict: true as const }),
    ...Object.assign({}, ...holders.map((holder) => cacheMarks.of(holder))),
  };
}

function toToolChoice(
  request: ChatRequest,
  { functions, mode }: ChosenTools,
  output: AnswerPlan,
  mayForce: boolean,
  dropped: DroppedParams,
): WireToolChoice | undefined {
  // A legacy answer has room for one call.
  const single = request.parallel_tool_calls === false || isLegacy(request);
  const one = single ? { disable_parallel_tool_use: true as const } : {};
  if (output.kind === "tool") {
    const alone = functions.length === 0 || mode === "none";
    if (alone) return { type: "tool", name: output.tool.name, disable_parallel_tool_use: true };
    return { type: "any", ...one };
  }
  const forced = mode === "required" || typeof mode === "object";
  const field = request.tool_choice ? "tool_choice" : "function_call";
  if (functions.length === 0) {
    // Refused without tools, and without meaning unless a call was required.
    if (forced) dropped.add(field);
    return undefined;
  }
  if (mode === "none") return { type: "none" };
  if (forced && !mayForce) dropped.add(field);
  if (!forced || !mayForce) return single ? { type: "auto", ...one } : undefined;
  return typeof mode === "object" ? { type: "tool", name: mode.name, ...one } : { type: "any", ...one };
}

/** The oldest version of the tool: all models that search know it, and it needs no code execution. */
function toWebSearch(request: ChatRequest, dropped: DroppedParams): WebSearchTool | undefined {
  const options = request.web_search_options;
  if (!options) return undefined;
  const { search_context_size: size } = options;
  if (size && size !== "medium") dropped.add("web_search_options.search_context_size");
  const { country, region, city, timezone } = options.user_location?.approximate ?? {};
  const known = Object.entries({ city, region, country, timezone }).filter(([, value]) => value);
  return {
    type: "web_search_20250305",
    name: "web_search",
    ...(known.length > 0 && { user_location: { type: "approximate", ...Object.fromEntries(known) } }),
  };
}
