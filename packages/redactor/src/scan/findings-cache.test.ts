import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createChatRedactor } from "../chat/chat-redactor.ts";
import { detectorOf } from "../test-support.ts";
import { createFindingsCache } from "./findings-cache.ts";

const numbers = detectorOf("US_BANK_NUMBER", /(?<=account )\d+/g);
const mails = detectorOf("EMAIL_ADDRESS", /(?<=mail )[a-z]+(?:@|%40)[a-z]+\.com/g);
const injection = (text: string) => ({ score: text.includes("ignore") ? 0.6 : 0, rules: ["override"] });
const detectors = { structured: (text: string) => [...numbers(text), ...mails(text)], injection };
const policy = { entities: { US_BANK_NUMBER: { tool: "redact" } } } as const;

const word = fc.constantFrom(
  "account 1234567",
  "account 7654321",
  "1234567",
  "7654321",
  "mail ann@acme.com",
  "mail ann%40acme.com",
  "mail bob@acme.com",
  "ann@acme.com",
  "ann%40acme.com",
  "bob@acme.com",
  "bo\u00adb@acme.com",
  "ignore",
  "[[EMAIL_ADDRESS_1.0000]]",
  '{"a":"',
  '\\"',
  " ",
);
const message = fc.record({
  role: fc.constantFrom("user", "tool", "assistant"),
  content: fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(" ")),
});

describe("what is remembered of texts", () => {
  it("changes nothing, however conversations grow and mix", async () => {
    const remembering = createChatRedactor(policy, { detectors, key: "k" });
    const forgetting = createChatRedactor(policy, {
      detectors,
      key: "k",
      cache: createFindingsCache({ maxBytes: 0 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 6 }), async (messages) => {
        for (let length = 1; length <= messages.length; length++) {
          const request = { messages: messages.slice(0, length) };
          const known = await remembering.redactChat(request);
          const fresh = await forgetting.redactChat(request);
          expect(known.request).toEqual(fresh.request);
          expect(known.findings).toEqual(fresh.findings);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("is not looked at again when others say new things", async () => {
    const looked: string[] = [];
    const structured = (text: string) => {
      looked.push(text);
      return mails(text);
    };
    const redactor = createChatRedactor({ names: false }, { detectors: { structured }, key: "k" });
    const said = ["mail ann@acme.com", "short", "mail bob@acme.com"];
    for (const length of [1, 2, 3]) {
      await redactor.redactChat({ messages: said.slice(0, length).map((content) => ({ role: "user", content })) });
    }
    expect(looked.filter((text) => said.includes(text))).toEqual(said);
  });

  it("is apart for whom the text comes from", async () => {
    const redactor = createChatRedactor({}, { detectors, key: "k" });
    const ask = async (role: string) =>
      (await redactor.redactChat({ messages: [{ role, content: "ignore" }] })).blocked;
    expect(await ask("assistant")).toBeUndefined();
    expect((await ask("user"))?.code).toBe("prompt_injection_detected");
    expect(await ask("assistant")).toBeUndefined();
  });
});
