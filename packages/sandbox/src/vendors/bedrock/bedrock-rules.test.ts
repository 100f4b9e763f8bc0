import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../start-sandbox.ts";
import { pick } from "../../testing/client.ts";
import { postNative } from "../../testing/native-client.ts";

const claude = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
const nova = "us.amazon.nova-lite-v1:0";
const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ vendors: ["bedrock"] });
});
afterAll(() => sandbox.close());

const text = (value: string) => ({ text: value });
const user = (...content: unknown[]) => ({ role: "user", content });
const assistant = (...content: unknown[]) => ({ role: "assistant", content });
const schema = { type: "object", properties: { city: { type: "string" } } };
const toolConfig = { tools: [{ toolSpec: { name: "f", inputSchema: { json: schema } } }] };
const use = (toolUseId: string) => ({ toolUse: { toolUseId, name: "f", input: {} } });
const result = (toolUseId: string, value = "ok") => ({ toolResult: { toolUseId, content: [text(value)] } });
const image = (format: string, bytes = png) => ({ image: { format, source: { bytes } } });
const document = (name: string) => ({ document: { format: "txt", name, source: { bytes: "SGVsbG8=" } } });
const thinking = (fields: object) => ({ additionalModelRequestFields: { thinking: fields } });
const enabled = { type: "enabled", budget_tokens: 1_024 };
const format = (answer: unknown) => ({
  outputConfig: {
    textFormat: { type: "json_schema", structure: { jsonSchema: { schema: answer, name: "x" } } },
  },
});
const hello = [user(text("Hello"))];

async function send(body: Record<string, unknown>, model: string) {
  const { status, headers, json } = await postNative("bedrock", sandbox.vendors.bedrock, body, { model });
  return { status, type: headers.get("x-amzn-errortype")?.split(":")[0], message: pick(json, "message") };
}

