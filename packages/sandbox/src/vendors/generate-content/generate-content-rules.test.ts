import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../start-sandbox.ts";
import { pick } from "../../testing/client.ts";
import { postNative } from "../../testing/native-client.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ vendors: ["google"] });
});
afterAll(() => sandbox.close());

const flash = "gemini-2.5-flash";
const user = (...parts: unknown[]) => ({ role: "user", parts });
const model = (...parts: unknown[]) => ({ role: "model", parts });
const contents = [user({ text: "Hello" })];
const call = { functionCall: { name: "f", args: {} } };
const result = { functionResponse: { name: "f", response: {} } };
const config = (generationConfig: object) => ({ contents, generationConfig });
const thinking = (thinkingConfig: object) => config({ thinkingConfig });
const json = { responseMimeType: "application/json" };
const declared = (parameters: unknown, name = "f") => ({
  contents,
  tools: [{ functionDeclarations: [{ name, parameters }] }],
});
const choice = (functionCallingConfig: object) => ({
  ...declared({ type: "OBJECT", properties: { a: { type: "STRING" } } }),
  toolConfig: { functionCallingConfig },
});
const object = (properties: object) => ({ type: "OBJECT", properties });
const image = (mimeType: string, data: string) => ({ contents: [user({ inlineData: { mimeType, data } })] });
const file = (fileUri: string) => ({ contents: [user({ fileData: { fileUri, mimeType: "image/png" } })] });

const parametersPath = "tools[0].function_declarations[0].parameters";
const unknownName = (name: string, at: string) =>
  `Invalid JSON payload received. Unknown name "${name}" at '${at}': Cannot find field.`;

const send = (body: unknown, id: string) => postNative("google", sandbox.vendors.google, body, { model: id });

