import { assertKnown } from "./sample.mjs";

const SERVER_SIDE = "tools or files on the vendor's side";

/** An Anthropic Messages body as a chat request. */
export function fromAnthropic({ request }) {
  assertKnown(!request.container && !request.context_management && !request.mcp_servers, SERVER_SIDE);
  const format = request.output_config?.format ?? request.output_format;
  return {
    model: request.model,
    ...(request.thinking && request.thinking.type !== "disabled" && { reasoning_effort: "low" }),
    messages: [...systemOf(request.system), ...request.messages.flatMap(messagesOf)],
    tools: request.tools?.map(toolOf),
    response_format: format && { type: "json_schema", json_schema: { name: "", schema: format.schema } },
  };
}
function systemOf(system) {
  if (!system?.length) return [];
  return [{ role: "system", content: typeof system === "string" ? system : system.map(partOf) }];
}

function messagesOf({ role, content }) {
  if (typeof content === "string") return [{ role, content }];
  const results = content.filter(({ type }) => type === "tool_result");
  const calls = content.filter(({ type }) => type === "tool_use");
  const thoughts = content.filter(({ type }) => type === "thinking" || type === "redacted_thinking");
  const others = content.filter((block) => ![...results, ...calls, ...thoughts].includes(block));
  return [
    ...results.map((result) => ({
      role: "tool",
      tool_call_id: result.tool_use_id,
      content: typeof result.content === "string" ? result.content : (result.content ?? []).map(partOf),
    })),
    ...(others.length + calls.length + thoughts.length === 0
      ? []
      : [
          {
            role,
            content: others.map(partOf),
            ...(calls.length > 0 && { tool_calls: calls.map(callOf) }),
            ...(thoughts.length > 0 && { thinking_blocks: thoughts }),
          },
        ]),
  ];
}

function callOf({ id, name, input }) {
  return { id, type: "function", function: { name, arguments: JSON.stringify(input) } };
}

function toolOf({ type, name, description, input_schema: parameters, defer_loading: isDeferred }) {
  assertKnown((type === undefined || type === "custom") && !isDeferred, SERVER_SIDE);
  return { type: "function", function: { name, description, parameters } };
}

function partOf({ type, text, source, title }) {
  if (type === "text") return { type, text };
  assertKnown((type === "image" || type === "document") && source.type !== "file", SERVER_SIDE);
  const url = source.type === "url" ? source.url : `data:${source.media_type};base64,${source.data}`;
  if (type === "image") return { type: "image_url", image_url: { url } };
  if (source.type === "text") return { type: "text", text: source.data };
  assertKnown(source.type === "base64", "files by URL");
  return { type: "file", file: { filename: title, file_data: url } };
}
