import { describe, expect, it } from "vitest";
import { fakeDetectors as detectors } from "../test-support.ts";
import { createChatRedactor } from "./chat-redactor.ts";

const redactor = createChatRedactor({}, { key: "project", detectors });
const MAIL = "ann@acme.com";

async function sent(request: object): Promise<string> {
  return JSON.stringify((await redactor.redactChat(request)).request);
}

const after = (message: object) => ({ messages: [{ role: "user", content: "Hi" }, message] });
const call = (fields: object) => after({ role: "assistant", tool_calls: [{ id: "1", type: "function", ...fields }] });
const part = (fields: object) => ({ messages: [{ role: "user", content: [fields] }] });
const tool = (fields: object) => ({ tools: [{ type: "function", function: { name: "f", ...fields } }] });

const PROTOCOL_NAMES = ["id", "type", "status", "format", "detail", "object", "model", "index", "signature", "file_id"];

describe("a value leaves nowhere", () => {
  it.each(PROTOCOL_NAMES)("where data has a field that is called %s", async (name) => {
    const data = { [name]: MAIL };
    for (const request of [
      { metadata: data },
      { crm: { customer: data } },
      after({ role: "user", content: "x", note: data }),
      tool({ parameters: { default: data, properties: { a: { examples: [data], enum: [data], const: data } } } }),
      call({ function: { name: "f", arguments: data } }),
    ]) {
      expect(await sent(request)).not.toContain("acme");
    }
  });

  it.each<[string, object]>([
    ["the transcript of sound", after({ role: "assistant", audio: { id: "a", data: "AAAA", transcript: MAIL } })],
    ["a name of metadata", { metadata: { [MAIL]: "x", b: "y" } }],
    ["calls that are no list", after({ role: "assistant", tool_calls: { a: MAIL } })],
    ["a call that is a string", after({ role: "assistant", function_call: MAIL })],
    ["an unknown field of a call", call({ note: MAIL })],
    ["an unknown field of a called function", call({ function: { name: "f", arguments: "{}", note: MAIL } })],
    ["the name of a function that is none", call({ function: { name: MAIL, arguments: "{}" } })],
    ["a call of an unknown kind", call({ type: "mcp", mcp: { input: MAIL } })],
    ["a field beside an image", part({ type: "image_url", image_url: { url: "https://x.example" }, text: MAIL })],
    ["a field of an image", part({ type: "image_url", image_url: { url: "https://x.example", alt: MAIL } })],
    ["an image that is none", part({ type: "image_url", image_url: { url: [MAIL] } })],
    ["a field of sound", part({ type: "input_audio", input_audio: { data: "AAAA", format: "wav", transcript: MAIL } })],
    ["a field of a file", part({ type: "file", file: { file_id: "f", title: MAIL } })],
    ["a field beside a text", part({ type: "text", text: "x", status: MAIL, cache_control: { type: MAIL } })],
    ["an unsigned thought", after({ role: "assistant", thinking_blocks: [{ type: "thinking", thinking: MAIL }] })],
    ["the pattern of a schema", tool({ parameters: { properties: { a: { pattern: MAIL, title: MAIL } } } })],
    ["the format of a schema", tool({ parameters: { $id: `https://x/${MAIL}`, format: MAIL, type: MAIL } })],
    ["a function that is a string", { tools: [{ type: "function", function: MAIL }] }],
    ["a grammar", { tools: [{ type: "custom", custom: { name: "c", format: { grammar: { definition: MAIL } } } }] }],
    ["a schema beside json_schema", { response_format: { type: "json_object", schema: { description: MAIL } } }],
    ["a format that is a string", { response_format: MAIL }],
    ["a field of a prediction", { prediction: { type: "content", content: "x", note: MAIL } }],
    ["a prediction that is a string", { prediction: MAIL }],
    ["a field of a choice of tool", { tool_choice: { type: "function", function: { name: "f", note: MAIL } } }],
    [
      "settings",
      { reasoning: { note: MAIL }, provider: { note: MAIL }, audio: { voice: MAIL }, models: [{ a: MAIL }] },
    ],
    ["a setting of a search", { web_search_options: { note: MAIL } }],
    ["messages that are no list", { messages: { 0: { content: MAIL } } }],
  ])("in %s", async (_place, request) => {
    expect(await sent(request)).not.toContain("acme");
  });

  it("as a number in unknown fields", async () => {
    expect(await sent({ crm: { ssn: 123456789, count: 3 } })).toMatch(/"ssn":"\[\[US_SSN_1\.\w{4}\]\]","count":3/);
  });
});

