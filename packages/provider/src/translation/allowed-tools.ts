import { isJsonObject } from "@hub/protocol";
import { invalidValue } from "./invalid-value.ts";

/**
 * The tools that `tool_choice: allowed_tools` leaves, in their order.
 *
 * @throws HubError 400 when it leaves none
 */
export function allowedAmong<Tool>(
  tools: readonly Tool[],
  allowed: readonly unknown[],
  nameOf: (tool: Tool) => unknown,
): Tool[] {
  const names = new Set(allowed.map(toolName));
  const left = tools.filter((tool) => names.has(nameOf(tool)));
  if (left.length === 0) throw invalidValue("tool_choice", "none of the allowed tools is among 'tools'");
  return left;
}

/** The name in a tool's definition, or in what refers to it; there it may also stand without anything around it. */
export function toolName(tool: unknown): unknown {
  if (!isJsonObject(tool)) return undefined;
  const described = tool.function ?? tool.custom ?? tool;
  return isJsonObject(described) ? described.name : undefined;
}
