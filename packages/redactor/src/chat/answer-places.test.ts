import { describe, expect, it } from "vitest";
import { detectorOf, fakeDetectors as detectors } from "../test-support.ts";
import { createChatRedactor } from "./chat-redactor.ts";

const MAIL = "ann@acme.com";
const redaction = await createChatRedactor({}, { key: "project", detectors }).redactChat({
  messages: [{ role: "user", content: MAIL }],
});
const HIDDEN = redaction.request.messages[0]?.content ?? "";

const PLACES: [string, (text: string) => object][] = [
  ["thinking", (thinking) => ({ thinking })],
  ["parts of content", (text) => ({ content: [{ type: "text", text }] })],
  ["thoughts in content", (text) => ({ content: [{ type: "thinking", thinking: [{ type: "text", text }] }] })],
  ["refusals in content", (refusal) => ({ content: [{ type: "refusal", refusal }] })],
  ["reasoning details", (text) => ({ reasoning_details: [{ type: "reasoning.text", index: 0, text }] })],
  ["summaries", (summary) => ({ reasoning_details: [{ type: "reasoning.summary", index: 1, summary }] })],
];

describe("values come back", () => {
  it.each(PLACES)("in %s of a whole answer", (_place, message) => {
    const restored = redaction.restoreCompletion({ choices: [{ index: 0, message: message(`To ${HIDDEN}.`) }] });
    expect(restored.choices[0]?.message).toEqual(message(`To ${MAIL}.`));
  });

  it.each(PLACES)("in %s of a stream", (_place, delta) => {
    for (let cut = 0; cut <= HIDDEN.length; cut++) {
      const restorer = redaction.restoreChunks();
      const chunks = [`To ${HIDDEN.slice(0, cut)}`, HIDDEN.slice(cut)].flatMap((piece) =>
        restorer.push({ choices: [{ index: 0, delta: delta(piece), finish_reason: null }] }),
      );
      const all = [...chunks, ...restorer.push({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] })];
      const said = all.map(({ choices }) => textIn(choices[0]?.delta)).join("");
      expect(said).toBe(`To ${MAIL}`);
    }
  });

  it("in the older completions, whole or streamed", () => {
    expect(redaction.restoreCompletion({ choices: [{ text: HIDDEN }] })).toEqual({ choices: [{ text: MAIL }] });
    const restorer = redaction.restoreChunks();
    restorer.push({ choices: [{ index: 0, text: HIDDEN.slice(0, 5), finish_reason: null }] });
    expect(restorer.push({ choices: [{ index: 0, text: `${HIDDEN.slice(5)} [[EM`, finish_reason: "stop" }] })).toEqual([
      { choices: [{ index: 0, text: `${MAIL} `, finish_reason: null }] },
      { choices: [{ index: 0, text: "[[EM", finish_reason: null }] },
      { choices: [{ index: 0, text: "", finish_reason: "stop" }] },
    ]);
  });

  it("not in thoughts that are signed", () => {
    const message = { thinking_blocks: [{ type: "thinking", thinking: HIDDEN, signature: "s" }] };
    expect(redaction.restoreCompletion({ choices: [{ message }] }).choices[0]?.message).toBe(message);
  });
});

