import { describe, expect, it } from "vitest";
import { createRedactor } from "../redactor.ts";
import { cutAt, detectorOf, fakeDetectors as detectors } from "../test-support.ts";

function placeholderOf(value: string, format: "text" | "json" = "text") {
  const original = format === "json" ? JSON.stringify({ value: JSON.parse(value) }) : value;
  const { text, restore, restoreStream } = createRedactor({}, { key: "k", detectors }).redact(original);
  return { placeholder: /\[\[\w+\.\w+\]\]/.exec(text)?.[0] ?? "", restore, restoreStream };
}

describe("a placeholder that a model has encoded", () => {
  const { placeholder, restore, restoreStream } = placeholderOf("ann@acme.com");
  const inner = placeholder.slice(2, -2);
  it.each([
    [`https://x.example/?to=${encodeURIComponent(placeholder)}&a=b`, "https://x.example/?to=ann%40acme.com&a=b"],
    [`&#91;&#91;${inner}&#93;&#93; x`, "ann@acme.com x"],
    [`&#x5B;${inner}&#x5D; x`, "ann@acme.com x"],
    [`\\u005b\\u005b${inner}\\u005d\\u005d x`, "ann@acme.com x"],
    [`[[\u00a0${inner}\u00a0]] x`, "ann@acme.com x"],
    [`{"a":"\\u005b\\u005b${inner}\\u005d\\u005d"}`, '{"a":"ann@acme.com"}'],
    ["100% &amp; [x] \\u00", "100% &amp; [x] \\u00"],
  ])("is restored, however the stream is cut: %s", (said, expected) => {
    expect(restore(said)).toBe(expected);
    for (let cut = 0; cut <= said.length; cut++) {
      const stream = restoreStream();
      expect(cutAt(said, [cut]).map(stream.push).join("") + stream.end()).toBe(expected);
    }
    const stream = restoreStream();
    expect([...said].map(stream.push).join("") + stream.end()).toBe(expected);
  });
});

describe("text that might be a placeholder all along", () => {
  // Time that grows with the square of the length would be minutes.
  it.each(["\\", "\\u005b", "[[a\\u005f", "%5", "&#", '\\"', "[ ", "```json\n"])("is read once: %s", (unit) => {
    const { placeholder, restore } = placeholderOf("ann@acme.com");
    const rest = unit.repeat(500_000 / unit.length);
    expect(restore(`${placeholder} ${rest}`) === `ann@acme.com ${rest}`).toBe(true);
  });
});

describe("a number's placeholder", () => {
  const { placeholder, restore } = placeholderOf("123456789", "json");
  it.each([
    [`{"ssn":"${placeholder}","list":[1, "${placeholder}"]}`, '{"ssn":123456789,"list":[1, 123456789]}'],
    [`{"${placeholder}":true, "a":1,"${placeholder}" : 2}`, '{"123456789":true, "a":1,"123456789" : 2}'],
    [`His SSN is "${placeholder}".`, 'His SSN is "123456789".'],
    [`{"note":"say \\"${placeholder}\\" now"}`, '{"note":"say \\"123456789\\" now"}'],
    [`{"inner":"{\\"ssn\\":\\"${placeholder}\\"}"}`, '{"inner":"{\\"ssn\\":123456789}"}'],
  ])("loses its quotes only as a value of JSON: %s", (said, expected) => {
    expect(restore(said)).toBe(expected);
  });
});

describe("JSON in prose", () => {
  const value = 'odd"\nvalue\\';
  const odd = { structured: detectorOf("API_KEY", /odd"\nvalue\\/g) };
  const redactor = createRedactor({ names: false }, { key: "k", detectors: odd });
  const { text: placeholder, restore, restoreStream } = redactor.redact(value);

  it.each(["Here:\n```json\n$\n```", "Sure! $", "See $ and $."])("stays valid: %s", (prose) => {
    const json = `{"a": "${placeholder}", "b": ["${placeholder}", "${placeholder}"]}`;
    const said = prose.replaceAll("$", () => json);
    const expected = prose.replaceAll("$", () =>
      json.replaceAll(placeholder, () => JSON.stringify(value).slice(1, -1)),
    );
    expect(restore(said)).toBe(expected);
    const stream = restoreStream();
    expect([...said].map(stream.push).join("") + stream.end()).toBe(expected);
  });

  it("comes back as it was when it was none", () => {
    for (const original of [`see "a": "${value}`, `say "${value}" twice`]) {
      const { text, restore: back } = redactor.redact(original);
      expect(text).not.toContain("odd");
      expect(back(text)).toBe(original);
    }
  });
});
