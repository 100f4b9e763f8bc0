import type { ChatRequest } from "@hub/protocol";
import { type ChosenTools, chosenTools, type DroppedParams, type FunctionDefinition } from "@hub/provider";
import { adaptSchema } from "./adapt-schema.ts";
import type { Door } from "./door.ts";
import type { ModelRules } from "./model-rules.ts";
import type { FunctionCallingConfig, FunctionDeclaration, GenerateContentBody, Tool } from "./wire-types.ts";

type WireTools = Pick<GenerateContentBody, "tools" | "toolConfig">;

/** Translates functions, the choice among them, and web search. */
export function toTools(request: ChatRequest, rules: ModelRules, door: Door, dropped: DroppedParams): WireTools {
  const chosen = chosenTools(request, door.name);
  const hasFunctions = chosen.functions.length > 0;
  const search = toWebSearch(request, hasFunctions && !rules.functionsWithSearch, dropped);
  const choice = toFunctionCallingConfig(request, chosen, dropped);
  const announces = hasFunctions && search.length > 0 && door.announcesServerTools;
  const toolConfig = {
    ...(choice && { functionCallingConfig: choice }),
    ...(announces && { includeServerSideToolInvocations: true as const }),
  };
  const tools: Tool[] = [
    ...(hasFunctions ? [{ functionDeclarations: chosen.functions.map(toDeclaration) }] : []),
    ...search,
  ];
  return {
    ...(tools.length > 0 && { tools }),
    ...(Object.keys(toolConfig).length > 0 && { toolConfig }),
  };
}

/**
 * `parametersJsonSchema` is JSON Schema, where `parameters` is a dialect of OpenAPI's that refuses most of it; all
 * models from 2.0 on take it (recorded, 2025-2026).
 */
function toDeclaration({ name, description, parameters }: FunctionDefinition): FunctionDeclaration {
  return {
    name,
    ...(description && { description }),
    ...(parameters && Object.keys(parameters).length > 0 && { parametersJsonSchema: adaptSchema(parameters) }),
  };
}

function toFunctionCallingConfig(
  request: ChatRequest,
  { functions, mode }: ChosenTools,
  dropped: DroppedParams,
): FunctionCallingConfig | undefined {
  if (functions.length === 0) {
    // Refused without functions, and without meaning unless a call was required.
    if (mode === "required" || typeof mode === "object")
      dropped.add(request.tool_choice ? "tool_choice" : "function_call");
    return undefined;
  }
  if (request.parallel_tool_calls === false && mode !== "none") dropped.add("parallel_tool_calls");
  if (typeof mode === "object") return { mode: "ANY", allowedFunctionNames: [mode.name] };
  switch (mode) {
    case "none":
      return { mode: "NONE" };
    case "required":
      return { mode: "ANY" };
    case "auto":
      return functions.some(({ strict }) => strict) ? { mode: "VALIDATED" } : undefined;
  }
}

function toWebSearch(request: ChatRequest, isRefused: boolean, dropped: DroppedParams): Tool[] {
  const options = request.web_search_options;
  if (!options) return [];
  if (isRefused) {
    dropped.add("web_search_options");
    return [];
  }
  const { search_context_size: size, user_location: location } = options;
  if (size && size !== "medium") dropped.add("web_search_options.search_context_size");
  if (location) dropped.add("web_search_options.user_location");
  return [{ googleSearch: {} }];
}
