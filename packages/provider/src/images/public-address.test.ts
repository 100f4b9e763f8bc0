import type { LookupAddress, lookup } from "node:dns";
import { describe, expect, it } from "vitest";
import { createPublicLookup, isPublicAddress } from "./public-address.ts";

describe("an address", () => {
  it.each([
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "ff02::1",
    "localhost",
    "",
    "8.8.8.8.8",
  ])("'%s' is not public", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each([
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.255.255",
    "172.32.0.1",
    "192.167.255.255",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2a00:1450:4001:81b::200e",
  ])("'%s' is public", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe("a name", () => {
  const resolving = (addresses: LookupAddress[], error: Error | null = null) =>
    createPublicLookup(((_name: string, _options: object, callback: (...results: unknown[]) => void) =>
      callback(error, addresses)) as unknown as typeof lookup);
  const outcomeOf = (guarded: ReturnType<typeof createPublicLookup>, all: boolean) =>
    new Promise<unknown[]>((resolve) => guarded("images.example", { all }, (...results) => resolve(results)));

  it("means the addresses that were looked at", async () => {
    const addresses = [
      { address: "2606:4700:4700::1111", family: 6 },
      { address: "1.1.1.1", family: 4 },
    ];
    expect(await outcomeOf(resolving(addresses), true)).toEqual([null, addresses]);
    expect(await outcomeOf(resolving(addresses), false)).toEqual([null, "2606:4700:4700::1111", 6]);
  });

  it.each([
    ["private", [{ address: "10.0.0.1", family: 4 }]],
    [
      "public and private",
      [
        { address: "1.1.1.1", family: 4 },
        { address: "127.0.0.1", family: 4 },
      ],
    ],
    ["no", []],
  ])("with %s addresses is refused", async (_kind, addresses) => {
    const [error, address] = await outcomeOf(resolving(addresses), true);
    expect(error).toMatchObject({ name: "PrivateAddressError" });
    expect(address).toBe("");
  });

  it("that means nothing is the resolver's own error", async () => {
    const failure = new Error("ENOTFOUND");
    expect((await outcomeOf(resolving([], failure), true))[0]).toBe(failure);
  });
});
