import { describe, expect, it } from "vitest";
import { parseChatRequest } from "./chat-request.ts";

const minimal = { model: "m", messages: [{ role: "user", content: "hi" }] };
const refusal = (code: string, param: string | null) => expect.objectContaining({ status: 400, code, param });

type Row = [
  field: string,
  valid: unknown[],
  wrongType: unknown,
  outOfRange?: [code: string, param: string, value: unknown][],
];

const tooLong = "array_above_max_length";
const schema = { type: "object", properties: {} };

/** OpenAI's top-level fields (openai-openapi, 2026-08-21), each with values that are right, of the wrong type, and out of range. */
const FIELDS: Row[] = [
  ["messages", [minimal.messages], "hi", [["empty_array", "messages", []]]],
  [
    "model",
    ["gpt-4.1", "oah/any"],
    5,
    [
      ["invalid_value", "model", ""],
      ["invalid_value", "model", "m".repeat(257)],
    ],
  ],
  ["metadata", [{ run: "7" }, {}, null], "run", [["invalid_type", "metadata.run", { run: 7 }]]],
  [
    "top_logprobs",
    [0, 20, null],
    "5",
    [
      ["invalid_value", "top_logprobs", 21],
      ["invalid_value", "top_logprobs", -1],
    ],
  ],
  [
    "temperature",
    [0, 0.7, 2, null],
    "0.7",
    [
      ["invalid_value", "temperature", 2.1],
      ["invalid_value", "temperature", -1],
    ],
  ],
  ["top_p", [0, 1, null], [1], [["invalid_value", "top_p", 1.1]]],
  ["user", ["ada", null], 5],
  ["safety_identifier", ["hash", null], 5, [["invalid_value", "safety_identifier", "x".repeat(65)]]],
  ["prompt_cache_key", ["key", null], {}],
  ["prompt_cache_retention", ["in_memory", "24h", null], 24],
  [
    "prompt_cache_options",
    [{ ttl: "30m", mode: "explicit" }, {}, null],
    "30m",
    [
      ["invalid_value", "prompt_cache_options.mode", { mode: "loud" }],
      ["invalid_type", "prompt_cache_options.ttl", { ttl: 30 }],
    ],
  ],
  ["service_tier", ["auto", "priority", null], 1],
  ["modalities", [["text", "audio"], null], "text", [["invalid_type", "modalities[1]", ["text", 5]]]],
  ["verbosity", ["low", "high", null], 3, [["invalid_value", "verbosity", "silent"]]],
  ["reasoning_effort", ["none", "minimal", "xhigh", "max", null], 3, [["invalid_value", "reasoning_effort", "huge"]]],
  ["max_completion_tokens", [1, 100_000, null], "9", [["invalid_value", "max_completion_tokens", 0]]],
  ["max_tokens", [1, 100_000, null], 1.5, [["invalid_value", "max_tokens", -5]]],
  ["frequency_penalty", [-2, 0.5, 2, null], "1", [["invalid_value", "frequency_penalty", 3]]],
  ["presence_penalty", [-2, 0.5, 2, null], true, [["invalid_value", "presence_penalty", -3]]],
  [
    "web_search_options",
    [{}, { search_context_size: "low", user_location: { type: "approximate", approximate: { city: "Paris" } } }, null],
    true,
    [["missing_required_parameter", "web_search_options.user_location.type", { user_location: { approximate: {} } }]],
  ],
  [
    "response_format",
    [
      { type: "text" },
      { type: "json_object" },
      { type: "json_schema", json_schema: { name: "n", schema, strict: true, description: "d" } },
      { type: "json_schema", json_schema: { name: "n", strict: null } },
      null,
    ],
    "json",
    [
      ["invalid_value", "response_format.type", { type: "xml" }],
      ["missing_required_parameter", "response_format.type", {}],
      ["missing_required_parameter", "response_format.json_schema", { type: "json_schema" }],
      [
        "missing_required_parameter",
        "response_format.json_schema.name",
        { type: "json_schema", json_schema: { schema } },
      ],
      [
        "invalid_type",
        "response_format.json_schema.schema",
        { type: "json_schema", json_schema: { name: "n", schema: [] } },
      ],
    ],
  ],
  [
    "audio",
    [{ voice: "alloy", format: "mp3" }, { voice: { id: "voice_1" }, format: "wav" }, null],
    "alloy",
    [
      ["missing_required_parameter", "audio.format", { voice: "alloy" }],
      ["missing_required_parameter", "audio.voice.id", { voice: {}, format: "wav" }],
    ],
  ],
  ["store", [true, false, null], "true"],
  [
    "moderation",
    [{ model: "omni" }, { model: "omni", policy: { input: { mode: "block" }, output: null } }, null],
    "omni",
    [
      ["missing_required_parameter", "moderation.model", {}],
      ["invalid_value", "moderation.policy.input.mode", { model: "o", policy: { input: { mode: "x" } } }],
    ],
  ],
  ["stream", [true, false, null], "true"],
  [
    "stream_options",
    [{ include_usage: true, include_obfuscation: false }, {}, null],
    true,
    [["invalid_type", "stream_options.include_usage", { include_usage: 1 }]],
  ],
  [
    "stop",
    ["END", ["a", "b", "c", "d"], null],
    5,
    [
      [tooLong, "stop", ["a", "b", "c", "d", "e"]],
      ["invalid_type", "stop[1]", ["a", 5]],
    ],
  ],
  ["logit_bias", [{ 50256: -100 }, null], [1], [["invalid_type", "logit_bias.50256", { 50256: "-100" }]]],
  ["logprobs", [true, null], 1],
  [
    "n",
    [1, 128, null],
    1.5,
    [
      ["invalid_value", "n", 0],
      ["invalid_value", "n", 129],
    ],
  ],
  [
    "prediction",
    [{ type: "content", content: "text" }, { type: "content", content: [{ type: "text", text: "a" }] }, null],
    "text",
    [
      ["missing_required_parameter", "prediction.content", { type: "content" }],
      ["invalid_value", "prediction.type", { type: "other", content: "" }],
    ],
  ],
  ["seed", [0, -7, 2 ** 62, -(2 ** 63), null], "7", [["invalid_value", "seed", 2 ** 64]]],
  [
    "tools",
    [
      [],
      [{ type: "function", function: { name: "f" } }],
      [{ type: "function", function: { name: "f", description: "d", parameters: schema, strict: null } }],
      [{ type: "custom", custom: { name: "c" } }],
      [{ type: "custom", custom: { name: "c", description: "d", format: { type: "text" } } }],
      [
        {
          type: "custom",
          custom: { name: "c", format: { type: "grammar", grammar: { definition: "a", syntax: "lark" } } },
        },
      ],
      null,
    ],
    {},
    [
      ["missing_required_parameter", "tools[0].type", [{ function: { name: "f" } }]],
      ["invalid_value", "tools[0].type", [{ type: "web_search" }]],
      ["invalid_type", "tools[0].type", [{ type: 7 }]],
      ["missing_required_parameter", "tools[0].function", [{ type: "function" }]],
      ["missing_required_parameter", "tools[0].function.name", [{ type: "function", function: {} }]],
      ["invalid_value", "tools[0].function.name", [{ type: "function", function: { name: "" } }]],
      [
        "invalid_type",
        "tools[0].function.parameters",
        [{ type: "function", function: { name: "f", parameters: "{}" } }],
      ],
      ["missing_required_parameter", "tools[0].custom.name", [{ type: "custom", custom: {} }]],
      [
        "missing_required_parameter",
        "tools[0].custom.format.grammar",
        [{ type: "custom", custom: { name: "c", format: { type: "grammar" } } }],
      ],
    ],
  ],
  [
    "tool_choice",
    [
      "none",
      "auto",
      "required",
      { type: "function", function: { name: "f" } },
      { type: "custom", custom: { name: "c" } },
      {
        type: "allowed_tools",
        allowed_tools: { mode: "auto", tools: [{ type: "function", function: { name: "f" } }] },
      },
      null,
    ],
    5,
    [
      ["invalid_value", "tool_choice", "sometimes"],
      ["missing_required_parameter", "tool_choice.type", {}],
      ["invalid_value", "tool_choice.type", { type: "file_search" }],
      ["missing_required_parameter", "tool_choice.function.name", { type: "function", function: {} }],
      [
        "invalid_value",
        "tool_choice.allowed_tools.mode",
        { type: "allowed_tools", allowed_tools: { mode: "x", tools: [] } },
      ],
      [
        "missing_required_parameter",
        "tool_choice.allowed_tools.tools",
        { type: "allowed_tools", allowed_tools: { mode: "auto" } },
      ],
    ],
  ],
  ["parallel_tool_calls", [true, false, null], "no"],
  [
    "function_call",
    ["none", "auto", { name: "f" }, null],
    5,
    [
      ["invalid_value", "function_call", "required"],
      ["missing_required_parameter", "function_call.name", {}],
    ],
  ],
  [
    "functions",
    [[{ name: "f" }], [{ name: "f", description: "d", parameters: schema }], null],
    {},
    [
      ["empty_array", "functions", []],
      [tooLong, "functions", Array(129).fill({ name: "f" })],
      ["missing_required_parameter", "functions[0].name", [{}]],
    ],
  ],
];

/** A body with one field set; `stream_options` is only allowed beside `stream`. */
const bodyWith = (field: string, value: unknown) => ({
  ...minimal,
  ...(field === "stream_options" ? { stream: true } : {}),
  [field]: value,
});

describe("the fields of a chat request", () => {
  it("are OpenAI's 37 (openai-openapi, 2026-08-21), all of them in this table", () => {
    expect(new Set(FIELDS.map(([field]) => field)).size).toBe(37);
    expect(FIELDS).toHaveLength(37);
  });

  describe.each(FIELDS)("%s", (field, valid, wrongType, outOfRange = []) => {
    it.each(valid.map((value) => [value]))("takes %j", (value) => {
      const body = bodyWith(field, value);
      expect(parseChatRequest(body)).toBe(body);
    });

    it("names itself when it has the wrong type", () => {
      expect(() => parseChatRequest(bodyWith(field, wrongType))).toThrow(refusal("invalid_type", field));
    });

    it.each(outOfRange)("is refused with %s at %s", (code, param, value) => {
      expect(() => parseChatRequest(bodyWith(field, value))).toThrow(refusal(code, param));
    });
  });
});
