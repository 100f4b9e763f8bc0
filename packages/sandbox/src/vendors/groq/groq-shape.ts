import { commonChatFields, messageShape, toolsShape } from "../../openai-compatible/chat-shapes.ts";
import { anything, array, boolean, integer, nullable, object, oneOf, type Shape, string } from "../../shape/shape.ts";

const message = messageShape({
  // Round-trips of Groq's own fields (groq-sdk 1.6.0, ChatCompletionAssistantMessageParam and response message).
  assistant: { reasoning: nullable(string()), executed_tools: anything, annotations: anything },
  parts: ["text", "image_url"],
});

const searchSettings = object(
  {},
  {
    country: nullable(string()),
    exclude_domains: nullable(array(string())),
    include_domains: nullable(array(string())),
    include_images: nullable(boolean),
  },
);

/** The body of Groq's chat completions: the fields of groq-sdk 1.6.0, no others. */
export const groqShape: Shape = object(
  { model: string(), messages: array(message, { min: 1 }) },
  {
    ...commonChatFields,
    tools: nullable(toolsShape(["function"])),
    citation_options: nullable(oneOf("enabled", "disabled")),
    compound_custom: nullable(object({}, {}, { open: true })),
    disable_tool_validation: boolean,
    documents: nullable(array(anything)),
    exclude_domains: nullable(array(string())),
    include_domains: nullable(array(string())),
    include_reasoning: nullable(boolean),
    n: nullable(integer({ min: 1 })),
    reasoning_effort: nullable(oneOf("none", "default", "low", "medium", "high")),
    reasoning_format: nullable(oneOf("hidden", "raw", "parsed")),
    search_settings: nullable(searchSettings),
    stream_options: nullable(object({}, { include_usage: nullable(boolean) })),
    service_tier: nullable(oneOf("auto", "on_demand", "flex", "performance")),
  },
);
