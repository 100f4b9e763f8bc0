import fc from "fast-check";
import { expect, it } from "vitest";
import { fakeDetectors as detectors, SECRETS } from "../test-support.ts";
import { createChatRedactor } from "./chat-redactor.ts";

const redactor = createChatRedactor({}, { key: "project", detectors });

const scrap = fc.oneof(fc.string({ unit: "binary", maxLength: 8 }), fc.constantFrom("[", '"', "\\", "{", "\n", "[["));
const text = fc.array(fc.oneof(scrap, fc.constantFrom(...SECRETS)), { maxLength: 8 }).map((pieces) => pieces.join(" "));
const content = fc.oneof(
  text,
  fc.array(
    text.map((said) => ({ type: "text", text: said })),
    { maxLength: 3 },
  ),
);
const json = fc
  .dictionary(text, fc.oneof(text, fc.constantFrom(123456789, true, null)))
  .map((value) => JSON.stringify(value));
const schema = fc.record({
  type: fc.constant("object"),
  description: text,
  properties: fc.dictionary(
    fc.constantFrom("type", "properties", "a"),
    fc.record({ enum: fc.array(text), title: text }),
  ),
});
const call = fc.record({
  id: fc.constant("call_ann@acme.com"),
  type: fc.constant("function"),
  function: fc.record({ name: fc.constant("look_up"), arguments: json }),
});
const message = fc.oneof(
  fc.record({ role: fc.constantFrom("system", "developer"), content }),
  fc.record({ role: fc.constant("user"), content, name: text }),
  fc.record({
    role: fc.constant("assistant"),
    content: fc.oneof(content, fc.constant(null)),
    refusal: text,
    reasoning_content: text,
    tool_calls: fc.array(call, { maxLength: 2 }),
    function_call: fc.record({ name: fc.constant("f"), arguments: json }),
  }),
  fc.record({
    role: fc.constant("tool"),
    tool_call_id: fc.constant("call_ann@acme.com"),
    content: fc.oneof(content, json),
  }),
);
const request = fc.record({
  model: fc.constant("acme/ann@acme.com"),
  messages: fc.array(message, { maxLength: 5 }),
  tools: fc.array(
    fc.record({
      type: fc.constant("function"),
      function: fc.record({ name: fc.constant("look_up"), description: text, parameters: schema }),
    }),
    { maxLength: 2 },
  ),
  response_format: fc.record({
    type: fc.constant("json_schema"),
    json_schema: fc.record({ name: fc.constant("answer"), schema }),
  }),
  prediction: fc.record({ type: fc.constant("content"), content }),
  user: text,
  metadata: fc.dictionary(fc.constantFrom("a", "b"), text),
  documents: fc.array(fc.record({ text })),
});

/** A copy in which every string went through a function, with the name of its field. */
function mapStrings(value: unknown, map: (text: string, field: string) => string, field = ""): unknown {
  if (typeof value === "string") return map(value, field);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, map, field));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, mapStrings(child, map, key)]));
}

it("hides values in every place, leaves none behind, and can put each back where it was", async () => {
  await fc.assert(
    fc.asyncProperty(request, async (original) => {
      const copy = structuredClone(original);
      const { request: redacted, findings, restoreCompletion } = await redactor.redactChat(original);
      expect(original).toEqual(copy);

      const restore = (said: string, field: string): string => {
        const message =
          field === "arguments"
            ? { tool_calls: [{ function: { arguments: said } }] }
            : { content: said, tool_calls: [] };
        const restored = restoreCompletion({ choices: [{ message }] }).choices[0]?.message;
        return (field === "arguments" ? restored?.tool_calls[0]?.function.arguments : restored?.content) ?? "";
      };
      expect(mapStrings(redacted, restore)).toEqual(original);

      const left: string[] = [];
      mapStrings(redacted, (said, field) => {
        if (!["id", "tool_call_id", "model"].includes(field)) left.push(said);
        if (field === "arguments") JSON.parse(said);
        return said;
      });
      const types = new Set(findings.map(({ type }) => type));
      if (types.has("EMAIL_ADDRESS")) expect(left.join("\n")).not.toMatch(/(?<![a-z0-9])ann@acme\.com/);
      if (types.has("API_KEY")) expect(left.join("\n")).not.toContain("sk-0123456789abcdef");
    }),
    { numRuns: 300 },
  );
});
