import { expect } from "vitest";
import type { VendorId } from "../../src/vendors.ts";
import { messages } from "./evidence/anthropic.ts";
import { converse } from "./evidence/bedrock.ts";
import { generateContent } from "./evidence/google.ts";
import type { Ability } from "./feature.ts";

/** What shows on the wire that a vendor was told of a feature: what the body has to match. */
export type Evidence = Readonly<Record<string, object | ((body: Record<string, unknown>) => void)>>;

/** A column of the conformance table. */
export interface VendorProfile {
  id: VendorId;
  /** The column's heading. */
  heading: string;
  /** The models that are asked, by what they are able to do. */
  models: Readonly<Partial<Record<Ability, string>> & { basic: string }>;
  /** By the name of the feature; needed where the vendor is told in other words than OpenAI's. */
  evidence: Evidence;
  /** Features of answers that the vendor's answers do not have. */
  lacks?: readonly string[];
  /** Features that the vendor's own 400 refuses: whether a model has them is for the vendor to say. */
  refuses?: readonly string[];
  /** What the caller gets where the vendor means another thing by an error than others do. */
  failures?: Readonly<Record<string, { status: number; code: string }>>;
  /** Whether the vendor caches what is marked, and nothing by itself. */
  cachesOnDemand?: boolean;
  /** Whether the vendor wants images as bytes. */
  fetchesImages?: boolean;
}

/** Vendors that cache by themselves do not say what they wrote. */
const UNWRITTEN = "cache writes in usage";
/** No filter of these vendors is known to end an answer. */
const UNFILTERED = ['refusal (finish_reason "content_filter")', 'refusal (finish_reason "content_filter"), streamed'];
/** What vendors say whose models think in silence, or whose answers leave it out. */
const SILENT_REASONING = ["reasoning_content", "reasoning_content, streamed"];
/** The allowed tools alone, for vendors that are not told of the others. */
const weatherAlone = { tools: [{ type: "function", function: { name: "weather" } }], tool_choice: "required" };
const asSystem = {
  messages: [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Hello" },
  ],
};
const limit = { max_tokens: 5 };
const weatherTool = { tools: [{ type: "function", function: { name: "weather" } }] };

/** The columns, in their order. */
export const PROFILES: readonly VendorProfile[] = [
  {
    id: "openai",
    heading: "OpenAI",
    models: {
      basic: "gpt-4.1-mini",
      reasoning: "o4-mini",
      audio: "gpt-4o-audio-preview",
      speech: "gpt-4o-audio-preview",
      search: "gpt-4o-search-preview",
    },
    evidence: {},
    lacks: [...SILENT_REASONING, UNWRITTEN],
  },
  {
    id: "anthropic",
    heading: "Anthropic",
    models: { basic: "claude-sonnet-4-6" },
    evidence: messages,
    cachesOnDemand: true,
  },
  {
    id: "groq",
    heading: "Groq",
    models: {
      basic: "llama-3.3-70b-versatile",
      reasoning: "openai/gpt-oss-120b",
      caching: "openai/gpt-oss-120b",
      vision: "meta-llama/llama-4-scout-17b-16e-instruct",
    },
    evidence: {
      "tool_choice of allowed tools": weatherAlone,
      "functions (the older form)": weatherTool,
    },
    lacks: [...UNFILTERED, UNWRITTEN],
  },
  {
    id: "together",
    heading: "Together",
    models: {
      basic: "meta-llama/Llama-3.3-70B-Instruct-Turbo",
      reasoning: "deepseek-ai/DeepSeek-R1",
      vision: "meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8",
    },
    evidence: {
      "tool_choice of allowed tools": weatherAlone,
      "functions (the older form)": weatherTool,
      "developer message": asSystem,
      max_completion_tokens: limit,
      'finish_reason "length"': limit,
      logprobs: { logprobs: 2 },
    },
    lacks: ["reasoning tokens in usage", ...UNFILTERED, UNWRITTEN],
    // Nothing else is a 403 there: the prompt and its answer exceed the context.
    failures: { "403": { status: 400, code: "context_length_exceeded" } },
  },
  {
    id: "google",
    heading: "Gemini",
    models: { basic: "gemini-2.5-flash", reasoning: "gemini-3-flash-preview" },
    evidence: generateContent,
    lacks: [UNWRITTEN],
    fetchesImages: true,
  },
  {
    id: "vertex",
    heading: "Vertex",
    models: { basic: "gemini-2.5-flash", reasoning: "gemini-3-flash-preview" },
    evidence: generateContent,
    lacks: [UNWRITTEN],
    fetchesImages: true,
  },
  {
    id: "xai",
    heading: "xAI",
    models: { basic: "grok-3", reasoning: "grok-3-mini", vision: "grok-4.3" },
    evidence: { "tool_choice of allowed tools": weatherAlone, "functions (the older form)": weatherTool },
    lacks: [...UNFILTERED, UNWRITTEN],
  },
  {
    id: "mistral",
    heading: "Mistral",
    models: { basic: "mistral-large-latest", reasoning: "mistral-medium-3-5" },
    evidence: {
      "tool_choice of allowed tools": weatherAlone,
      "developer message": asSystem,
      "instructions within the conversation": {
        messages: [
          { role: "system", content: "Be brief." },
          { role: "system", content: "Be kind." },
          { role: "user" },
          { role: "assistant" },
          { role: "user" },
        ],
      },
      "empty messages": { messages: [{ role: "user" }, { role: "user" }] },
      "audio in": {
        messages: [{ content: [{}, { type: "input_audio", input_audio: expect.stringMatching(/^UklGR/) }] }],
      },
      "file (PDF)": {
        messages: [
          { content: [{}, { type: "document_url", document_url: expect.stringMatching(/^data:application\/pdf/) }] },
        ],
      },
      "tools without parameters": { tools: [{ function: { name: "now", parameters: { type: "object" } } }] },
      'finish_reason "length"': limit,
      "functions (the older form)": weatherTool,
      seed: { random_seed: 7 },
      max_completion_tokens: limit,
    },
    lacks: ["reasoning tokens in usage", ...UNFILTERED, UNWRITTEN],
  },
  {
    id: "bedrock",
    heading: "Bedrock",
    models: { basic: "us.anthropic.claude-sonnet-4-5-20250929-v1:0", search: "us.amazon.nova-2-lite-v1:0" },
    evidence: converse,
    lacks: ["reasoning tokens in usage"],
    refuses: ["audio in"],
    cachesOnDemand: true,
    fetchesImages: true,
  },
  {
    id: "deepinfra",
    heading: "DeepInfra",
    models: { basic: "meta-llama/Llama-3.3-70B-Instruct", reasoning: "deepseek-ai/DeepSeek-R1-0528" },
    evidence: {
      "tool_choice of allowed tools": weatherAlone,
      "functions (the older form)": weatherTool,
      "developer message": asSystem,
      max_completion_tokens: limit,
      'finish_reason "length"': limit,
    },
    lacks: [...UNFILTERED, UNWRITTEN],
  },
];
