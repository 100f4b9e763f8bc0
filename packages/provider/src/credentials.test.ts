import { expect, it } from "vitest";
import { apiKeyOf, conceal } from "./credentials.ts";

it("a credential of another kind is refused in words that do not show it", () => {
  expect(apiKeyOf({ apiKey: "k" }, "Acme")).toBe("k");
  expect(() => apiKeyOf({ accessToken: "ya29.secret" }, "Acme")).toThrow(
    expect.objectContaining({ code: "upstream_auth_error", message: expect.not.stringContaining("secret") }),
  );
});

it("no part of a credential is left in what a vendor says", () => {
  const serviceAccount = { client_email: "hub@project.example", private_key: "-----BEGIN PRIVATE KEY-----" };
  const headers = { authorization: "Bearer ya29.token-of-an-hour", "x-amz-security-token": "session-token" };
  const said = `${Object.values(serviceAccount)} ${Object.values(headers)} ya29.token-of-an-hour, and no more`;
  expect(conceal(said, { serviceAccount }, headers)).toBe(
    "[credential],[credential] [credential],[credential] [credential], and no more",
  );
});

it("a word of a few letters is no secret", () => {
  expect(conceal("The key is not valid.", { apiKey: "key" }, { "x-key": "key" })).toBe("The key is not valid.");
});