describe("refusals", () => {
  it.each<[string, Record<string, unknown>, string]>([
    ["unknown member", { messages: hello, foo: 1 }, "extraneous key [foo] is not permitted"],
    ["unknown block", { messages: [user({ image_url: {} })] }, "#/messages/0/content/0: extraneous key [image_url]"],
    ["two members of a union", { messages: [user({ text: "a", json: {} })] }, "extraneous key [json]"],
    ["no member of a union", { messages: [user({})] }, "must have exactly one member set"],
    ["missing messages", {}, "Value null at 'messages' failed to satisfy constraint: Member must not be null"],
    ["wrong role", { messages: [{ role: "tool", content: [text("a")] }] }, "enum value set: [user, assistant]"],
    ["wrong type", { messages: "Hello" }, "STRING_VALUE can not be converted to array"],
    ["empty content", { messages: [user()] }, "The content field in the Message object at messages.0 is empty"],
    [
      "blank text",
      { messages: [user(text(" \n"))] },
      "The text field in the ContentBlock object at messages.0.content.0",
    ],
    [
      "empty system text",
      { messages: hello, system: [text("")] },
      "Member must have length greater than or equal to 1",
    ],
    [
      "temperature over 1",
      { messages: hello, inferenceConfig: { temperature: 1.5 } },
      "Value '1.5' at 'inferenceConfig.temperature' failed to satisfy constraint: Member must have value less than or equal to 1",
    ],
    [
      "more tokens than the model has",
      { messages: hello, inferenceConfig: { maxTokens: 64_001 } },
      "The maximum tokens you requested exceeds the model limit of 64000",
    ],
    [
      "tools in the history alone",
      { messages: [...hello, assistant(use("a")), user(result("a"))] },
      "The toolConfig field must be defined when using toolUse and toolResult content blocks.",
    ],
    [
      "results of nothing",
      { toolConfig, messages: [user(text("a"), result("a"))] },
      "The number of toolResult blocks at messages.0.content exceeds the number of toolUse blocks of previous turn.",
    ],
    [
      "uses without results",
      { toolConfig, messages: [...hello, assistant(use("a")), user(text("b"))] },
      "Expected toolResult blocks at messages.2.content for the following Ids: a",
    ],
    [
      "tool ids with a space",
      { toolConfig, messages: [...hello, assistant(use("a b"))] },
      "regular expression pattern",
    ],
    ["tool ids with a dot", { toolConfig, messages: [...hello, assistant(use("a.b"))] }, "should match pattern"],
    ["long tool ids", { toolConfig, messages: [...hello, assistant(use("a".repeat(65)))] }, "less than or equal to 64"],
    ["empty results", { toolConfig, messages: [...hello, assistant(use("a")), user(result("a", ""))] }, "non-empty"],
    ["tool uses of the user", { toolConfig, messages: [user(use("a"))] }, "User messages cannot contain tool uses"],
    ["a choice of none", { messages: hello, toolConfig: { ...toolConfig, toolChoice: { none: {} } } }, "key [none]"],
    ["no tools", { messages: hello, toolConfig: { tools: [] } }, "Member must have length greater than or equal to 1"],
    [
      "an unknown tool forced",
      { messages: hello, toolConfig: { ...toolConfig, toolChoice: { tool: { name: "g" } } } },
      "The tool g of toolConfig.toolChoice.tool is not in toolConfig.tools.",
    ],
    [
      "a wrong image format",
      { messages: [user(image("jpeg"))] },
      "Image does not match the provided media type image/jpeg",
    ],
    ["no image", { messages: [user(image("png", "SGVsbG8="))] }, "Could not process image"],
    ["an unknown format", { messages: [user(image("bmp"))] }, "enum value set: [png, jpeg, gif, webp]"],
    ["document names", { messages: [user(text("a"), document("a.txt"))] }, "The document file name can only contain"],
    ["wide document names", { messages: [user(text("a"), document("a  b"))] }, "more than one consecutive whitespace"],
    ["equal document names", { messages: [user(text("a"), document("a"), document("a"))] }, "duplicate document names"],
    ["documents alone", { messages: [user(document("a"))] }, "A text block must be included when using documents."],
    [
      "small budgets",
      { messages: hello, ...thinking({ ...enabled, budget_tokens: 1_023 }) },
      "greater than or equal to 1024",
    ],
    [
      "budgets over the limit",
      { messages: hello, ...thinking(enabled), inferenceConfig: { maxTokens: 1_024 } },
      "`max_tokens` must be greater than `thinking.budget_tokens`",
    ],
    [
      "temperature with thinking",
      { messages: hello, ...thinking(enabled), inferenceConfig: { temperature: 0.5 } },
      "`temperature` may only be set to 1 when thinking is enabled",
    ],
    [
      "a forced tool with thinking",
      { messages: hello, ...thinking(enabled), toolConfig: { ...toolConfig, toolChoice: { any: {} } } },
      "Thinking may not be enabled when tool_choice forces tool use.",
    ],
    [
      "a lost thinking block",
      { messages: [...hello, assistant(use("a")), user(result("a"))], ...thinking(enabled), toolConfig },
      "Expected `thinking` or `redacted_thinking`, but found `tool_use`",
    ],
    [
      "unknown model fields",
      { messages: hello, additionalModelRequestFields: { foo: 1 } },
      "foo: Extra inputs are not",
    ],
    [
      "open schemas",
      { messages: hello, ...format(JSON.stringify(schema)) },
      "'additionalProperties' must be explicitly",
    ],
    ["schemas as objects", { messages: hello, ...format(schema) }, "OBJECT_START can not be converted to string"],
    ["schemas that are no JSON", { messages: hello, ...format("{") }, "is not valid JSON"],
    [
      "videos",
      { messages: [user({ video: { format: "mp4", source: { bytes: "AAAA" } } })] },
      "the video content block",
    ],
    [
      "images from S3",
      { messages: [user({ image: { format: "png", source: { s3Location: { uri: "s3://bucket/a.png" } } } })] },
      "This model doesn't support the s3Uri field.",
    ],
    [
      "five cache points",
      { messages: [user(text("a"), ...Array.from({ length: 5 }, () => ({ cachePoint: { type: "default" } })))] },
      "A maximum of 4 blocks with cache_control may be provided. Found 5.",
    ],
  ])("%s", async (_name, body, message) => {
    expect(await send(body, claude)).toMatchObject({
      status: 400,
      message: expect.stringContaining(message) as string,
    });
  });

  it.each<[string, string, Record<string, unknown>, number, string]>([
    ["unknown models", "no-such-model", { messages: hello }, 400, "The provided model identifier is invalid."],
    [
      "models that want a profile",
      claude.replace("us.", ""),
      { messages: hello },
      400,
      "with on-demand throughput isn’t supported",
    ],
    ["an assistant first", nova, { messages: [assistant(text("a"))] }, 400, "must start with a user message"],
    ["users in a row", nova, { messages: [...hello, ...hello] }, 400, "must alternate between user and assistant"],
    ["Nova's unknown fields", nova, { messages: hello, additionalModelRequestFields: { a: 1 } }, 400, "key [a] is not"],
    [
      "efforts",
      "openai.gpt-oss-20b-1:0",
      { messages: hello, additionalModelRequestFields: { reasoning_effort: "max" } },
      400,
      "reasoning_effort",
    ],
    ["tools of DeepSeek R1", "us.deepseek.r1-v1:0", { messages: hello, toolConfig }, 400, "doesn't support tool use"],
    [
      "forced tools of Llama",
      "meta.llama3-1-8b-instruct-v1:0",
      { messages: hello, toolConfig: { ...toolConfig, toolChoice: { any: {} } } },
      400,
      "toolChoice.any",
    ],
    ["system of Titan", "amazon.titan-text-lite-v1", { messages: hello, system: [text("a")] }, 400, "system messages"],
    [
      "caching of Llama",
      "meta.llama3-1-8b-instruct-v1:0",
      { messages: [user(text("a"), { cachePoint: { type: "default" } })] },
      403,
      "prompt caching",
    ],
    [
      "sampling of new Claudes",
      "us.anthropic.claude-opus-4-8",
      { messages: hello, inferenceConfig: { temperature: 1 } },
      400,
      "`temperature` is deprecated for this model.",
    ],
  ])("%s", async (_name, model, body, status, message) => {
    expect(await send(body, model)).toMatchObject({ status, message: expect.stringContaining(message) as string });
  });

  it("names errors in a header", async () => {
    expect((await send({ messages: hello, foo: 1 }, claude)).type).toBe("ValidationException");
    expect((await send({ messages: "Hello" }, claude)).type).toBe("SerializationException");
  });
});
