import { describe, expect, it } from "vitest";
import { createChatRedactor } from "../chat/chat-redactor.ts";
import { createEngine } from "../engine.ts";
import { createRedactor } from "../redactor.ts";
import { detectorOf, fakeDetectors } from "../test-support.ts";

const labelled = {
  structured: detectorOf("US_BANK_NUMBER", /(?<=account )\d+/g),
};
const chat = createChatRedactor({ names: false }, { key: "k", detectors: labelled });

async function turns(...contents: string[]): Promise<string[]> {
  const { request } = await chat.redactChat({ messages: contents.map((content) => ({ role: "user", content })) });
  return request.messages.map(({ content }) => content);
}

describe("earlier turns of a conversation", () => {
  it("keep their placeholders when a number of theirs is named later", async () => {
    const [first] = await turns("account 11111111 and 22222222");
    const [later] = await turns("account 11111111 and 22222222", "account 22222222, account 33333333");
    expect(later).toBe(first?.replace("22222222", first.match(/\[\[.*?\]\]/)?.[0].replace("_1.", "_2.") ?? ""));
    const [, second] = await turns("99999999 account 11111111", "account 22222222");
    const [, same] = await turns("99999999 account 11111111", "account 22222222", "account 99999999");
    expect(same).toBe(second);
  });

  it("stay the same, byte for byte, whatever comes after them", async () => {
    const all = [
      "account 11111111 x",
      "account 22222222",
      "is 11111111 it?",
      "account 33333333",
      "22222222 account 44444444",
    ];
    for (let count = 1; count < all.length; count++) {
      const earlier = await turns(...all.slice(0, count));
      expect((await turns(...all)).slice(0, count)).toEqual(earlier);
    }
  });

  it("keep their nonce when a later text holds all there are", async () => {
    const [first] = await turns("account 11111111");
    const nonce = /\.(\w{4})\]\]/.exec(first ?? "")?.[1];
    const [same, forged] = await turns("account 11111111", `US_BANK_NUMBER_1.${nonce}`);
    expect(same).toBe(first);
    expect(forged).toBe(`[[TEXT_1.${nonce}]]`);
  });
});

describe("text that becomes a placeholder when it is decoded", () => {
  it.each([".", "．", "\\.", "\\u002e", "&#46;", "%2E", "%252e"])("reaches nothing: %s", (dot) => {
    const redactor = createRedactor({ names: false }, { key: "k", detectors: labelled });
    const opening = `account 11111111${" ".repeat(4_096)}`;
    const nonce = /\.(\w{4})\]\]/.exec(redactor.redact(`${opening}${" ".repeat(30)}`).text)?.[1] ?? "";
    const forged = `[[US_BANK_NUMBER_1${dot}${nonce}]]`;
    const { text, restore } = redactor.redact(`${opening}${forged.padEnd(30)}`);
    expect(text).toContain(`[[TEXT_1.${nonce}]]`);
    expect(restore(text)).toBe(`${opening}${forged.padEnd(30)}`);
  });
});

describe("paths of findings and errors", () => {
  it("do not tell what was found in a key", () => {
    const engine = createEngine({ entities: { EMAIL_ADDRESS: "block" } }, { detectors: fakeDetectors });
    const path = ["metadata", "ann@acme.com", "note"];
    const slot = { path, text: "bob@acme.com", format: "auto", direction: "input", isForeign: true } as const;
    const { findings, blocked } = engine.redactSlots(
      [slot],
      engine.openVault(() => ""),
      "",
    );
    expect(findings.map((finding) => finding.path)).toEqual(["/metadata/*/note"]);
    expect(blocked).toMatchObject({ param: "/metadata/*/note" });
    expect(blocked?.message).not.toContain("acme");
  });
});
