import { isJsonObject, type JsonObject, type Tool } from "@hub/protocol";
import { invalidValue } from "../translation/invalid-value.ts";

/** For vendors that do not know `tool_choice: allowed_tools`: the allowed tools alone, with its mode as the choice. */
export function narrowToAllowedTools(body: JsonObject): void {
  const choice = body.tool_choice;
  if (!isJsonObject(choice) || !isJsonObject(choice.allowed_tools)) return;
  const { mode, tools } = choice.allowed_tools as { mode: unknown; tools: readonly unknown[] };
  const allowed = new Set(tools.map(nameOf));
  const left = ((body.tools ?? []) as readonly Tool[]).filter((tool) => allowed.has(nameOf(tool)));
  if (left.length === 0) {
    throw invalidValue("tool_choice", "none of the allowed tools is among 'tools'");
  }
  body.tools = left;
  body.tool_choice = mode;
}

function nameOf(tool: unknown): unknown {
  if (!isJsonObject(tool)) return undefined;
  const described = tool.function ?? tool.custom;
  return isJsonObject(described) ? described.name : undefined;
}
