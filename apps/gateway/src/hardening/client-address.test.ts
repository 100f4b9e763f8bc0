import { describe, expect, it } from "vitest";
import { clientAddress } from "./client-address.ts";

type Request = Parameters<typeof clientAddress>[0];

function from(remoteAddress: string | undefined, forwarded?: string | string[]): Request {
  const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
  return { headers, socket: { remoteAddress } as Request["socket"] } as Request;
}

describe("a client", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::ffff:c000:201", "192.0.2.1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["64:ff9b::192.0.2.1", "64:ff9b:0:0::/64"],
  ])("at %s is %s", (address, client) => {
    expect(clientAddress(from(address), 0)).toBe(client);
  });

  it("whose connection is gone already is unknown", () => {
    expect(clientAddress(from(undefined), 0)).toBe("unknown");
    expect(clientAddress(from(undefined), 1)).toBe("unknown");
  });

  it("is not who it says, where no proxy stands in front", () => {
    expect(clientAddress(from("192.0.2.1", "198.51.100.7"), 0)).toBe("192.0.2.1");
  });

  it.each([
    [1, "198.51.100.7", "198.51.100.7"],
    [1, "6.6.6.6, 198.51.100.7", "198.51.100.7"],
    [2, "6.6.6.6, 198.51.100.7, 10.0.0.1", "198.51.100.7"],
    [2, "198.51.100.7", "198.51.100.7"],
    [1, "198.51.100.7:4711", "198.51.100.7"],
    [1, "[2001:db8:1:2::9]:4711", "2001:db8:1:2::/64"],
    [1, "2001:db8:1:2::9", "2001:db8:1:2::/64"],
    [1, "", "192.0.2.1"],
    [1, "unknown", "192.0.2.1"],
    [1, "198.51.100.7,", "192.0.2.1"],
    [1, `${"6.6.6.6,".repeat(100_000)}198.51.100.7`, "198.51.100.7"],
  ])("behind %i proxies is whom the first of them was asked by: %s", (proxies, forwarded, client) => {
    expect(clientAddress(from("192.0.2.1", forwarded), proxies)).toBe(client);
  });
});
