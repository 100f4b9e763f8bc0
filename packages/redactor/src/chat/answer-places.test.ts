import { describe, expect, it } from "vitest";
import { fakeDetectors as detectors } from "../test-support.ts";
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
  if (typeof value === "string") return field === "type" ? "" : value;
  if (typeof value !== "object" || value === null) return "";
  return Object.entries(value)
    .map(([name, inner]) => textIn(inner, name))
    .join("");
}
