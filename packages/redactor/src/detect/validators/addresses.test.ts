import { describe, expect, it } from "vitest";
import { isBase58CheckAddress, RIPPLE_ALPHABET } from "./base58.ts";
import { isBech32 } from "./bech32.ts";
import { isCalendarDate, isNumericDate } from "./calendar-date.ts";
import { isEthereumAddress } from "./ethereum-address.ts";
import { isIpv4, isIpv6, isPrivateAddress } from "./ip-address.ts";
import { keccak256 } from "./keccak256.ts";
import { isInternationalNumber, isNorthAmericanNumber } from "./phone-number.ts";
import { sha256 } from "./sha256.ts";

const encoder = new TextEncoder();
const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

describe("hashes", () => {
  // FIPS 180-4 examples; the third is longer than a block.
  it.each([
    ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    [
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    ],
  ])("SHA-256 of %j", (text, digest) => {
    expect(hex(sha256(encoder.encode(text)))).toBe(digest);
  });

  it("SHA-256 agrees with the platform's at every length around the block size", async () => {
    for (let length = 50; length < 135; length++) {
      const message = Uint8Array.from({ length }, (_, index) => (index * 7 + length) & 255);
      expect(hex(sha256(message))).toBe(hex(new Uint8Array(await crypto.subtle.digest("SHA-256", message))));
    }
  });

  it.each([
    ["", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"],
    ["abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"],
  ])("Keccak-256 of %j", (text, digest) => {
    expect(hex(keccak256(encoder.encode(text)))).toBe(digest);
  });
});

describe("addresses of coins", () => {
  it.each([
    "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
    "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
  ])("base58check accepts %s, and no change of its last letter", (address) => {
    expect(isBase58CheckAddress(address)).toBe(true);
    expect(isBase58CheckAddress(`${address.slice(0, -1)}${address.endsWith("2") ? "3" : "2"}`)).toBe(false);
  });

  it("base58check reads the alphabet of the XRP Ledger", () => {
    expect(isBase58CheckAddress("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", RIPPLE_ALPHABET)).toBe(true);
    expect(isBase58CheckAddress("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh")).toBe(false);
  });

  // Test vectors of BIP 173 and BIP 350.
  it.each([
    ["A12UEL5L", true],
    ["an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs", true],
    ["BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", true],
    ["bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", true],
    ["A1LQFN3A", true],
    ["bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", false],
    ["bc1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", false],
    ["1nwldj5", false],
    ["pzry9x0s0muk", false],
  ])("bech32 %s: %s", (text, valid) => {
    expect(isBech32(text)).toBe(valid);
  });

  // Examples of EIP-55.
  it.each([
    ["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", true],
    ["0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", true],
    ["0x52908400098527886E0F7030069857D2E4169EE7", true],
    ["0xde709f2102306220921060314715629080e2fb77", true],
    ["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", false],
    ["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe", false],
    ["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg", false],
  ])("Ethereum %s: %s", (address, valid) => {
    expect(isEthereumAddress(address)).toBe(valid);
  });
});

describe("network addresses", () => {
  it.each(["0.0.0.0", "255.255.255.255", "8.8.4.4"])("IPv4 %s", (text) => expect(isIpv4(text)).toBe(true));
  it.each(["256.1.1.1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1..2.3"])("not IPv4: %s", (text) => {
    expect(isIpv4(text)).toBe(false);
  });
  it.each([
    "::1",
    "::",
    "2001:db8::1",
    "fe80::1ff:fe23:4567:890a",
    "1:2:3:4:5:6:7:8",
    "::ffff:192.0.2.1",
    "64:ff9b::8.8.8.8",
  ])("IPv6 %s", (text) => expect(isIpv6(text)).toBe(true));
  it.each(["1:2:3:4:5:6:7", "1::2::3", "12345::", "1:2:3:4:5:6:7:8:9", "::1.2.3", "g::1"])("not IPv6: %s", (text) => {
    expect(isIpv6(text)).toBe(false);
  });
  it.each([
    "10.1.2.3",
    "172.31.0.1",
    "192.168.1.1",
    "127.0.0.1",
    "169.254.1.1",
    "100.64.0.1",
    "203.0.113.0",
    "::ffff:127.0.0.1",
    "2001:db8::",
    "::1",
    "fd12::1",
    "fe80::1",
  ])("private: %s", (text) => expect(isPrivateAddress(text)).toBe(true));
  it.each(["172.32.0.1", "11.0.0.1", "8.8.8.8", "2001:db8::1"])("not private: %s", (text) => {
    expect(isPrivateAddress(text)).toBe(false);
  });
});

describe("dates and telephone numbers", () => {
  it("knows leap years and the lengths of months", () => {
    expect(isCalendarDate(2000, 2, 29)).toBe(true);
    expect(isCalendarDate(1900, 2, 29)).toBe(false);
    expect(isCalendarDate(2023, 4, 31)).toBe(false);
    expect(isCalendarDate(1899, 1, 1)).toBe(false);
  });

  it.each([
    ["1980", "01", "31", true],
    ["31", "1", "1980", true],
    ["1", "31", "80", true],
    ["32", "1", "1980", false],
    ["13", "13", "1980", false],
    ["1", "2", "3", false],
  ])("%s-%s-%s: %s", (first, second, third, valid) => {
    expect(isNumericDate(first, second, third)).toBe(valid);
  });

  it.each(["14155552671", "442079460958", "4402079460958", "4930123456", "33142685300", "919876543210", "6591234567"])(
    "international: +%s",
    (digits) => expect(isInternationalNumber(digits)).toBe(true),
  );
  it.each(["1415555267", "141555526711", "999123456789", "33142685"])("not international: +%s", (digits) => {
    expect(isInternationalNumber(digits)).toBe(false);
  });
  it("knows the North American plan", () => {
    expect(isNorthAmericanNumber("4155552671")).toBe(true);
    expect(isNorthAmericanNumber("1155552671")).toBe(false);
    expect(isNorthAmericanNumber("4151552671")).toBe(false);
    expect(isNorthAmericanNumber("9115552671")).toBe(false);
  });
});
