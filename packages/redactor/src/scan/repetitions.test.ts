import { describe, expect, it } from "vitest";
import { createChatRedactor } from "../chat/chat-redactor.ts";
import { createRedactor } from "../redactor.ts";
import { detectorOf } from "../test-support.ts";

const labelled = { structured: detectorOf("US_BANK_NUMBER", /(?<=account )[\d-]+/g) };
const redact = (text: string) => createRedactor({ names: false }, { detectors: labelled, key: "k" }).redact(text);

describe("repetitions of what was found", () => {
  it("are hidden for any number of values", () => {
    const numbers = Array.from({ length: 1_000 }, (_, index) => String(10_000_000 + index));
    const { text } = redact(`${numbers.map((number) => `account ${number}`).join("\n")}\n\n${numbers.join("\n")}`);
    expect(text).not.toMatch(/\d{8}/);
  });

  it("are not looked for inside longer runs of letters and digits, such as base64", () => {
    const { text } = redact("account 123456; Q123456AbC, a123456");
    expect(text).toMatch(/; Q123456AbC, a123456$/);
  });

  it("that overlap one another become one", () => {
    const names = { structured: detectorOf("PERSON", /^(?:Ann Lee ){8}/g) };
    const text = "Ann Lee ".repeat(2_000);
    const { findings, restore, text: redacted } = createRedactor({}, { detectors: names, key: "k" }).redact(text);
    expect(findings.length).toBeLessThanOrEqual(2);
    expect(restore(redacted)).toBe(text);
  });

  it("are treated as their own place demands", async () => {
    const policy = { names: false, entities: { US_BANK_NUMBER: { input: "tokenize", tool: "redact" } } } as const;
    const { request, findings } = await createChatRedactor(policy, { detectors: labelled, key: "k" }).redactChat({
      messages: [
        { role: "user", content: "account 123456" },
        { role: "tool", tool_call_id: "1", content: "for 123456" },
      ],
    });
    expect(request.messages[1]?.content).toBe("for [US_BANK_NUMBER]");
    expect(findings.map(({ action }) => action)).toEqual(["tokenize", "redact"]);
  });
});