describe("refusals", () => {
  it.each<[string, unknown, string]>([
    ["unknown fields", { contents, foo: 1 }, 'Invalid JSON payload received. Unknown name "foo": Cannot find field.'],
    ["OpenAI's messages", { messages: [] }, 'Unknown name "messages": Cannot find field.'],
    ["unknown part fields", { contents: [user({ image_url: 1 })] }, unknownName("image_url", "contents[0].parts[0]")],
    ["Vertex's labels", { contents, labels: {} }, 'Unknown name "labels"'],
    [
      "wrong types",
      config({ temperature: "hot" }),
      `Invalid value at 'generation_config.temperature' (TYPE_FLOAT), "hot"`,
    ],
    [
      "lists for one value",
      config({ seed: [1] }),
      `Unknown name "seed" at 'generation_config': Proto field is not repeating`,
    ],
    ["unknown enums", choice({ mode: "SOMETIMES" }), "Invalid value at 'tool_config.function_calling_config.mode'"],
    [
      "two kinds of data",
      { contents: [user({ text: "a", functionCall: { name: "f" } })] },
      "oneof field 'data' is already set",
    ],
    ["a body that is a list", [], "Root element must be a message"],
    ["no contents", {}, "* GenerateContentRequest.contents: contents is not specified"],
    ["empty contents", { contents: [] }, "* GenerateContentRequest.contents: contents is not specified"],
    ["empty parts", { contents: [user()] }, "contents[0].parts: contents.parts must not be empty."],
    ["parts without data", { contents: [user({})] }, "parts[0].data: required oneof field 'data' must have one"],
    [
      "OpenAI's roles",
      { contents: [{ role: "assistant", parts: [{ text: "a" }] }] },
      "Please use a valid role: user, model.",
    ],
    [
      "$ref",
      declared({ type: "OBJECT", properties: { a: { $ref: "#/$defs/a" } } }),
      unknownName("$ref", `${parametersPath}.properties[0].value`),
    ],
    [
      "additionalProperties",
      declared({ ...object({ a: {} }), additionalProperties: false }),
      unknownName("additionalProperties", parametersPath),
    ],
    ["$schema", declared({ ...object({}), $schema: "x" }), unknownName("$schema", parametersPath)],
    ["const", declared(object({ a: { const: 1 } })), unknownName("const", `${parametersPath}.properties[0].value`)],
    [
      "exclusiveMinimum",
      declared(object({ a: { exclusiveMinimum: 1 } })),
      unknownName("exclusiveMinimum", `${parametersPath}.properties[0].value`),
    ],
    [
      "type lists",
      declared(object({ a: { type: ["string", "null"] } })),
      "Proto field is not repeating, cannot start list.",
    ],
    [
      "arrays without items",
      declared(object({ a: { type: "ARRAY" } })),
      "parameters.properties[a].items: missing field.",
    ],
    [
      "properties without types",
      declared(object({ a: { title: "A" } })),
      "properties[a].type: must be specified when not",
    ],
    [
      "enums of numbers",
      declared(object({ a: { type: "INTEGER", enum: ["1"] } })),
      "enum: only allowed for STRING type",
    ],
    [
      "formats",
      declared(object({ a: { type: "STRING", format: "uri" } })),
      "only 'enum' and 'date-time' are supported",
    ],
    [
      "required strangers",
      declared({ ...object({ a: { type: "STRING" } }), required: ["b"] }),
      "required[0]: property is not defined",
    ],
    ["empty inner objects", declared(object({ a: { type: "OBJECT" } })), "should be non-empty for OBJECT type"],
    ["odd names", declared(object({}), "1 f"), "Invalid function name."],
    [
      "schemas of answers too",
      config({ ...json, responseSchema: { $ref: "a" } }),
      unknownName("$ref", "generation_config.response_schema"),
    ],
    [
      "two schemas",
      config({ ...json, responseSchema: { type: "STRING" }, responseJsonSchema: {} }),
      "only one of response_schema",
    ],
    ["schemas of plain text", config({ responseSchema: { type: "STRING" } }), "response_mime_type"],
    [
      "function results first",
      { contents: [user(result)] },
      "function response turn comes immediately after a function call turn",
    ],
    [
      "calls first",
      { contents: [model(call), user(result)] },
      "function call turn comes immediately after a user turn",
    ],
    [
      "half the results",
      { contents: [...contents, model(call, call), user(result)] },
      "the number of function response parts is equal",
    ],
    [
      "too many results",
      { contents: [...contents, model(call), user(result, result)] },
      "the number of function response parts is equal",
    ],
    ["broken base64", image("image/png", "not base64!"), "(TYPE_BYTES), Base64 decoding failed"],
    ["data that is no image", image("image/png", "SGVsbG8="), "Unable to process input image."],
    ["GIFs", image("image/gif", "R0lGODlh"), "Unsupported MIME type: image/gif"],
    ["data that is no PDF", image("application/pdf", "SGVsbG8="), "The document has no pages."],
    ["plain http", file("http://example.com/a.png"), "Invalid or unsupported file uri: http://example.com/a.png"],
    ["data URLs", file("data:image/png;base64,AAAA"), "Invalid or unsupported file uri"],
    ["temperature over 2", config({ temperature: 2.5 }), "temperature must be in the range [0.0, 2.0]."],
    ["no tokens", config({ maxOutputTokens: 0 }), "max_output_tokens must be positive."],
    [
      "too many tokens",
      config({ maxOutputTokens: 65_537 }),
      "supported range is from 1 (inclusive) to 65537 (exclusive)",
    ],
    ["nine candidates", config({ candidateCount: 9 }), "candidateCount value of 9"],
    ["six stop sequences", config({ stopSequences: ["a", "b", "c", "d", "e", "f"] }), "at most 5 stop sequences"],
    ["logprobs alone", config({ logprobs: 2 }), "only supported when response_logprobs is set to true"],
    ["levels", thinking({ thinkingLevel: "LOW" }), "Thinking level is not supported for this model."],
    [
      "level and budget",
      thinking({ thinkingLevel: "LOW", thinkingBudget: 1 }),
      "only set only one of thinking budget and",
    ],
    ["large budgets", thinking({ thinkingBudget: 24_577 }), "Please choose a value between 0 and 24576."],
    [
      "names without ANY",
      choice({ mode: "AUTO", allowedFunctionNames: ["f"] }),
      "only when function calling mode is ANY",
    ],
    ["unknown names", choice({ mode: "ANY", allowedFunctionNames: ["g"] }), "g is not a declared function."],
    [
      "choices without functions",
      { contents, toolConfig: { functionCallingConfig: { mode: "ANY" } } },
      "without function_declarations",
    ],
    ["JSON with functions", { ...declared(object({})), generationConfig: json }, "'application/json' is unsupported"],
    [
      "search with functions",
      { contents, tools: [{ functionDeclarations: [{ name: "f" }] }, { googleSearch: {} }] },
      "Tool use with function calling is unsupported",
    ],
  ])("%s", async (_name, body, message) => {
    const answer = await send(body, flash);
    expect(pick(answer.json, "error")).toMatchObject({
      code: 400,
      status: "INVALID_ARGUMENT",
      message: expect.stringContaining(message) as string,
    });
  });

  it.each<[string, string, unknown, string]>([
    ["thinking of 2.0", "gemini-2.0-flash", thinking({ thinkingBudget: 1_024 }), "Thinking is not supported"],
    [
      "thoughts of 2.0",
      "gemini-2.0-flash",
      thinking({ includeThoughts: true }),
      "only enabled when thinking is enabled",
    ],
    ["web files of 2.0", "gemini-2.0-flash", file("https://example.com/a.png"), "Invalid or unsupported file uri"],
    ["2.5 Pro that must not think", "gemini-2.5-pro", thinking({ thinkingBudget: 0 }), "Budget 0 is invalid."],
    [
      "levels of 3 Pro",
      "gemini-3-pro-preview",
      thinking({ thinkingLevel: "MINIMAL" }),
      "Thinking level MINIMAL is not",
    ],
  ])("%s", async (_name, id, body, message) => {
    expect(pick((await send(body, id)).json, "error", "message")).toContain(message);
  });

  it("reports all unknown names, with their fields", async () => {
    const { json: answer } = await send({ contents, a: 1, generationConfig: { b: 1 } }, flash);
    expect(String(pick(answer, "error", "message")).split("\n")).toHaveLength(2);
    expect(pick(answer, "error", "details", 0, "fieldViolations")).toMatchObject([
      { field: "" },
      { field: "generation_config" },
    ]);
  });

  it("survives nesting without end", async () => {
    const depth = 5_000;
    const nested = `${'{"items":'.repeat(depth)}{}${"}".repeat(depth)}`;
    const body = `{"contents":[{"parts":[{"text":"a"}]}],"generationConfig":{"responseSchema":${nested}}}`;
    expect(pick((await send(body, flash)).json, "error", "message")).toContain("Max recursion depth reached");
  });
});

