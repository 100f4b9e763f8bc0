import { KeyringError, type KeyringErrorCode } from "@hub/keyring";
import { describe, expect, it } from "vitest";
import { createPrincipals } from "./principals.ts";
import { readPolicy } from "./redaction.ts";

const PRINCIPAL = { keyId: "key_1", keyName: "k", account: "default" };

/** The principal of a key whose stored credentials cannot be opened. */
function principalWith(code: KeyringErrorCode) {
  const failing = (): never => {
    throw new KeyringError(code, "inner words");
  };
  const { authenticate } = createPrincipals({
    keyring: {
      authenticate: () => ({ ok: true, principal: PRINCIPAL }),
      credentials: { open: failing, vendors: () => ["openai"] } as never,
    },
    standard: { policy: { policy: readPolicy("off"), ref: "off" }, routing: {}, spending: {} },
    walletOf: () => "account:default",
  });
  return authenticate("any");
}

describe("a stored credential that cannot be opened", () => {
  it.each([
    ["damaged_secret", "upstream_auth_error", 502],
    ["wrong_master_key", "upstream_auth_error", 502],
    ["keyring_unavailable", "keyring_unavailable", 503],
  ] as const)("fails the request, and no other takes its place: %s", (inner, code, status) => {
    const { credentials } = principalWith(inner);
    expect(() => credentials?.openai).toThrow(expect.objectContaining({ name: "HubError", code, status }));
    expect(() => credentials?.openai).not.toThrow("inner words");
  });
});
