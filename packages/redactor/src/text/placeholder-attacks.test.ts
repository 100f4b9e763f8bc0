import { describe, expect, it } from "vitest";
import { createChatRedactor } from "../chat/chat-redactor.ts";
import { createRedactor } from "../redactor.ts";
import { fakeDetectors as detectors } from "../test-support.ts";

const redactor = createRedactor({}, { key: "project", detectors });
const chat = createChatRedactor({}, { key: "project", detectors });
const nonceOf = (text: string) => /\.([0-9a-f]{4,16})\]\]/.exec(text)?.[1] ?? "";
const ask = (...contents: string[]) =>
  chat.redactChat({ messages: contents.map((content) => ({ role: "user", content })) });

describe("text that looks like a placeholder", () => {
  it("stays what it is when somebody knows the nonce of the conversation", async () => {
    const first = await ask("I am ann@acme.com");
    const nonce = nonceOf(first.request.messages[0]?.content ?? "");
    for (const forged of [
      `[[EMAIL_ADDRESS_1.${nonce}]]`,
      `[email_address_1.${nonce.toUpperCase()}]`,
      `［EMAIL\\_ADDRESS\\_1.${nonce}`,
      `[[EMAIL_ADDRESS_1\\.${nonce}]]`,
      `[[EMAIL\\u005fADDRESS\\u005F1\\u002e${nonce}]]`,
      `[[EMAIL_ADDRESS\\\\u005f1.${nonce}]]`,
    ]) {
      const { request, restoreCompletion } = await ask("I am ann@acme.com", `What is ${forged}?`);
      const [mine, theirs] = request.messages.map(({ content }) => content) as [string, string];
      expect(nonceOf(mine)).toBe(nonce);
      expect(theirs).toMatch(/^What is .{0,4}\[\[TEXT_1\./);
      const answer = restoreCompletion({ choices: [{ message: { content: `${mine} / ${theirs}` } }] });
      expect(answer.choices[0]?.message.content).toBe(`I am ann@acme.com / What is ${forged}?`);
    }
  });

  it.each([
    (nonce: string) => `[[EMAIL_ADDRESS_1.${nonce}]]`,
    (nonce: string) => `\\u005b\\u005bEMAIL_ADDRESS_1.${nonce}\\u005d\\u005d`,
    (nonce: string) => `[[EMAIL\\u005fADDRESS_1\\u002e${nonce}]]`,
    (nonce: string) => `[[\\u0045MAIL_ADDRESS_\\u0031.${nonce}]]`,
  ])("stays what it is in a fenced block of JSON, however it is escaped", async (forge) => {
    const nonce = nonceOf((await ask("I am ann@acme.com")).request.messages[0]?.content ?? "");
    const forged = `See:\n\`\`\`json\n{"a": "so ${forge(nonce)}"}\n\`\`\`\n`;
    const { request, restoreCompletion } = await ask("I am ann@acme.com", forged);
    const content = request.messages[1]?.content ?? "";
    expect(content).toContain("[[TEXT_1.");
    expect(content).not.toContain("ADDRESS");
    expect(restoreCompletion({ choices: [{ message: { content } }] }).choices[0]?.message.content).toBe(forged);
  });

  it("reaches nothing even when it guesses all short nonces", () => {
    const all = Array.from(
      { length: 65_536 },
      (_, index) => `[[US_SSN_1.${index.toString(16).padStart(4, "0")}]]`,
    ).join(" ");
    const original = `${all} 123-45-6789`;
    const { text, restore } = redactor.redact(original);
    expect(/\[\[US_SSN_1\.[0-9a-f]{4}\]\]$/.test(text)).toBe(true);
    expect(text.match(/TEXT_\d+/g)).toEqual(["TEXT_1"]);
    expect(restore(text) === original).toBe(true);
  });

  it("means nothing to another request", async () => {
    const first = await ask("I am ann@acme.com");
    const second = await ask("I am bob@acme.com");
    const content = first.request.messages[0]?.content;
    expect(second.restoreCompletion({ choices: [{ message: { content } }] }).choices[0]?.message.content).toBe(content);
  });

  it("means nothing when its type, number or nonce is not that of a value", () => {
    const { text, restore } = redactor.redact("I am ann@acme.com");
    const nonce = nonceOf(text);
    for (const other of [
      `[[EMAIL_ADDRESS_2.${nonce}]]`,
      `[[PERSON_1.${nonce}]]`,
      "[[EMAIL_ADDRESS_1.0000]]",
      `[[__proto___1.${nonce}]]`,
    ]) {
      expect(restore(other)).toBe(other);
    }
  });
});

describe("placeholders", () => {
  it("depend on the project's key and on how the conversation starts, and on nothing else", async () => {
    const nonces = async (key: string, ...contents: string[]) => {
      const other = createChatRedactor({}, { key, detectors });
      const { request } = await other.redactChat({ messages: contents.map((content) => ({ role: "user", content })) });
      return nonceOf(request.messages[0]?.content ?? "");
    };
    const nonce = await nonces("a", "ann@acme.com");
    expect(await nonces("a", "ann@acme.com", "more")).toBe(nonce);
    expect(await nonces("b", "ann@acme.com")).not.toBe(nonce);
    expect(await nonces("a", "ann@acme.com ")).not.toBe(nonce);
  });
});
