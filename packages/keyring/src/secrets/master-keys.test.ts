import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { deriveMasterKeys } from "./master-keys.ts";

const SALT = Buffer.from("a salt of a store");
const BYTES = Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7));
const idOf = async (text: string, salt = SALT) => (await deriveMasterKeys([text], salt)).current.id;

describe("master keys", () => {
  it("are the same in hexadecimal and base64, whatever the salt", async () => {
    const id = await idOf(BYTES.toString("hex"));
    for (const text of [
      BYTES.toString("hex").toUpperCase(),
      BYTES.toString("base64"),
      BYTES.toString("base64url"),
      `${BYTES.toString("base64")}\n`,
    ])
      expect(await idOf(text, Buffer.from("another salt"))).toBe(id);
  });

  it("may be passphrases, which are another key in every store", async () => {
    const phrase = "correct horse battery staple";
    const [id, again, elsewhere, another] = await Promise.all([
      idOf(phrase),
      idOf(` ${phrase}\n`),
      idOf(phrase, Buffer.from("another salt")),
      idOf(`${phrase}s`),
    ]);
    expect(again).toBe(id);
    expect(new Set([id, elsewhere, another]).size).toBe(3);
  });

  it("are refused where there are none, or one is too short to be secret", async () => {
    for (const texts of [[], undefined])
      await expect(deriveMasterKeys(texts as string[], SALT)).rejects.toMatchObject({ code: "missing_master_key" });
    for (const text of ["", "fifteen letters", " ".repeat(40), "x".repeat(5_000), 7, undefined])
      await expect(deriveMasterKeys([BYTES.toString("hex"), text as string], SALT)).rejects.toMatchObject({
        code: "invalid_argument",
        param: "masterKeys[1]",
      });
  });

  it("do not show themselves", async () => {
    const keys = await deriveMasterKeys([BYTES.toString("hex")], SALT);
    for (const text of [inspect(keys, { depth: 9, showHidden: true }), JSON.stringify(keys)]) {
      expect(text).not.toContain(BYTES.toString("hex"));
      expect(text).not.toContain(keys.current.wrappingKey.export().toString("hex"));
    }
  });
});
