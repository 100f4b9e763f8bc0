import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutAt, fakeDetectors as detectors, SECRETS } from "../test-support.ts";
import { createChatRedactor } from "./chat-redactor.ts";

const redactor = createChatRedactor({ entities: {} }, { key: "project", detectors });

interface Delta {
  content?: string;
  refusal?: string;
  reasoning_content?: string;
  tool_calls?: { index: number; function?: { arguments?: string }; custom?: { input?: string } }[];
  function_call?: { arguments: string };
}
interface Chunk {
  id: string;
  choices: { index: number; delta: Delta; finish_reason: string | null }[];
  usage?: object | null;
}

const chunk = (delta: Delta, index = 0, reason: string | null = null): Chunk => ({
  id: "1",
  choices: [{ index, delta, finish_reason: reason }],
});

/** All texts of a stream, by choice and place. */
function fold(chunks: readonly Chunk[]): Record<string, string> {
  const texts: Record<string, string> = {};
  const add = (name: string, piece: string | undefined) => {
    if (piece !== undefined) texts[name] = (texts[name] ?? "") + piece;
  };
  for (const { choices } of chunks) {
    for (const { index, delta } of choices) {
      add(`${index}.content`, delta.content);
      add(`${index}.refusal`, delta.refusal);
      add(`${index}.reasoning_content`, delta.reasoning_content);
      add(`${index}.function_call`, delta.function_call?.arguments);
      for (const call of delta.tool_calls ?? []) {
        add(`${index}.call${call.index}`, call.function?.arguments ?? call.custom?.input);
      }
    }
  }
  return texts;
}

/** Where a model can write, and whether it writes JSON there. */
const PLACES: { name: string; isJson: boolean; delta: (piece: string) => Delta }[] = [
  { name: "content", isJson: false, delta: (content) => ({ content }) },
  { name: "refusal", isJson: false, delta: (refusal) => ({ refusal }) },
  { name: "reasoning_content", isJson: false, delta: (piece) => ({ reasoning_content: piece }) },
  { name: "function_call", isJson: true, delta: (piece) => ({ function_call: { arguments: piece } }) },
  { name: "call0", isJson: true, delta: (piece) => ({ tool_calls: [{ index: 0, function: { arguments: piece } }] }) },
  { name: "call1", isJson: true, delta: (piece) => ({ tool_calls: [{ index: 1, function: { arguments: piece } }] }) },
  { name: "call2", isJson: false, delta: (piece) => ({ tool_calls: [{ index: 2, custom: { input: piece } }] }) },
];

const scrap = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom("[", "]", "\\", '"', "{", "\n", "\n```json\n", '{"a": "x ', "\n```\n"),
  fc.constantFrom(...SECRETS),
);
const prose = fc.array(scrap, { maxLength: 10 }).map((pieces) => `x${pieces.join("")}`);
const json = fc
  .dictionary(
    fc.constantFrom("a", "b", "c"),
    fc.oneof(
      prose,
      fc.constant(123456789),
      prose.map((a) => JSON.stringify({ a })),
    ),
  )
  .map((value) => JSON.stringify(value));
const part = fc.record({
  choice: fc.constantFrom(0, 1),
  place: fc.constantFrom(...PLACES),
  prose,
  json,
  cuts: fc.array(fc.nat(), { maxLength: 8 }),
});

/** Items of several lists, each in its own order: `order` says whose turn it is, and then they follow one another. */
function interleaved<Item>(queues: readonly Item[][], order: readonly number[]): Item[] {
  const left = queues.map((queue) => [...queue]);
  const taken = order.flatMap((turn) => left[turn]?.splice(0, 1) ?? []);
  return [...taken, ...left.flat()];
}