describe("names of fields", () => {
  it("keep their order and their values, and are not told by findings", async () => {
    const metadata = { a: "1", [MAIL]: { [MAIL]: MAIL }, z: "2" };
    const { request, findings, blocked } = await createChatRedactor(
      { entities: { EMAIL_ADDRESS: "block" } },
      { detectors },
    ).redactChat({ metadata });
    expect(JSON.stringify(request)).toBe(
      '{"metadata":{"a":"1","[EMAIL_ADDRESS]":{"[EMAIL_ADDRESS]":"[EMAIL_ADDRESS]"},"z":"2"}}',
    );
    expect(findings).toHaveLength(3);
    expect(JSON.stringify([findings, blocked?.message, blocked?.param])).not.toContain("acme");
  });

  it("are not told by findings when they are only flagged", async () => {
    const flagging = createChatRedactor({ entities: { EMAIL_ADDRESS: "flag" } }, { detectors });
    const { request, findings } = await flagging.redactChat({ metadata: { [MAIL]: MAIL } });
    expect(request).toEqual({ metadata: { [MAIL]: MAIL } });
    expect(findings.map(({ path }) => path)).toEqual(["/metadata", "/metadata/*"]);
  });

  it("that become the same stay apart", async () => {
    const redact = createChatRedactor({ entities: { EMAIL_ADDRESS: "redact" } }, { detectors });
    const { request } = await redact.redactChat({ metadata: { [MAIL]: "1", "bob@acme.com": "2" } });
    expect(request.metadata).toEqual({ "[EMAIL_ADDRESS]": "1", "[EMAIL_ADDRESS]_2": "2" });
  });
});

describe("what the protocol needs", () => {
  it.each<[string, object]>([
    ["names of properties", tool({ parameters: { properties: { [MAIL]: { type: "string" } }, required: [MAIL] } })],
    ["references", tool({ parameters: { $ref: "#/$defs/ann@acme.com", minLength: 123456789 } })],
    ["numbers of OpenAI's own", { seed: 123456789 }],
    ["ids of calls", after({ role: "tool", tool_call_id: MAIL, content: "x" })],
    ["ids in parts of known types", part({ type: "tool_use", id: "call_sk-0123456789", name: "f", input: {} })],
    ["where a search is made", { web_search_options: { user_location: { approximate: { city: MAIL } } } }],
  ])("stays: %s", async (_what, request) => {
    expect(await sent(request)).toBe(JSON.stringify(request));
  });

  it("stays although the words are names", async () => {
    const request = {
      model: "m",
      audio: { voice: "marin", format: "wav" },
      tool_choice: { type: "function", function: { name: "jordan" } },
      provider: { order: ["Phoenix", "Together"] },
      response_format: { type: "json_schema", json_schema: { name: "Paris", schema: { type: "object" } } },
      messages: [{ role: "user", content: "Hi" }],
    };
    const { request: same } = await createChatRedactor({}, { key: "project" }).redactChat(request);
    expect(same).toBe(request);
  });
});

describe("values nested deeper than is looked into", () => {
  function nested(depth: number): object {
    let value: object = { a: MAIL };
    for (let level = 0; level < depth; level++) value = { a: value };
    return value;
  }

  it.each<[string, object]>([
    ["metadata", { metadata: nested(205) }],
    ["a part", part({ type: "x", y: nested(205) })],
    ["a schema", tool({ parameters: nested(205) })],
  ])("keep a request from leaving: %s", async (_place, request) => {
    await expect(redactor.redactChat(request)).rejects.toMatchObject({ code: "inspection_unavailable" });
  });

  it("are named where the policy lets them pass, and are read up to there", async () => {
    const { uninspected } = await createChatRedactor({ onFailure: "allow" }, { detectors }).redactChat({
      metadata: nested(205),
    });
    expect(uninspected).toEqual(["/metadata"]);
    expect(await sent({ metadata: nested(190) })).not.toContain("acme");
  });
});
