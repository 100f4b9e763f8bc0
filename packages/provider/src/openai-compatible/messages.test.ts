import type { ChatRequest } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { deepFreeze } from "../testing/index.ts";
import { toWireRequest } from "./request.ts";
import type { OpenAICompatibleSpec } from "./spec.ts";

const acme: OpenAICompatibleSpec = { id: "acme", name: "Acme", baseUrl: "https://llm.acme.example/v1" };
const hello = { role: "user", content: "Hello" };
const call = (id: string) => ({ id, type: "function", function: { name: "f", arguments: "{}" } });

function translate(messages: readonly object[], spec: Partial<OpenAICompatibleSpec> = {}) {
  const request = deepFreeze({ model: "m", messages }) as unknown as ChatRequest;
  const { body, droppedParams } = toWireRequest(request, { ...acme, ...spec });
  return { messages: (body as { messages: Record<string, unknown>[] }).messages, dropped: droppedParams };
}

function idsOf(message: Record<string, unknown> | undefined): unknown[] {
  return ((message?.tool_calls ?? []) as { id: string }[]).map(({ id }) => id);
}

describe("tool call ids", () => {
  const long = `call_${"x".repeat(5_000)}`;
  const history = [hello, { role: "assistant", tool_calls: [call("a"), call(long)] }];
  const results = ["a", long].map((id) => ({ role: "tool", tool_call_id: id, content: "1" }));

  it("stay where the vendor takes them, without a copy", () => {
    const messages = [hello, { role: "assistant", tool_calls: [call("a")] }, results[0] as object];
    expect(translate(messages).messages.every((message, index) => message === messages[index])).toBe(true);
  });

  it("become short where they are longer than OpenAI takes, and call and result still meet", () => {
    const [, asked, first, second] = translate([...history, ...results]).messages;
    const [kept, changed] = idsOf(asked);
    expect(kept).toBe("a");
    expect(changed).toMatch(/^\w{40}$/);
    expect([first?.tool_call_id, second?.tool_call_id]).toEqual(["a", changed]);
  });

  it("have the vendor's own form, the same in each request", () => {
    const toolCallIds = { accepts: /^[a-z]{3}$/, length: 9 };
    const ids = () => idsOf(translate([...history, ...results], { toolCallIds }).messages[1]);
    expect(ids()).toEqual([expect.stringMatching(/^\w{9}$/), expect.stringMatching(/^\w{9}$/)]);
    expect(ids()).toEqual(ids());
    expect(new Set(ids()).size).toBe(2);
  });
});

describe("the history", () => {
  it("has a system where the vendor knows no developer", () => {
    const developer = { role: "developer", content: "Be brief." };
    expect(translate([developer, hello], { developerRole: false }).messages[0]).toEqual({
      role: "system",
      content: "Be brief.",
    });
    expect(translate([developer, hello]).messages[0]).toEqual(developer);
  });

  it("keeps what the model refused, in words that all vendors read", () => {
    const spec = { dropMessageFields: ["refusal"] };
    const { messages, dropped } = translate(
      [
        { role: "assistant", content: null, refusal: "I cannot." },
        { role: "assistant", content: [{ type: "refusal", refusal: "No." }] },
        { role: "assistant", content: "Yes", refusal: null },
      ],
      spec,
    );
    expect(messages).toEqual([
      { role: "assistant", content: "I cannot." },
      { role: "assistant", content: [{ type: "text", text: "No." }] },
      { role: "assistant", content: "Yes" },
    ]);
    expect(dropped).toEqual([]);
    const refused = { role: "assistant", content: null, refusal: "I cannot." };
    expect(translate([refused], { dialect: "full" }).messages).toEqual([refused]);
  });

  it("has nothing but the fields that a strict vendor takes", () => {
    const spec = { messageFields: new Set(["role", "content", "name"]), dropMessageFields: ["name"] };
    const { messages, dropped } = translate(
      [
        { ...hello, name: "Ann", mood: "fine", nothing: null },
        { role: "tool", name: "f", content: "1" },
      ],
      spec,
    );
    expect(messages).toEqual([hello, { role: "tool", name: "f", content: "1" }]);
    expect(dropped).toEqual(["messages[].name", "messages[].mood"]);
  });

  it("marks no end of a cached prompt where only OpenAI knows it", () => {
    const part = { type: "text", text: "a", prompt_cache_breakpoint: { mode: "explicit" } };
    const messages = [{ role: "user", content: [part] }];
    expect(translate(messages).dropped).toEqual(["messages[].content[].prompt_cache_breakpoint"]);
    expect(translate(messages).messages).toEqual([{ role: "user", content: [{ type: "text", text: "a" }] }]);
    expect(translate(messages, { dialect: "full" }).messages).toEqual(messages);
  });

  it("has the parts of all but users as one text where the vendor wants it", () => {
    const parts = [
      { type: "text", text: "a" },
      { type: "text", text: "b" },
    ];
    const spec = { partsOfUsersOnly: true } as const;
    const { messages } = translate(
      [
        { role: "user", content: parts },
        { role: "tool", tool_call_id: "a", content: parts },
      ],
      spec,
    );
    expect(messages.map(({ content }) => content)).toEqual([parts, "a\nb"]);
    const image = { type: "image_url", image_url: { url: "https://example.com/a.png" } };
    expect(() => translate([{ role: "tool", tool_call_id: "a", content: [parts[0], image] }], spec)).toThrow(
      expect.objectContaining({ code: "unsupported_parameter", param: "messages[0].content[1]" }),
    );
  });

  it.each([
    ["suAsu", "ssuAu"],
    ["suts", "ssut"],
    ["usu", "usu"],
    ["suAu", "suAu"],
  ])("%s becomes %s where a system may not follow an answer", (roles, expected) => {
    const names: Record<string, string> = { s: "system", u: "user", A: "assistant", t: "tool" };
    const messages = [...roles].map((role, index) => ({ role: names[role], content: String(index) }));
    const sent = translate(messages, { systemFirst: true }).messages;
    expect(sent.map(({ role }) => Object.keys(names).find((name) => names[name] === role)).join("")).toBe(expected);
    const ofSystem = (list: readonly { role?: unknown; content?: unknown }[]) =>
      list.filter(({ role }) => role === "system").map(({ content }) => content);
    expect(ofSystem(sent)).toEqual(ofSystem(messages));
  });
});

