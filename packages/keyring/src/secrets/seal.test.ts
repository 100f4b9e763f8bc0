import { createSecretKey, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { KeyringError } from "../keyring-error.ts";
import { createRandom } from "../testing/random.ts";
import type { MasterKey, MasterKeys } from "./master-keys.ts";
import { rewrapSealed, type SealContext, type Sealed, seal, unseal } from "./seal.ts";

const createMasterKey = (id: string): MasterKey => ({ id, wrappingKey: createSecretKey(randomBytes(32)) });
const knowing = (...keys: [MasterKey, ...MasterKey[]]): MasterKeys => ({
  current: keys[0],
  byId: new Map(keys.map((key) => [key.id, key])),
});
const codeOf = (work: () => unknown): string => {
  try {
    work();
    return "opened";
  } catch (error) {
    if (!KeyringError.isInstance(error)) throw error;
    return error.code;
  }
};
/** A text of base64url with one bit of what it spells the other way round. */
const flip = (text: string, bit: number): string => {
  const bytes = Buffer.from(text, "base64url");
  bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
  return bytes.toString("base64url");
};

describe("a sealed secret", () => {
  const masterKeys = knowing(createMasterKey("one"));
  const context: SealContext = ["credential", "acme", null, "openai", "cred_1"];
  const secret = Buffer.from("sk-0123456789abcdef");
  const sealed = seal(masterKeys, context, secret);
  const bitsOf = (part: "data" | "wrappedKey") => Buffer.from(sealed[part], "base64url").length * 8;

  it("opens for what it was sealed for", () => {
    expect(unseal(masterKeys, context, sealed)).toEqual(secret);
    for (const plaintext of ["", "\u0000", "🔑".repeat(5_000)])
      expect(unseal(masterKeys, context, seal(masterKeys, context, Buffer.from(plaintext))).toString()).toBe(plaintext);
  });

  it.each(["data", "wrappedKey"] as const)("does not open with any bit of its %s changed", (part) => {
    for (let bit = 0; bit < bitsOf(part); bit += 1) {
      const tampered: Sealed = { ...sealed, [part]: flip(sealed[part], bit) };
      expect(codeOf(() => unseal(masterKeys, context, tampered))).toBe("damaged_secret");
    }
  });

  it.each(["data", "wrappedKey"] as const)("does not open with its %s cut off or made longer", (part) => {
    const bytes = Buffer.from(sealed[part], "base64url");
    for (let length = 0; length < bytes.length; length += 1) {
      const cut = { ...sealed, [part]: bytes.subarray(0, length).toString("base64url") };
      expect(codeOf(() => unseal(masterKeys, context, cut))).toBe("damaged_secret");
    }
    for (const other of [Buffer.concat([bytes, Buffer.alloc(1)]), Buffer.concat([Buffer.alloc(1), bytes])])
      expect(codeOf(() => unseal(masterKeys, context, { ...sealed, [part]: other.toString("base64url") }))).toBe(
        "damaged_secret",
      );
  });

  it("does not open with the parts of another one", () => {
    const other = seal(masterKeys, context, secret);
    expect(codeOf(() => unseal(masterKeys, context, { ...sealed, data: other.data }))).toBe("damaged_secret");
    expect(codeOf(() => unseal(masterKeys, context, { ...sealed, wrappedKey: other.wrappedKey }))).toBe(
      "damaged_secret",
    );
    const swapped = { ...sealed, data: sealed.wrappedKey, wrappedKey: sealed.data };
    expect(codeOf(() => unseal(masterKeys, context, swapped))).toBe("damaged_secret");
  });

  it("opens nowhere else, however the parts of the context are put together", () => {
    for (const other of [
      ["credential", "acme", "project", "openai", "cred_1"],
      ["credential", "acme", "null", "openai", "cred_1"],
      ["credential", "acm", "e", "openai", "cred_1"],
      ["credential", "acme,", "openai", "cred_1"],
      ["credential", "acme", "", "openai", "cred_1"],
      ["credential", "other", null, "openai", "cred_1"],
      ["credential", "acme", null, "groq", "cred_1"],
      ["credential", "acme", null, "openai", "cred_2"],
      ["credential", 'acme",null,"openai', "cred_1"],
      ["credential", "acme", null, "openai"],
      [],
    ])
      expect(codeOf(() => unseal(masterKeys, other, sealed))).toBe("damaged_secret");
  });

  it("opens under no other master key, also not one that claims to be the same", () => {
    expect(codeOf(() => unseal(knowing(createMasterKey("two")), context, sealed))).toBe("wrong_master_key");
    expect(codeOf(() => unseal(knowing(createMasterKey("one")), context, sealed))).toBe("damaged_secret");
  });

  it("never opens to anything else, whatever is done to it", () => {
    const random = createRandom(7);
    const alphabet = "ABCabc019-_=+/ \u0000é";
    for (let run = 0; run < 2_000; run += 1) {
      const part = random.pick(["data", "wrappedKey"] as const);
      const text = sealed[part];
      const at = random.below(text.length);
      const tampered = { ...sealed, [part]: text.slice(0, at) + random.pick([...alphabet]) + text.slice(at + 1) };
      let opened: Buffer;
      try {
        opened = unseal(masterKeys, context, tampered);
      } catch (error) {
        expect(error).toMatchObject({ code: "damaged_secret", message: expect.not.stringContaining("sk-") });
        continue;
      }
      // Where the text has changed and the bytes that it spells have not.
      expect(opened).toEqual(secret);
    }
  });

  it("is never the same twice", () => {
    const all = Array.from({ length: 200 }, () => seal(masterKeys, context, secret));
    const nonces = all.flatMap(({ data, wrappedKey }) => [data.slice(0, 16), wrappedKey.slice(0, 16)]);
    expect(new Set(nonces).size).toBe(400);
  });

  it("goes under another master key without being opened, and not without the old one", () => {
    const [one, two] = [createMasterKey("one"), createMasterKey("two")];
    const old = seal(knowing(one), context, secret);
    const rewrapped = rewrapSealed(knowing(two, one), context, old);
    expect(rewrapped.data).toBe(old.data);
    expect(unseal(knowing(two), context, rewrapped)).toEqual(secret);
    expect(codeOf(() => unseal(knowing(one), context, rewrapped))).toBe("wrong_master_key");
    expect(codeOf(() => rewrapSealed(knowing(two), context, old))).toBe("wrong_master_key");
    expect(codeOf(() => rewrapSealed(knowing(two, one), [...context, "x"], old))).toBe("damaged_secret");
  });
});