describe("restoring a stream", () => {
  it("gives what the model would have said with the values, in every place and however it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(part, { maxLength: 6, selector: ({ choice, place }) => `${choice}${place.name}` }),
        fc.array(fc.nat({ max: 5 }), { maxLength: 60 }),
        async (parts, order) => {
          const texts = parts.map(({ place, prose, json }) => (place.isJson ? json : prose));
          const messages = parts.map(({ place }, index) =>
            place.isJson
              ? {
                  role: "assistant",
                  tool_calls: [{ id: "1", type: "function", function: { name: "f", arguments: texts[index] ?? "" } }],
                }
              : { role: "user", content: texts[index] ?? "" },
          );
          const { request, restoreChunks } = await redactor.redactChat({ messages });
          const hidden = request.messages.map((message) =>
            "tool_calls" in message ? message.tool_calls[0]?.function.arguments : message.content,
          ) as string[];
          const restorer = restoreChunks();
          const output: Chunk[] = [];
          const queues = parts.map(({ choice, place, cuts }, index) =>
            cutAt(hidden[index] ?? "", cuts).map((piece) => chunk(place.delta(piece), choice)),
          );
          for (const next of interleaved(queues, order)) {
            const pushed = restorer.push(next);
            expect(pushed.length).toBeGreaterThan(0);
            for (const restored of pushed) output.push(restored);
          }
          for (const choice of [0, 1]) for (const last of restorer.push(chunk({}, choice, "stop"))) output.push(last);
          expect(restorer.end()).toEqual([]);
          const expected = parts.map(({ choice, place }, index) => [`${choice}.${place.name}`, texts[index]]);
          expect(fold(output)).toEqual(Object.fromEntries(expected));
        },
      ),
      { numRuns: 500 },
    );
  });

  async function placeholderOf(value: string) {
    const { request, ...redaction } = await redactor.redactChat({ messages: [{ role: "user", content: value }] });
    return { placeholder: request.messages[0]?.content ?? "", ...redaction };
  }

  it("gives out every chunk at once, with an empty delta while text is held back", async () => {
    const { placeholder, restoreChunks } = await placeholderOf("ann@acme.com");
    const restorer = restoreChunks();
    expect(restorer.push(chunk({ content: `Hi ${placeholder.slice(0, 9)}` }))).toEqual([chunk({ content: "Hi " })]);
    expect(restorer.push(chunk({ content: placeholder.slice(9, 12) }))).toEqual([chunk({ content: "" })]);
    expect(restorer.push(chunk({ content: placeholder.slice(12) }))).toEqual([chunk({ content: "ann@acme.com" })]);
  });

  it("does not hold back brackets that cannot begin a placeholder of this request", async () => {
    const { restoreChunks } = await placeholderOf("ann@acme.com");
    const restorer = restoreChunks();
    for (const content of ["[x", " [1", "](https://x", "a [[Phone", "**", "array[0"]) {
      expect(restorer.push(chunk({ content }))).toEqual([chunk({ content })]);
    }
  });

  it("says what it held back before the finish reason, and leaves usage chunks alone", async () => {
    const { restoreChunks } = await placeholderOf("ann@acme.com");
    const restorer = restoreChunks();
    restorer.push(chunk({ content: "a [[EMAIL" }));
    expect(restorer.push({ ...chunk({}, 0, "stop"), usage: { total_tokens: 3 } })).toEqual([
      { ...chunk({}), usage: null },
      { ...chunk({ content: "[[EMAIL" }), usage: null },
      { ...chunk({}, 0, "stop"), usage: { total_tokens: 3 } },
    ]);
    const usage = { id: "1", choices: [], usage: { total_tokens: 3 } };
    expect(restorer.push(usage)[0]).toBe(usage);
  });

  it("says what it held back when a stream ends without a finish reason", async () => {
    const { restoreChunks } = await placeholderOf("ann@acme.com");
    const restorer = restoreChunks();
    restorer.push(chunk({ content: "a [[EMAIL" }));
    expect(fold(restorer.end())).toEqual({ "0.content": "[[EMAIL" });
  });

  it.each([
    ["as it is", (text: string) => text],
    ["with JSON's escapes", (text: string) => text.replace("[[", "\\u005b\\u005b").replace("]]", "\\u005d\\u005d")],
  ])(
    "gives what an end leaves of a placeholder, and the value once nothing but brackets is missing, %s",
    async (_form, write) => {
      const { placeholder, restoreChunks } = await placeholderOf("ann@acme.com");
      const said = write(placeholder);
      for (const reason of ["length", undefined]) {
        for (let cut = 0; cut <= said.length; cut++) {
          const restorer = restoreChunks();
          const output = [...said.slice(0, cut)].flatMap((content) => restorer.push(chunk({ content })));
          if (reason) output.push(...restorer.push(chunk({}, 0, reason)));
          const seen = fold([...output, ...restorer.end<Chunk>()])["0.content"] ?? "";
          const isWhole = cut >= said.indexOf(placeholder.slice(-6, -2)) + 4;
          if (isWhole) expect(seen).toMatch(/^ann@acme\.com/);
          else expect(seen).toBe(said.slice(0, cut));
        }
      }
    },
  );

  it("holds back until the finish reason what another call or text may interrupt", async () => {
    const { placeholder, restoreChunks } = await placeholderOf("ann@acme.com");
    const said = `{"a":"${placeholder}"}`;
    const inCall = (index: number) => (piece: string) => ({ tool_calls: [{ index, function: { arguments: piece } }] });
    const deltas = [inCall(0), inCall(1), (content: string) => ({ content })];
    for (let cut = 0; cut <= said.length; cut++) {
      const restorer = restoreChunks();
      const output = [said.slice(0, cut), said.slice(cut)].flatMap((piece) =>
        deltas.flatMap((delta) => restorer.push(chunk(delta(piece)))),
      );
      output.push(...restorer.push(chunk({}, 0, "tool_calls")));
      const restored = '{"a":"ann@acme.com"}';
      expect(fold(output)).toEqual({ "0.call0": restored, "0.call1": restored, "0.content": restored });
    }
  });

  it.each([
    ["lower case", (text: string) => text.toLowerCase()],
    ["backslashes before underscores", (text: string) => text.replaceAll("_", "\\_")],
    ["escaped brackets", (text: string) => text.replaceAll("[", "\\[").replaceAll("]", "\\]")],
    ["a lost bracket in front", (text: string) => text.slice(1)],
    ["a lost bracket behind", (text: string) => text.slice(0, -1)],
    ["both brackets behind lost", (text: string) => text.slice(0, -2)],
    ["full-width brackets", (text: string) => text.replaceAll("[", "［").replaceAll("]", "］")],
    ["spaces inside", (text: string) => text.replace("[[", "[[ ").replace("]]", " ]]")],
  ])("knows a placeholder with %s, however it is cut", async (_damage, mangle) => {
    const { placeholder, restoreChunks } = await placeholderOf("ann@acme.com");
    const said = `To ${mangle(placeholder)}, now.`;
    for (let cut = 0; cut <= said.length; cut++) {
      const restorer = restoreChunks();
      const output = [said.slice(0, cut), said.slice(cut)].flatMap((content) => restorer.push(chunk({ content })));
      expect(fold([...output, ...restorer.end<Chunk>()])).toEqual({ "0.content": "To ann@acme.com, now." });
    }
  });
});