describe("what is accepted", () => {
  it.each<[string, unknown, string?]>([
    [
      "snake case",
      { contents, system_instruction: { parts: { text: "a" } }, generation_config: { max_output_tokens: 9 } },
    ],
    ["one content for a list", { contents: { parts: { text: "Hello" } } }],
    ["lower-case types", declared({ type: "object", properties: { a: { type: "string" } } })],
    [
      "JSON Schema of parameters",
      {
        contents,
        tools: [
          { functionDeclarations: [{ name: "f", parametersJsonSchema: { $ref: "#", additionalProperties: false } }] },
        ],
      },
    ],
    ["the role function", { contents: [...contents, model(call), { role: "function", parts: [result] }] }],
    ["results in contents of their own", { contents: [...contents, model(call, call), user(result), user(result)] }],
    ["YouTube", file("https://www.youtube.com/watch?v=a")],
    ["uploaded files", file("https://generativelanguage.googleapis.com/v1beta/files/abc-123")],
    ["Cloud Storage", file("gs://bucket/a.png")],
    ["empty text", { contents: [user({ text: "" })] }],
    ["levels of 3", thinking({ thinkingLevel: "low" }), "gemini-3-flash-preview"],
    ["JSON with functions on 3", { ...declared(object({})), generationConfig: json }, "gemini-3-flash-preview"],
  ])("%s", async (_name, body, id = flash) => {
    const answer = await send(body, id);
    expect(answer.status, answer.text).toBe(200);
  });
});
