import { type ChatRequest, HubError, type JsonObject } from "@hub/protocol";
import { allowedAmong } from "./allowed-tools.ts";

/** A function that the model may call, from `tools` or the older `functions`. */
export interface FunctionDefinition {
  name: string;
  description?: string | null | undefined;
  parameters?: JsonObject | null | undefined;
  strict?: boolean | null | undefined;
  /** Where a cache mark may be. */
  holders: readonly object[];
}

/** Which functions the model is offered, and whether it must call one. */
export interface ChosenTools {
  functions: FunctionDefinition[];
  mode: "auto" | "none" | "required" | { name: string };
}

/**
 * The request's functions, in their order.
 *
 * @throws HubError `unsupported_parameter` for custom tools, whose input is free text and no JSON object
 */
export function functionTools(request: ChatRequest, vendor: string): FunctionDefinition[] {
  const tools = (request.tools ?? []).map((tool, index) => {
    if (tool.type === "function") return { ...tool.function, holders: [tool, tool.function] };
    throw new HubError("unsupported_parameter", `${vendor}'s models do not take custom tools.`, {
      param: `tools[${index}]`,
    });
  });
  return [...tools, ...(request.functions ?? []).map((definition) => ({ ...definition, holders: [definition] }))];
}

/** Whether the caller speaks of `functions`, the form before tools, and has to be answered in it. */
export function isLegacy(request: ChatRequest): boolean {
  return Boolean(request.functions?.length) && !request.tools?.length;
}

/**
 * The request's functions under its `tool_choice`: `allowed_tools` narrows them down.
 *
 * @throws HubError 400 when none of those that it allows is there
 */
export function chosenTools(request: ChatRequest, vendor: string): ChosenTools {
  const functions = functionTools(request, vendor);
  const choice = request.tool_choice ?? request.function_call ?? "auto";
  if (typeof choice === "string") return { functions, mode: choice };
  if (!("type" in choice)) return { functions, mode: { name: String(choice.name) } };
  switch (choice.type) {
    case "function":
      return { functions, mode: { name: (choice as { function: { name: string } }).function.name } };
    case "allowed_tools": {
      const { mode, tools } = (choice as { allowed_tools: { mode: "auto" | "required"; tools: JsonObject[] } })
        .allowed_tools;
      return { functions: allowedAmong(functions, tools, ({ name }) => name), mode };
    }
    default:
      throw new HubError("unsupported_parameter", `${vendor}'s models do not take custom tools.`, {
        param: "tool_choice",
      });
  }
}

/** The schema of a function's arguments where one is required, and of an object: also for a function without any. */
export function toInputSchema(parameters: FunctionDefinition["parameters"]): JsonObject {
  if (!parameters || Object.keys(parameters).length === 0) {
    return { type: "object", properties: {}, additionalProperties: false };
  }
  return parameters.type === undefined ? { type: "object", ...parameters } : parameters;
}