describe("values with quotes and line breaks", async () => {
  const VALUE = 'odd"\nvalue\\';
  const odd = { structured: detectorOf("API_KEY", /odd"\nvalue\\/g) };
  const { request, restoreCompletion, restoreChunks } = await createChatRedactor(
    { names: false },
    { key: "project", detectors: odd },
  ).redactChat({ messages: [{ role: "user", content: VALUE }] });
  const hidden = request.messages[0]?.content ?? "";
  const inJson = (value: string) =>
    JSON.stringify({ a: [`it is ${value}`], inner: JSON.stringify({ b: `x ${value}.` }) });
  const FORMS: [string, (value: string) => string][] = [
    ["JSON", inJson],
    ["a fenced block", (value) => `So:\n\`\`\`json\n${inJson(value)}\n\`\`\`\nDone.`],
    ["prose", (value) => `It is "x ${value}".`],
  ];
  const ALL: [string, (text: string) => object][] = [
    ["content", (content) => ({ content })],
    ["refusal", (refusal) => ({ refusal })],
    ["reasoning_content", (text) => ({ reasoning_content: text })],
    ["reasoning", (reasoning) => ({ reasoning })],
    ["custom tools", (input) => ({ tool_calls: [{ index: 0, custom: { name: "f", input } }] })],
    ...PLACES,
  ];
  const places = ALL.flatMap(([place, message]) =>
    FORMS.map(([form, write]) => [place, form, message(write(hidden)), message(write(VALUE)), message] as const),
  );

  it.each(places)("come back as JSON demands in %s: %s", (_place, _form, said, expected) => {
    const restored = restoreCompletion({ choices: [{ index: 0, message: said }] });
    expect(restored.choices[0]?.message).toEqual(expected);
  });

  it.each(places)("and in a stream: %s, %s", (_place, _form, said, expected, delta) => {
    const text = textIn(said);
    for (const size of [1, 3, 7, text.length]) {
      const restorer = restoreChunks();
      const pieces = text.match(new RegExp(`[\\s\\S]{1,${size}}`, "g")) ?? [];
      const chunks = pieces.flatMap((piece) =>
        restorer.push({ choices: [{ index: 0, delta: delta(piece), finish_reason: null }] }),
      );
      const all = [...chunks, ...restorer.push({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] })];
      expect(all.map(({ choices }) => textIn(choices[0]?.delta)).join("")).toBe(textIn(expected));
    }
  });

  it("come back in the older completions", () => {
    expect(restoreCompletion({ choices: [{ text: inJson(hidden) }] })).toEqual({ choices: [{ text: inJson(VALUE) }] });
  });
});

describe("a long answer", () => {
  it("is restored in turns as it is at once, and others get theirs", async () => {
    const content = `${HIDDEN} and `.repeat(40_000);
    const answer = { choices: [{ message: { content } }, { text: content }, { message: { content: "short" } }] };
    let turns = 0;
    let isOver = false;
    const others = async () => {
      for (; !isOver; turns++) await new Promise((resolve) => setTimeout(resolve, 0));
    };
    const counting = others();
    const restored = await redaction.restoreCompletionInTurns(answer);
    isOver = true;
    await counting;
    expect(restored).toEqual(redaction.restoreCompletion(answer));
    expect(restored.choices[0]?.message?.content === `${MAIL} and `.repeat(40_000)).toBe(true);
    expect(turns).toBeGreaterThan(1);
  });
});

describe("citations", () => {
  const citation = (start: number, end: number, text: string) => [
    {
      type: "url_citation",
      url_citation: { start_index: start, end_index: end, title: text, url: `https://x/${text}` },
    },
  ];
  const said = `${HIDDEN} and ${HIDDEN} say so`;
  const restored = `${MAIL} and ${MAIL} say so`;
  const given = citation(said.indexOf("and"), said.length, HIDDEN);
  const expected = citation(restored.indexOf("and"), restored.length, MAIL);

  it("move along with the content of a whole answer", () => {
    const { choices } = redaction.restoreCompletion({ choices: [{ message: { content: said, annotations: given } }] });
    expect(choices[0]?.message).toEqual({ content: restored, annotations: expected });
  });

  it("move along with the content of a stream, however it is cut", () => {
    for (let cut = 0; cut <= said.length; cut++) {
      const restorer = redaction.restoreChunks();
      const push = (delta: object) => restorer.push({ choices: [{ index: 0, delta, finish_reason: null }] });
      push({ content: said.slice(0, cut), annotations: citation(0, 0, "x") });
      push({ content: said.slice(cut) });
      expect(push({ annotations: given })[0]?.choices[0]?.delta).toEqual({ annotations: expected });
    }
  });
});

/** All texts in a delta but the words that say what they are. */
function textIn(value: unknown, field = ""): string {
  if (typeof value === "string") return field === "type" || field === "name" ? "" : value;
  if (typeof value !== "object" || value === null) return "";
  return Object.entries(value)
    .map(([name, inner]) => textIn(inner, name))
    .join("");
}
