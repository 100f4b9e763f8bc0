import { expect, it } from "vitest";
import { adminHeaders } from "./admin-headers.ts";

it("lets no page keep, frame, run or guess what the admin API answers", () => {
  const headers = adminHeaders();
  expect(headers).toMatchObject({
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
  });
  expect(headers["content-security-policy"]).toContain("default-src 'none'");
  headers["cache-control"] = "public";
  expect(adminHeaders()["cache-control"]).toBe("no-store");
});
