import { commonChatFields, messageShape, toolsShape } from "../../openai-compatible/chat-shapes.ts";
import { anything, array, nullable, object, oneOf, type Shape, string } from "../../shape/shape.ts";

const message = messageShape({
  // What SDK helpers and other APIs leave in a history; all recorded as accepted.
  assistant: { annotations: anything, parsed: anything },
  // microsoft/autogen#6377, agno-agi/agno#5382 (2025): longer ids are refused.
  callIdLength: 40,
  fewestCalls: 1,
  parts: ["text", "image_url", "input_audio", "file"],
});

/** The body of OpenAI's chat completions: the 37 fields of openai-openapi 2.3.0 (2026-08-21), no others. */
export const openaiShape: Shape = object(
  { model: string(), messages: array(message, { min: 1 }) },
  {
    ...commonChatFields,
    tools: nullable(toolsShape(["function", "custom"], 1)),
    audio: nullable(object({ voice: anything, format: oneOf("wav", "aac", "mp3", "flac", "opus", "pcm16") })),
    modalities: nullable(array(oneOf("text", "audio"))),
    moderation: nullable(object({ model: string() }, { policy: anything })),
    prediction: nullable(object({ type: oneOf("content"), content: anything })),
    prompt_cache_key: nullable(string()),
    prompt_cache_options: nullable(object({}, { ttl: oneOf("30m"), mode: oneOf("implicit", "explicit") })),
    prompt_cache_retention: nullable(oneOf("in_memory", "24h")),
    reasoning_effort: nullable(oneOf("none", "minimal", "low", "medium", "high", "xhigh", "max")),
    safety_identifier: nullable(string({ max: 64 })),
    service_tier: nullable(oneOf("auto", "default", "flex", "scale", "priority", "fast")),
    verbosity: nullable(oneOf("low", "medium", "high")),
    web_search_options: object(
      {},
      { user_location: anything, search_context_size: oneOf("low", "medium", "high"), filters: anything },
    ),
  },
);
