import {
  anything,
  array,
  boolean,
  byType,
  integer,
  isRecord,
  nullable,
  number,
  object,
  oneOf,
  type Shape,
  string,
  tagged,
} from "../../shape/shape.ts";

const open = object({}, {}, { open: true });
const nothing: Shape = () => undefined;
const cacheControl = nullable(object({ type: oneOf("ephemeral") }, { ttl: oneOf("5m", "1h") }));
const cached = { cache_control: cacheControl };

/** Like `tagged` on `type`, with the type in the path, as Anthropic's messages have it. */
function blocks(variants: Readonly<Record<string, Shape>>, others?: RegExp): Shape {
  const known = tagged("type", Object.fromEntries(Object.keys(variants).map((name) => [name, anything])));
  return (value, path) => {
    const type = isRecord(value) ? value.type : undefined;
    if (typeof type === "string" && others?.test(type) && !Object.hasOwn(variants, type)) return undefined;
    const violation = known(value, path);
    if (violation !== undefined || typeof type !== "string") return violation;
    return variants[type]?.(value, [...path, type]);
  };
}

const imageTypes = oneOf("image/jpeg", "image/png", "image/gif", "image/webp");
const byUrl = object({ type: anything, url: string() });
const byFile = object({ type: anything, file_id: string() });

const text = object({ type: anything, text: string() }, { ...cached, citations: anything });
const image = object(
  {
    type: anything,
    source: blocks({
      base64: object({ type: anything, media_type: imageTypes, data: string() }),
      url: byUrl,
      file: byFile,
    }),
  },
  cached,
);
const document = object(
  {
    type: anything,
    source: blocks({
      base64: object({ type: anything, media_type: oneOf("application/pdf"), data: string() }),
      text: object({ type: anything, media_type: oneOf("text/plain"), data: string() }),
      content: object({ type: anything, content: anything }),
      url: byUrl,
      file: byFile,
    }),
  },
  { ...cached, title: nullable(string()), context: nullable(string()), citations: nullable(open) },
);
const searchResult = object(
  { type: anything, source: string(), title: string(), content: array(blocks({ text })) },
  { ...cached, citations: nullable(open) },
);
const toolReference = object({ type: anything, tool_name: string() }, cached);
const toolUse = object(
  { type: anything, id: string({ pattern: /^[a-zA-Z0-9_-]+$/ }), name: string({ min: 1, max: 200 }), input: open },
  { ...cached, caller: anything },
);
const toolResult = object(
  { type: anything, tool_use_id: string({ pattern: /^[a-zA-Z0-9_-]+$/ }) },
  {
    ...cached,
    content: byType({
      string: anything,
      array: array(blocks({ document, image, search_result: searchResult, text, tool_reference: toolReference })),
    }),
    is_error: nullable(boolean),
  },
);
const thinking = object({ type: anything, thinking: string(), signature: string() });
const redacted = object({ type: anything, data: string() });

/** Blocks of tools that Anthropic runs itself; the sandbox takes them back in a history and does not look inside. */
const serverBlocks = /^(server_tool_use|mcp_tool_use|container_upload|compaction|[a-z_]+_tool_result)$/;

const block = blocks(
  {
    document,
    image,
    redacted_thinking: redacted,
    search_result: searchResult,
    text,
    thinking,
    tool_result: toolResult,
    tool_use: toolUse,
  },
  serverBlocks,
);
const systemBlock = blocks({ text }, /^tool_(addition|removal)$/);

const message: Shape = tagged("role", {
  user: object({ role: anything, content: byType({ string: anything, array: array(block) }) }),
  assistant: object({ role: anything, content: byType({ string: anything, array: array(block) }) }),
  // Mid-conversation system messages: recorded as accepted by 2026 models.
  system: object({ role: anything, content: byType({ string: anything, array: array(systemBlock) }) }),
});

const clientTool = object(
  {
    name: string({ pattern: /^[a-zA-Z0-9_-]{1,128}$/ }),
    input_schema: object({ type: oneOf("object") }, {}, { open: true }),
  },
  {
    type: nullable(oneOf("custom")),
    description: string(),
    strict: nullable(boolean),
    defer_loading: boolean,
    eager_input_streaming: nullable(boolean),
    input_examples: array(open),
    allowed_callers: array(string()),
    ...cached,
  },
);

/** Tools that Anthropic runs or defines: `web_search_20250305` and the like, and MCP tool sets. */
const typedTool = /^([a-z_0-9]+_20\d{6}|mcp_toolset)$/;

const tool: Shape = (value, path) => {
  const type = isRecord(value) ? value.type : undefined;
  return typeof type === "string" && typedTool.test(type) ? undefined : clientTool(value, [...path, "custom"]);
};

const parallel = { disable_parallel_tool_use: nullable(boolean) };
const toolChoice = blocks({
  auto: object({ type: anything }, parallel),
  any: object({ type: anything }, parallel),
  tool: object({ type: anything, name: string() }, parallel),
  none: object({ type: anything }),
});

const display = { display: nullable(oneOf("summarized", "omitted")) };
const thinkingConfig = blocks({
  adaptive: object({ type: anything }, display),
  disabled: object({ type: anything }),
  // Sonnet 5.5's way of not thinking before its answer (migration guide to Sonnet 5.5, 2026-11).
  between_tools: object({ type: anything }, display),
  enabled: object({ type: anything, budget_tokens: integer({ min: 1_024 }) }, display),
});

const outputFormat = nullable(object({ type: oneOf("json_schema"), schema: open }));

/** The body of the Messages API, version 2023-06-01, with the beta fields that are recorded as accepted. */
export const messagesShape: Shape = object(
  { model: string({ min: 1 }), messages: array(message, { min: 1 }), max_tokens: integer({ min: 1 }) },
  {
    cache_control: cacheControl,
    container: anything,
    context_management: anything,
    inference_geo: nullable(string()),
    mcp_servers: array(open),
    metadata: object({}, { user_id: nullable(string({ max: 256 })) }),
    output_config: nullable(
      object(
        {},
        {
          effort: nullable(oneOf("low", "medium", "high", "xhigh", "max")),
          format: outputFormat,
          task_budget: anything,
        },
      ),
    ),
    output_format: outputFormat,
    service_tier: oneOf("auto", "standard_only"),
    speed: nullable(oneOf("standard", "fast")),
    stop_sequences: byType({ null: nothing, array: array(string()) }),
    stream: nullable(boolean),
    system: byType({ null: nothing, string: anything, array: array(blocks({ text })) }),
    temperature: nullable(number({ min: 0, max: 1 })),
    thinking: nullable(thinkingConfig),
    tool_choice: nullable(toolChoice),
    tools: nullable(array(tool)),
    top_k: nullable(integer({ min: 0 })),
    top_p: nullable(number({ min: 0, max: 1 })),
  },
);
