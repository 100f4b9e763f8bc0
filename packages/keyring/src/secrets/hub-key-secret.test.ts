import { describe, expect, it } from "vitest";
import { createRandom } from "../testing/random.ts";
import { createHubKeySecret, hintOf, isPlausible, KEY_PREFIXES } from "./hub-key-secret.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

describe("the secret of a hub key", () => {
  it("is a prefix, 256 random bits and a checksum", () => {
    expect(createHubKeySecret(KEY_PREFIXES.account)).toMatch(/^os_hub_[\w-]{49}$/);
    expect(createHubKeySecret(KEY_PREFIXES.project)).toMatch(/^oah_[\w-]{49}$/);
    const secrets = Array.from({ length: 1_000 }, () => createHubKeySecret(KEY_PREFIXES.account));
    expect(new Set(secrets.map((secret) => secret.slice(7, 50))).size).toBe(1_000);
    expect(secrets.every(isPlausible)).toBe(true);
  });

  it("has a checksum that anyone can check", () => {
    // CRC-32 (as in zip and PNG) of the 50 characters before it, big-endian, in base64url.
    expect(isPlausible(`os_hub_${"A".repeat(43)}XnGOrA`)).toBe(true);
  });

  it("is not plausible with any one character mistyped, or two exchanged", () => {
    const secret = createHubKeySecret(KEY_PREFIXES.account);
    const random = createRandom(3);
    for (let at = 7; at < secret.length; at += 1) {
      const typed = random.pick([...ALPHABET].filter((character) => character !== secret[at]));
      expect(isPlausible(secret.slice(0, at) + typed + secret.slice(at + 1))).toBe(false);
      const [left, right] = [secret[at - 1] as string, secret[at] as string];
      if (at > 7 && left !== right)
        expect(isPlausible(`${secret.slice(0, at - 1)}${right}${left}${secret.slice(at + 1)}`)).toBe(false);
    }
  });

  it("of another make is plausible, as long as a header can carry it", () => {
    for (const token of ["x", "sk-1234", `os_hub_${"a".repeat(43)}`, "!~", "y".repeat(512)])
      expect(isPlausible(token)).toBe(true);
    for (const token of [undefined, null, 7, {}, "", "a b", "a\n", "é", "\u0000", "z".repeat(513), ["os_hub_"]])
      expect(isPlausible(token)).toBe(false);
  });

  it("is hinted at by its checksum alone", () => {
    const secret = createHubKeySecret(KEY_PREFIXES.project);
    expect(hintOf(secret)).toBe(`oah_…${secret.slice(-4)}`);
  });
});
