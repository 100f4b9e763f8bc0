import type { ChatRequest } from "@hub/protocol";
import { createDroppedParams, type DroppedParams, isEmpty, reportNestedFields } from "@hub/provider";

/** Where thought signatures come back; all else in there is what an answer of ours said about itself. */
const READ_HERE = new Set(["messages[].extra_content", "messages[].tool_calls[].extra_content"]);
/** Google caches prefixes by itself, or whole contents under a name. */
const CACHE_MARKS = ["cache_control", "prompt_cache_breakpoint"];

/** Names what lies below the top of a request and is not read. */
export function reportUnread(request: ChatRequest, dropped: DroppedParams): void {
  const unknown = createDroppedParams();
  reportNestedFields(request, unknown);
  for (const path of unknown) if (!READ_HERE.has(path)) dropped.add(path);

  for (const message of request.messages) {
    reportMarks(message, "messages[]", dropped);
    if (!Array.isArray(message.content)) continue;
    for (const part of message.content) reportMarks(part, "messages[].content[]", dropped);
  }
  for (const tool of request.tools ?? []) {
    reportMarks(tool, "tools[]", dropped);
    if (tool.type === "function") reportMarks(tool.function, "tools[].function", dropped);
  }
  for (const definition of request.functions ?? []) reportMarks(definition, "functions[]", dropped);
}

function reportMarks(holder: Readonly<Record<string, unknown>>, path: string, dropped: DroppedParams): void {
  for (const mark of CACHE_MARKS) if (!isEmpty(holder[mark])) dropped.add(`${path}.${mark}`);
}
