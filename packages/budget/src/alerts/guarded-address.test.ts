import type { LookupAddress, lookup } from "node:dns";
import { describe, expect, it } from "vitest";
import { createGuardedLookup, isLoopbackAddress, isPublicAddress } from "./guarded-address.ts";

const NOT_PUBLIC =
  "0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 168.63.129.16 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.192 192.168.1.1 " +
  "198.18.0.1 224.0.0.1 255.255.255.255 :: ::1 ::ffff:8.8.8.8 ::ffff:127.0.0.1 0:0:0:0:0:ffff:7f00:1 ::127.0.0.1 " +
  "64:ff9b::7f00:1 2001::1 2001:db8::1 2002:7f00:1:: 3fff::1 fc00::1 fe80::1 fe80::1%eth0 ff02::1 localhost 1.2.3 0x7f.1";

describe("an address", () => {
  it.each(NOT_PUBLIC.split(" "))("is not public: %s", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(["1.1.1.1", "8.8.8.8", "172.32.0.1", "2606:4700::1111", "2a00:1450:4001::8"])("is public: %s", (address) => {
    expect(isPublicAddress(address)).toBe(true);
    expect(isLoopbackAddress(address)).toBe(false);
  });

  it("is this machine's own in 127.0.0.0/8 and as ::1 only", () => {
    expect(["127.0.0.1", "127.9.9.9", "::1"].every(isLoopbackAddress)).toBe(true);
    expect(["0.0.0.0", "128.0.0.1", "::ffff:127.0.0.1", "::2", "localhost"].some(isLoopbackAddress)).toBe(false);
  });
});

describe("a name", () => {
  function look(addresses: LookupAddress[] | Error, all: boolean) {
    const resolve = ((
      _name: string,
      _options: object,
      callback: (error: Error | null, found: LookupAddress[]) => void,
    ) =>
      addresses instanceof Error ? callback(addresses, []) : callback(null, addresses)) as unknown as typeof lookup;
    return new Promise((settle) => {
      createGuardedLookup(isPublicAddress, resolve)("hooks.example", { all }, (error, ...found) =>
        settle(error ?? found),
      );
    });
  }
  const PUBLIC = { address: "1.1.1.1", family: 4 };
  const PRIVATE = { address: "10.0.0.1", family: 4 };

  it("leads to the addresses that were looked at", async () => {
    expect(await look([PUBLIC], true)).toEqual([[PUBLIC]]);
    expect(await look([PUBLIC], false)).toEqual(["1.1.1.1", 4]);
  });

  it("leads nowhere where one of its addresses is private, or there is none", async () => {
    for (const all of [true, false]) {
      for (const addresses of [[PRIVATE], [PUBLIC, PRIVATE], []]) {
        expect(await look(addresses, all)).toMatchObject({ code: "HUB_PRIVATE_ADDRESS" });
      }
    }
  });

  it("that is not found is not found", async () => {
    const error = Object.assign(new Error("no such name"), { code: "ENOTFOUND" });
    expect(await look(error, true)).toBe(error);
  });
});
