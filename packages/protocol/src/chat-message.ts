import { z } from "zod";
import { ThinkingBlock, ToolCall } from "./chat-completion.ts";

/** Marks the end of a prompt prefix that is worth caching. */
const cacheBreakpoint = { prompt_cache_breakpoint: z.looseObject({ mode: z.literal("explicit") }).nullish() };

/** A part of a message that is plain text. */
export const TextPart = z.looseObject({ type: z.literal("text"), text: z.string(), ...cacheBreakpoint });
export type TextPart = z.infer<typeof TextPart>;

/** An image by URL: `https:`, or `data:` with the bytes in base64. */
export const ImagePart = z.looseObject({
  type: z.literal("image_url"),
  image_url: z.looseObject({ url: z.string().min(1), detail: z.enum(["auto", "low", "high", "original"]).nullish() }),
  ...cacheBreakpoint,
});
export type ImagePart = z.infer<typeof ImagePart>;

/** Audio bytes in base64. */
export const AudioPart = z.looseObject({
  type: z.literal("input_audio"),
  input_audio: z.looseObject({ data: z.string(), format: z.string() }),
  ...cacheBreakpoint,
});
export type AudioPart = z.infer<typeof AudioPart>;

/** A file, by upload id or as a `data:` URL in base64. */
export const FilePart = z.looseObject({
  type: z.literal("file"),
  file: z.looseObject({
    filename: z.string().nullish(),
    file_data: z.string().nullish(),
    file_id: z.string().nullish(),
  }),
  ...cacheBreakpoint,
});
export type FilePart = z.infer<typeof FilePart>;

/** The model's own refusal, sent back as part of the history. */
export const RefusalPart = z.looseObject({ type: z.literal("refusal"), refusal: z.string() });
export type RefusalPart = z.infer<typeof RefusalPart>;

/** A part of a user's message. */
export const UserPart = z.discriminatedUnion("type", [TextPart, ImagePart, AudioPart, FilePart]);
export type UserPart = z.infer<typeof UserPart>;

const name = z.string().nullish();
const text = z.union([z.string(), z.array(TextPart).min(1)]);

/** Instructions of the application's author, for older models. */
export const SystemMessage = z.looseObject({ role: z.literal("system"), content: text, name });
/** Instructions of the application's author. */
export const DeveloperMessage = z.looseObject({ role: z.literal("developer"), content: text, name });
/** What the user says. */
export const UserMessage = z.looseObject({
  role: z.literal("user"),
  content: z.union([z.string(), z.array(UserPart).min(1)]),
  name,
});
export type UserMessage = z.infer<typeof UserMessage>;

/** An earlier answer of the model. */
export const AssistantMessage = z.looseObject({
  role: z.literal("assistant"),
  /** May be an empty list: OpenAI and Groq take one beside tool calls (recorded traffic). */
  content: z.union([z.string(), z.array(z.discriminatedUnion("type", [TextPart, RefusalPart]))]).nullish(),
  refusal: z.string().nullish(),
  name,
  audio: z.looseObject({ id: z.string() }).nullish(),
  tool_calls: z.array(ToolCall).nullish(),
  function_call: z.looseObject({ name: z.string(), arguments: z.string() }).nullish(),
  reasoning_content: z.string().nullish(),
  thinking_blocks: z.array(ThinkingBlock).nullish(),
});
export type AssistantMessage = z.infer<typeof AssistantMessage>;

/** The result of a tool call. */
export const ToolMessage = z.looseObject({
  role: z.literal("tool"),
  /** OpenAI takes text parts only; images are kept for the vendors that take them. */
  content: z.union([z.string(), z.array(UserPart).min(1)]),
  tool_call_id: z.string(),
});
export type ToolMessage = z.infer<typeof ToolMessage>;

/** The result of a function call, in the form that came before tools. */
export const FunctionMessage = z.looseObject({
  role: z.literal("function"),
  content: z.string().nullable(),
  name: z.string(),
});
export type FunctionMessage = z.infer<typeof FunctionMessage>;

/** One message of a conversation. */
export const ChatMessage = z.discriminatedUnion("role", [
  SystemMessage,
  DeveloperMessage,
  UserMessage,
  AssistantMessage,
  ToolMessage,
  FunctionMessage,
]);
export type ChatMessage = z.infer<typeof ChatMessage>;