describe("how closely to look at an image", () => {
  const image = (detail?: string) => ({ type: "image_url", image_url: { url: "https://example.com/a.png", detail } });
  const seen = (detail: string | undefined, spec: Partial<OpenAICompatibleSpec>) => {
    const { messages, dropped } = translate([{ role: "user", content: [image(detail)] }], spec);
    return { content: messages[0]?.content, dropped };
  };

  it.each([
    ["low", ["messages[].content[].image_url.detail"]],
    ["auto", []],
    [undefined, []],
  ])("%s is left out where it makes no difference; named: %j", (detail, dropped) => {
    const part = { type: "image_url", image_url: { url: "https://example.com/a.png" } };
    expect(seen(detail, { imageDetail: false })).toEqual({ content: [part], dropped });
    expect(seen(detail, {})).toEqual({ content: [image(detail)], dropped: [] });
  });
});

describe("how closely to follow a tool's schema", () => {
  function loosened(strict: boolean | null | undefined, spec: Partial<OpenAICompatibleSpec>) {
    const tools = [{ type: "function", function: { name: "f", strict } }];
    const request = deepFreeze({ model: "m", messages: [hello], tools }) as unknown as ChatRequest;
    const { body, droppedParams } = toWireRequest(request, { ...acme, ...spec });
    return { definition: (body as { tools: typeof tools }).tools[0]?.function, dropped: droppedParams };
  }

  it.each([
    [true, ["tools[].function.strict"]],
    [false, []],
    [null, []],
  ])("%s is left out where it is refused; named: %j", (strict, dropped) => {
    expect(loosened(strict, { strictTools: false })).toEqual({ definition: { name: "f" }, dropped });
    expect(loosened(strict, {})).toEqual({ definition: { name: "f", strict }, dropped: [] });
  });
});

describe("a strict schema", () => {
  function tidied(fields: object) {
    const request = deepFreeze({ model: "m", messages: [hello], ...fields }) as unknown as ChatRequest;
    return toWireRequest(request, { ...acme, strictSchema: true }).body as Record<string, unknown>;
  }

  it("is sent no empty list of tools", () => {
    expect(tidied({ tools: [], tool_choice: "auto", parallel_tool_calls: true })).toEqual({
      model: "m",
      messages: [hello],
    });
  });

  it("is sent functions with parameters, and without nulls", () => {
    const definition = { name: "f", description: null, strict: null };
    expect(tidied({ tools: [{ type: "function", function: definition }] }).tools).toEqual([
      { type: "function", function: { name: "f", parameters: { type: "object", properties: {} } } },
    ]);
  });

  it("is sent a schema without nulls", () => {
    const json_schema = { name: "a", description: null, strict: true, schema: { type: "object", default: null } };
    expect(tidied({ response_format: { type: "json_schema", json_schema } }).response_format).toEqual({
      type: "json_schema",
      json_schema: { name: "a", strict: true, schema: { type: "object", default: null } },
    });
  });

  it("is sent no answers that say nothing, and no calls with other vendors' fields", () => {
    const answer = { role: "assistant", tool_calls: [{ ...call("a"), extra_content: { google: {} } }] };
    expect(tidied({ messages: [hello, { role: "assistant", content: "" }, answer] }).messages).toEqual([
      hello,
      { role: "assistant", tool_calls: [call("a")] },
    ]);
  });
});

describe("what Google's endpoint says beside the format", () => {
  const extra_content = { google: { thought_signature: "c2ln" } };
  const messages = [
    { role: "user", content: "?" },
    { role: "assistant", content: "Hm.", extra_content, tool_calls: [{ ...call("a"), extra_content }] },
    { role: "tool", tool_call_id: "a", content: "Fine" },
  ];

  it("goes to no other vendor", () => {
    const { messages: sent, dropped } = translate(messages);
    expect(JSON.stringify(sent)).not.toContain("extra_content");
    expect(dropped).toEqual(["messages[].extra_content", "messages[].tool_calls[].extra_content"]);
  });

  it("stays for those that know it", () => {
    const { messages: sent } = translate(messages, { knows: ["extra_content"] });
    expect(sent).toMatchObject([{}, { extra_content, tool_calls: [{ extra_content }] }, {}]);
  });
});
