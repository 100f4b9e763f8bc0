import { isJsonObject, type JsonObject, type Tool } from "@hub/protocol";
import { allowedAmong, toolName } from "../translation/allowed-tools.ts";

/** For vendors that do not know `tool_choice: allowed_tools`: the allowed tools alone, with its mode as the choice. */
export function narrowToAllowedTools(body: JsonObject): void {
  const choice = body.tool_choice;
  if (!isJsonObject(choice) || !isJsonObject(choice.allowed_tools)) return;
  const { mode, tools } = choice.allowed_tools as { mode: unknown; tools: readonly unknown[] };
  body.tools = allowedAmong((body.tools ?? []) as readonly Tool[], tools, toolName);
  body.tool_choice = mode;
}
