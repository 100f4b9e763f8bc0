import { HubError } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { apiKeyOf, secretsOf, withoutSecrets } from "./credentials.ts";
import type { Credential } from "./provider.ts";

it("a credential of another kind is refused in words that do not show it", () => {
  expect(apiKeyOf({ apiKey: "k" }, "Acme")).toBe("k");
  expect(() => apiKeyOf({ accessToken: "ya29.secret" }, "Acme")).toThrow(
    expect.objectContaining({ code: "upstream_auth_error", message: expect.not.stringContaining("secret") }),
  );
});

describe("an error in which a vendor repeats a credential", () => {
  const concealed = (message: string, credential: Credential, headers: Record<string, string> = {}) =>
    withoutSecrets(new HubError("invalid_request", message), secretsOf(credential, headers)).message;

  it("has no part of it left", () => {
    const serviceAccount = { client_email: "hub@project.example", private_key: "-----BEGIN PRIVATE KEY-----" };
    const headers = { authorization: "Bearer ya29.token-of-an-hour", "x-amz-security-token": "session-token" };
    const said = `${Object.values(serviceAccount)} ${Object.values(headers)} ya29.token-of-an-hour, and no more`;
    expect(concealed(said, { serviceAccount }, headers)).toBe(
      "[credential],[credential] [credential],[credential] [credential], and no more",
    );
  });

  it("has none left that was written for a URL", () => {
    const apiKey = "sk/abc+def=ghi";
    expect(concealed(`?key=${encodeURIComponent(apiKey)}`, { apiKey })).toBe("?key=[credential]");
  });

  it("keeps words of a few letters, which are no secret", () => {
    expect(concealed("The key is not valid.", { apiKey: "key" }, { "x-key": "key" })).toBe("The key is not valid.");
  });

  it("is as it was in all else", () => {
    const error = new HubError("invalid_request", "sk-0123456789", {
      param: "sk-0123456789",
      vendorCode: "odd",
      status: 422,
      retryAfterMs: 7,
      retryable: true,
    });
    expect(withoutSecrets(error, secretsOf({ apiKey: "sk-0123456789" }, {}))).toMatchObject({
      message: "[credential]",
      param: "[credential]",
      vendorCode: "odd",
      status: 422,
      retryAfterMs: 7,
      retryable: true,
    });
    expect(withoutSecrets(error, ["another"])).toBe(error);
  });
});
