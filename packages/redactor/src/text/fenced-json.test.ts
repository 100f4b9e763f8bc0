import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRedactor } from "../redactor.ts";
import { cutAt, detectorOf, fakeDetectors, SECRETS } from "../test-support.ts";

const FENCE = "```";
const VALUE = 'odd"\nvalue\\';
const detectors = { structured: detectorOf("API_KEY", /odd"\nvalue\\/g) };
const redactor = createRedactor({ names: false }, { key: "k", detectors });

/** The JSON of a text inside so many strings, without the quotes around it. */
function escaped(text: string, depth = 1): string {
  return depth === 0 ? text : escaped(JSON.stringify(text).slice(1, -1), depth - 1);
}

function inFence(content: string, label = "json"): string {
  return `Here it is:\n\n${FENCE}${label}\n${content}\n${FENCE}\n`;
}

describe("a placeholder in a fenced block of JSON", () => {
  const { text: placeholder, restore, restoreStream } = redactor.redact(VALUE);
  const note = (content: string) => `{\n  "a": [1, "${content}"],\n  "note": "call ${content} today, ${content}"\n}`;
  const nested = (content: string) =>
    `{"log": "{\\"note\\": \\"call ${content} today\\", \\"n\\": 1}", "b": "${content}"}`;

  it.each<[string, string, string]>([
    ["within a string", inFence(note(placeholder)), inFence(note(escaped(VALUE)))],
    ["without a label", inFence(note(placeholder), ""), inFence(note(escaped(VALUE)), "")],
    ["with another label", inFence(note(placeholder), " JSONC "), inFence(note(escaped(VALUE)), " JSONC ")],
    ["with the line ends of Windows", inFence(note(placeholder)).replaceAll("\n", "\r\n"), ""],
    ["between tildes", inFence(note(placeholder)).replaceAll(FENCE, "~~~~"), ""],
    ["indented and quoted", inFence(note(placeholder)).replaceAll("\n", "\n>   "), ""],
    ["at the beginning of the text", inFence(note(placeholder)).trimStart().slice("Here it is:\n\n".length), ""],
    [
      "a line of JSON each",
      inFence(`${note(placeholder).replaceAll("\n", "")}\n{"x": "is ${placeholder}"}`, "jsonl"),
      "",
    ],
    ["a string alone", inFence(`"is ${placeholder}"`), ""],
    ["in several blocks", inFence(note(placeholder)) + inFence(note(placeholder)), ""],
    ["after a block of another kind", inFence("x = 'it\"s'", "python") + inFence(note(placeholder), ""), ""],
    ["in a block in a block", inFence(`# T\n${FENCE}json\n${note(placeholder)}\n${FENCE}`, "markdown"), ""],
    ["after a block that was not closed", `${FENCE}json\n{"a": "b\n${FENCE}json\n${note(placeholder)}`, ""],
    ["whose end is on its last line", inFence(note(placeholder)).replace(`\n${FENCE}\n`, `${FENCE}\n`), ""],
  ])("is restored as JSON demands: %s", (_, said, given) => {
    const expected = given || said.replaceAll(placeholder, () => escaped(VALUE));
    expectRestored(said, expected);
  });

  it("is restored at the depth where it stands in JSON in a string of JSON", () => {
    const expected = inFence(
      `{"log": "{\\"note\\": \\"call ${escaped(VALUE, 2)} today\\", \\"n\\": 1}", "b": "${escaped(VALUE)}"}`,
    );
    expectRestored(inFence(nested(placeholder)), expected);
    const json = JSON.parse(/\{.*\}/.exec(expected)?.[0] ?? "");
    expect(JSON.parse(json.log).note).toBe(`call ${VALUE} today`);
  });

  it.each<[string, string]>([
    ["before and after blocks", `a "x $ y"\n${inFence('{"a": "b"}')}and "x $ y"\n`],
    ["in blocks of other kinds", inFence('echo "call $ now"', "sh")],
    ["in blocks without a label that hold no JSON", inFence('say "call $ now"', "")],
    ["after a block on its last line", `${FENCE}json\n{"a": 1}${FENCE}\nsay "call $ now"`],
    ["behind the end of the line of a fence", `${FENCE}json {"call $ now"`],
    ["between fences that are none", `x ${FENCE}json\n{"a": say "call $ now"`],
  ])("is restored as it was: %s", (_, template) => {
    expectRestored(
      template.replaceAll("$", () => placeholder),
      template.replaceAll("$", () => VALUE),
    );
  });

  it.each(["\\u005b\\u005b$\\u005d\\u005d", "\\u005B$\\u005D", "[[$]]"])("is known with JSON's escapes: %s", (form) => {
    const inner = placeholder.slice(2, -2);
    for (const written of [inner, inner.replaceAll("_", "\\u005f"), inner.replace(".", "\\u002E")]) {
      const said = note(form.replace("$", () => written));
      expectRestored(inFence(said), inFence(note(escaped(VALUE))));
    }
  });

  function expectRestored(said: string, expected: string): void {
    expect(restore(said)).toBe(expected);
    for (let cut = 0; cut <= said.length; cut++) {
      const stream = restoreStream();
      expect(stream.push(said.slice(0, cut)) + stream.push(said.slice(cut)) + stream.end()).toBe(expected);
    }
    const stream = restoreStream();
    expect([...said].map(stream.push).join("") + stream.end()).toBe(expected);
  }
});

describe("JSON that a model writes in a fenced block", () => {
  const fake = createRedactor({ injection: { action: "allow" } }, { key: "k", detectors: fakeDetectors });
  const values = SECRETS.filter((value) => value !== "123456789");
  const { text: hidden, restore, restoreStream } = fake.redact(values.join("\n"));
  const placeholders = hidden.match(/\[\[[^\]]+\]\]/g) ?? [];

  /** Which value, or what else, stands in a string. */
  const piece = fc.oneof(
    fc.nat({ max: values.length - 1 }),
    fc.constantFrom(" ", "x", "\n", '"', "\\", "{", "}", FENCE, "'", ": ", "["),
  );
  /** A string, in JSON in so many other strings. */
  const leaf = fc.record({ pieces: fc.array(piece, { maxLength: 6 }), depth: fc.nat({ max: 2 }) });
  const written = ({ pieces, depth }: { pieces: (string | number)[]; depth: number }, names: readonly string[]) => {
    let string = `a${pieces.map((each) => (typeof each === "number" ? names[each] : each)).join("")}`;
    for (let level = 0; level < depth; level++) string = JSON.stringify({ inner: [string] });
    return string;
  };

  it("has each value as its place demands, however it is cut", () => {
    fc.assert(
      fc.property(
        fc.array(leaf, { maxLength: 4 }),
        fc.constantFrom(undefined, 2),
        fc.constantFrom("json", ""),
        fc.array(fc.nat(), { maxLength: 8 }),
        (leaves, indent, label, at) => {
          const say = (names: readonly string[]) =>
            `So "${names[0]}" it's:\n${inFence(JSON.stringify({ all: leaves.map((each) => written(each, names)) }, undefined, indent), label)}`;
          expect(restore(say(placeholders))).toBe(say(values));
          const stream = restoreStream();
          expect(cutAt(say(placeholders), at).map(stream.push).join("") + stream.end()).toBe(say(values));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("a value in a fenced block of JSON", () => {
  const fake = createRedactor({}, { key: "k", detectors: fakeDetectors });

  it.each([
    String.raw`{"mail": "ann\u0040acme.com", "path": "C:\\ann@acme.com"}`,
    String.raw`{"mail": "write to \u0061nn@acme.com\nor bob@acme.org"}`,
    String.raw`{"log": "{\"mail\": \"ann\\u0040acme.com\"}"}`,
    '{"ssn": 123456789, "other": [123456789]}',
  ])("is hidden however it is escaped, and comes back as it was: %s", (json) => {
    for (const original of [inFence(json), inFence(json, ""), `"ann@acme.com"\n${inFence(json)}bob@acme.org "x"`]) {
      const { text, restore } = fake.redact(original);
      expect(text).not.toMatch(/ann|bob|acme|12345/);
      expect(restore(text)).toBe(original);
      const content = text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1);
      expect(() => JSON.parse(content)).not.toThrow();
    }
  });

  it("leaves what reads like an escape elsewhere as it stands", () => {
    const original = `${String.raw`C:\u0061nn@acme.com`}\n${inFence(String.raw`C:\u0061nn@acme.com`, "sh")}`;
    const { findings } = fake.redact(original);
    expect(findings.map(({ start, end }) => original.slice(start, end))).toEqual([
      "u0061nn@acme.com",
      "u0061nn@acme.com",
    ]);
  });

  const secret = fc.constantFrom(...SECRETS, "Ann Smith\n```\nBob Jones");
  const scrap = fc.constantFrom(
    "\n```json\n",
    "\n```\n",
    "```",
    "\n~~~",
    "\n> ```jsonc\r\n",
    "```python\n",
    "\n",
    '"',
    '\\"',
    "\\",
    "{",
    "}",
    ": ",
    ", ",
    "[1, ",
    "x",
    '{"a": "x ',
    '"}',
    "\\u0040",
    '{"b": "{\\"c\\": \\"',
  );
  const text = fc.array(fc.oneof(scrap, scrap, secret), { maxLength: 24 }).map((pieces) => pieces.join(""));
  const json = fc
    .dictionary(fc.constantFrom("a", "ssn", "mail"), fc.oneof(text, secret, fc.constantFrom(123456789, 12)), {
      maxKeys: 3,
    })
    .chain((value) => fc.constantFrom<object>(value, { inner: JSON.stringify(value) }))
    .map((value) => inFence(JSON.stringify(value)));

  it("comes back as it was, byte for byte, in any text with fences, however it is cut", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          json,
          fc.tuple(text, json, text).map((all) => all.join("\n")),
        ),
        fc.array(fc.nat()),
        (original, at) => {
          const { text: redacted, restore, restoreStream } = fake.redact(original);
          expect(restore(redacted)).toBe(original);
          const stream = restoreStream();
          expect(cutAt(redacted, at).map(stream.push).join("") + stream.end()).toBe(original);
        },
      ),
      { numRuns: 500 },
    );
  });
});
