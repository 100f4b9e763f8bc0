import type { ChatRequest, JsonObject } from "@hub/protocol";
import {
  type ChosenTools,
  chosenTools,
  type DroppedParams,
  type FunctionDefinition,
  invalidValue,
  isLegacy,
  toInputSchema,
} from "@hub/provider";
import { adaptSchema } from "./adapt-schema.ts";
import type { CachePoints } from "./cache-points.ts";
import type { ModelRules } from "./model-rules.ts";
import { type AnswerPlan, mayForceTools } from "./output-format.ts";
import type { ToolConfig, ToolSpec, WireTool, WireToolChoice } from "./wire-types.ts";

/** What a request's tools become. */
export interface WireTools {
  toolConfig?: ToolConfig;
  /** The model's own fields. */
  fields: JsonObject;
  /** What the model has to be told, where no field says it. */
  instruction?: string;
}

/** What the translation of one request's tools depends on. */
export interface ToolContext {
  rules: ModelRules;
  output: AnswerPlan;
  /** Names of the tools that the history calls. */
  calledBefore: readonly string[];
  cachePoints: CachePoints;
  dropped: DroppedParams;
}

const NO_CALLS = "Answer without calling any tool.";
const TOOL_NAME = /^[a-zA-Z0-9_-]{1,64}$/;
/** Most strict tools in one request (Bedrock user guide, "Structured outputs"). */
const MAX_STRICT_TOOLS = 20;

/**
 * Translates tools and the choice among them, the tool for structured output and web search included.
 *
 * "The toolConfig field must be defined when using toolUse and toolResult content blocks.": where the history has calls,
 * its tools are offered although none are to be called, and the model is told not to.
 *
 * @throws HubError 400 for names that Bedrock does not take
 */
export function toTools(request: ChatRequest, context: ToolContext): WireTools {
  const { output, calledBefore, cachePoints, dropped } = context;
  const chosen = chosenTools(request, "Bedrock");
  assertNames(request, chosen);
  const callable = chosen.mode !== "none" && chosen.functions.length > 0;
  if (chosen.mode === "none" && chosen.functions.length > 0 && calledBefore.length > 0) dropped.add("tool_choice");

  const isNeeded = callable || calledBefore.length > 0;
  const functions = chosen.functions.length > 0 ? chosen.functions : calledBefore.map(toStandIn);
  const choice = toToolChoice(request, chosen, context);
  const offered = isNeeded ? onlyNamed(functions, chosen, choice) : [];
  const mayBeStrict = context.rules.structuredOutputs && offered.filter(isStrict).length <= MAX_STRICT_TOOLS;
  const tools: WireTool[] = offered.flatMap((definition) => [
    { toolSpec: toToolSpec(definition, mayBeStrict, dropped) },
    ...cachePoints.afterTool(definition.holders),
  ]);
  if (output.kind === "tool") tools.push({ toolSpec: output.tool });
  if (searchesWeb(request, context)) tools.push({ systemTool: { name: "nova_grounding" } });

  if (tools.length === 0) return { fields: {} };
  const single = singleCall(request, choice, callable, context);
  return {
    toolConfig: { tools, ...(choice && !single.tool_choice && { toolChoice: choice }) },
    fields: single,
    ...(!callable && output.kind !== "tool" && calledBefore.length > 0 && { instruction: NO_CALLS }),
  };
}

function assertNames({ tools, tool_choice }: ChatRequest, { functions, mode }: ChosenTools): void {
  const index = functions.findIndex(({ name }) => !TOOL_NAME.test(name));
  if (index !== -1) {
    const param = tools?.length ? `tools[${index}].function.name` : `functions[${index}].name`;
    throw invalidValue(param, "expected 1 to 64 letters, digits, underscores or dashes");
  }
  const isKnown = typeof mode !== "object" || functions.some(({ name }) => name === mode.name);
  if (functions.length > 0 && !isKnown)
    throw invalidValue(tool_choice ? "tool_choice" : "function_call", "expected one of the tools");
}

/** A tool of which the history tells no more than the name. */
function toStandIn(name: string): FunctionDefinition {
  return { name, parameters: { type: "object" }, holders: [] };
}

/** Where a model can be made to call any tool but not a certain one, it is offered that one alone. */
function onlyNamed(
  functions: FunctionDefinition[],
  { mode }: ChosenTools,
  choice: WireToolChoice | undefined,
): FunctionDefinition[] {
  const isNarrowed = typeof mode === "object" && choice && "any" in choice;
  return isNarrowed ? functions.filter(({ name }) => name === mode.name) : functions;
}

function toToolSpec(definition: FunctionDefinition, mayBeStrict: boolean, dropped: DroppedParams): ToolSpec {
  const { name, description, parameters } = definition;
  const schema = toInputSchema(parameters);
  const strictSchema = mayBeStrict && isStrict(definition) ? adaptSchema(schema) : undefined;
  if (isStrict(definition) && !strictSchema) dropped.add("tools[].function.strict");
  return {
    name,
    ...(description?.trim() && { description }),
    inputSchema: { json: strictSchema ?? schema },
    ...(strictSchema && { strict: true as const }),
  };
}

function isStrict({ strict }: FunctionDefinition): boolean {
  return strict === true;
}

function toToolChoice(
  request: ChatRequest,
  { functions, mode }: ChosenTools,
  { rules, output, dropped }: ToolContext,
): WireToolChoice | undefined {
  const named = (name: string): WireToolChoice => (rules.forcedTools === "named" ? { tool: { name } } : { any: {} });
  if (output.kind === "tool") {
    return functions.length === 0 || mode === "none" ? named(output.tool.name) : { any: {} };
  }
  if (mode === "auto" || mode === "none") return undefined;
  if (functions.length === 0 || !mayForceTools(request, rules)) {
    dropped.add(request.tool_choice ? "tool_choice" : "function_call");
    return undefined;
  }
  return mode === "required" ? { any: {} } : named(mode.name);
}

/**
 * `parallel_tool_calls: false`, and a legacy answer, which has room for one call. Converse has no word for it; Claude's
 * own field has, and takes the whole choice with it: next to `toolChoice` it would be refused (BerriAI/litellm#36536).
 */
function singleCall(
  request: ChatRequest,
  choice: WireToolChoice | undefined,
  callable: boolean,
  { rules, dropped }: ToolContext,
): { tool_choice?: JsonObject } {
  const isAsked = request.parallel_tool_calls === false;
  if (!callable || !(isAsked || isLegacy(request))) return {};
  if (!rules.singleCalls) {
    if (isAsked) dropped.add("parallel_tool_calls");
    return {};
  }
  return { tool_choice: { ...toClaudeChoice(choice), disable_parallel_tool_use: true } };
}

function toClaudeChoice(choice: WireToolChoice | undefined): JsonObject {
  if (choice && "tool" in choice) return { type: "tool", name: choice.tool.name };
  return { type: choice && "any" in choice ? "any" : "auto" };
}

function searchesWeb({ web_search_options: options }: ChatRequest, { rules, dropped }: ToolContext): boolean {
  if (!options) return false;
  if (!rules.webSearch) {
    dropped.add("web_search_options");
    return false;
  }
  const { search_context_size: size, user_location: location } = options;
  if (size && size !== "medium") dropped.add("web_search_options.search_context_size");
  if (location) dropped.add("web_search_options.user_location");
  return true;
}
