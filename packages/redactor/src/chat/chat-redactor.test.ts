import { describe, expect, it } from "vitest";
import { fakeDetectors as detectors } from "../test-support.ts";
import { createChatRedactor } from "./chat-redactor.ts";

const redactor = createChatRedactor("balanced", { key: "project", detectors });
const email = (name: string) => `${name}@acme.com`;

/** A request with another address in every place that may hold one. */
function requestWithEverything() {
  return {
    model: "acme/model-1",
    tools: [
      {
        type: "function",
        function: {
          name: "look_up",
          description: `Ask ${email("tooldescription")}`,
          parameters: {
            type: "object",
            description: `See ${email("schema")}`,
            properties: {
              type: { type: "string", enum: [email("enumerated"), "other"], default: email("default") },
              ann: { description: email("property"), examples: [email("example")] },
            },
            required: ["type"],
          },
        },
      },
      { type: "custom", custom: { name: "run", description: email("custom"), format: { type: "text" } } },
    ],
    functions: [{ name: "old", description: email("functiondescription"), parameters: { title: email("title") } }],
    response_format: {
      type: "json_schema",
      json_schema: { name: "answer", description: email("format"), schema: { description: email("formatschema") } },
    },
    messages: [
      { role: "system", content: email("system") },
      { role: "developer", content: [{ type: "text", text: email("developer") }] },
      {
        role: "user",
        name: email("name"),
        content: [
          { type: "text", text: email("part") },
          {
            type: "image_url",
            image_url: { url: `https://x.example/a.png?to=${encodeURIComponent(email("query"))}&b=1` },
          },
          { type: "image_url", image_url: { url: "data:image/png;base64,AAAA", detail: "low" } },
          {
            type: "file",
            file: { filename: `${email("filename")}.txt`, file_data: `data:text/plain;base64,${btoa(email("file"))}` },
          },
          { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } },
          { type: "document", source: { text: email("unknownpart") } },
        ],
      },
      {
        role: "assistant",
        content: [
          { type: "text", text: email("assistant") },
          { type: "refusal", refusal: email("refusalpart") },
        ],
        refusal: email("refusal"),
        reasoning_content: email("reasoning"),
        tool_calls: [
          {
            id: "call_ann@acme.com",
            type: "function",
            function: { name: "look_up", arguments: JSON.stringify({ to: email("argument"), count: 3, yes: true }) },
          },
          { id: "call_2", type: "custom", custom: { name: "run", input: email("input") } },
        ],
        function_call: { name: "old", arguments: JSON.stringify({ inner: JSON.stringify({ to: email("inner") }) }) },
      },
      { role: "tool", tool_call_id: "call_ann@acme.com", content: email("result") },
      { role: "tool", tool_call_id: "call_2", content: [{ type: "text", text: email("resultpart") }] },
      { role: "function", name: "old", content: email("functionresult") },
      { role: "user", content: JSON.stringify({ "nested@acme.com": email("json") }) },
    ],
    prediction: { type: "content", content: [{ type: "text", text: email("prediction") }] },
    user: email("user"),
    safety_identifier: email("identifier"),
    metadata: { who: email("metadata") },
    documents: [{ title: email("document") }],
    stop: [email("stop")],
    temperature: 0.5,
  };
}

describe("a chat redactor", () => {
  it("finds text in every place that may hold it, and leaves ids and names alone", async () => {
    const request = requestWithEverything();
    const copy = structuredClone(request);
    const { request: redacted, findings } = await redactor.redactChat(request);
    expect(request).toEqual(copy);
    const body = JSON.stringify(redacted);
    expect(body.match(/[a-z]+@acme\.com/g)).toEqual(["ann@acme.com", "ann@acme.com"]);
    expect(body).not.toContain("%40acme");
    expect(body).not.toContain(btoa(email("file")).slice(0, 8));
    expect(redacted.messages[3]?.tool_calls?.[0]?.id).toBe("call_ann@acme.com");
    expect(redacted.messages[2]?.content?.[2]).toBe(request.messages[2]?.content?.[2]);
    expect(redacted.messages[2]?.content?.[4]).toBe(request.messages[2]?.content?.[4]);
    expect(findings.every(({ path }) => path.startsWith("/"))).toBe(true);
    expect(new Set(findings.map(({ path }) => path)).size).toBeGreaterThan(35);
  });

  it("makes the same body of the same request, and the same beginning of a longer conversation", async () => {
    const request = requestWithEverything();
    const first = await redactor.redactChat(request);
    const again = await redactor.redactChat(structuredClone(request));
    expect(JSON.stringify(again.request)).toBe(JSON.stringify(first.request));
    const longer = { ...request, messages: [...request.messages, { role: "user", content: email("later") }] };
    const { request: next } = await redactor.redactChat(longer);
    expect(next.messages.slice(0, -1)).toEqual(first.request.messages);
    expect(next.tools).toEqual(first.request.tools);
  });

  it("puts values back into a whole answer, escaped as deep as they stand", async () => {
    const key = '-----BEGIN KEY-----\nab"c\\d\n-----END KEY-----';
    const request = { messages: [{ role: "user", content: `Send ${key} to ann@acme.com` }] };
    const { request: redacted, restoreCompletion } = await redactor.redactChat(request);
    const sent = redacted.messages[0]?.content ?? "";
    const [hiddenKey = ""] = /\[\[PRIVATE_KEY[^\]]+\]\]/.exec(sent) ?? [];
    const answer = {
      choices: [
        {
          index: 0,
          message: {
            role: "assistant",
            content: `You said: ${sent}`,
            tool_calls: [
              { id: "1", type: "function", function: { name: "f", arguments: JSON.stringify({ a: hiddenKey }) } },
              {
                id: "2",
                type: "function",
                function: { name: "f", arguments: JSON.stringify({ a: JSON.stringify({ b: hiddenKey }) }) },
              },
            ],
          },
        },
      ],
    };
    const { message } = restoreCompletion(answer).choices[0] as (typeof answer.choices)[0];
    expect(message.content).toBe(`You said: Send ${key} to ann@acme.com`);
    expect(JSON.parse(message.tool_calls[0]?.function.arguments ?? "")).toEqual({ a: key });
    expect(JSON.parse(JSON.parse(message.tool_calls[1]?.function.arguments ?? "").a)).toEqual({ b: key });
  });
});
