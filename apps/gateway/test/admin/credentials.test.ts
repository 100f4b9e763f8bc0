import { HubError } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { startAdmin } from "./start-admin.ts";

describe("credentials", () => {
  const secrets = [
    "sk-live-0123456789abcdef",
    "wJalrXUtnFEMI-secret-part",
    "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n",
  ] as const;

  it("of every kind are stored, and no answer holds a secret", async () => {
    const { ask, keyring } = await startAdmin();
    const answers = [
      await ask("PUT", "/credentials/openai", { api_key: secrets[0] }),
      await ask("PUT", "/credentials/bedrock", { access_key_id: "AKIAEXAMPLE", secret_access_key: secrets[1] }),
      await ask("PUT", "/credentials/vertex", {
        service_account: {
          type: "service_account",
          client_email: "a@b.iam.gserviceaccount.com",
          private_key: secrets[2],
        },
      }),
      await ask("PUT", "/credentials/google", { access_token: "ya29.token-of-somebody" }),
    ];
    expect(answers.map(({ status, body }) => [status, body.kind])).toEqual([
      [200, "api_key"],
      [200, "access_keys"],
      [200, "service_account"],
      [200, "access_token"],
    ]);
    const list = await ask("GET", "/credentials");
    expect(list.body.data).toHaveLength(4);
    const shown = JSON.stringify([answers, list]);
    for (const secret of [...secrets, "ya29.token-of-somebody"])
      expect(shown).not.toContain(JSON.stringify(secret).slice(1, -1));
    expect(keyring.credentials.open({}, "openai")?.credential).toEqual({ apiKey: secrets[0] });

    const [{ body }] = answers as [(typeof answers)[0]];
    expect((await ask("DELETE", `/credentials/${body.id}`)).status).toBe(200);
    expect((await ask("DELETE", `/credentials/${body.id}`)).status).toBe(404);
    expect(keyring.credentials.open({}, "openai")).toBeUndefined();
  });

  it.each([
    {},
    { api_key: secrets[0], access_token: "x" },
    { access_key_id: "AKIAEXAMPLE" },
    { session_token: "x" },
    { api_key: secrets[0], session_token: "x" },
  ])("of no kind, or of two, are refused (%#)", async (body) => {
    const { ask } = await startAdmin();
    const answer = await ask("PUT", "/credentials/openai", body);
    expect([answer.status, answer.body.error.code]).toEqual([400, "invalid_value"]);
  });

  it("are shown to the vendor first, where that is wanted", async () => {
    const { ask } = await startAdmin({
      async validateCredential(vendor, credential) {
        if ("apiKey" in credential && credential.apiKey === "good") return;
        throw new HubError("invalid_value", `${vendor} refused the credential.`);
      },
    });
    expect((await ask("PUT", "/credentials/openai", { api_key: "bad", validate: true })).status).toBe(400);
    expect((await ask("GET", "/credentials")).body.data).toEqual([]);
    expect((await ask("PUT", "/credentials/openai", { api_key: "good", validate: true })).status).toBe(200);
  });

  it("cannot be validated by a gateway that has no vendors to ask", async () => {
    const { ask } = await startAdmin();
    const { body } = await ask("PUT", "/credentials/openai", { api_key: "x", validate: true });
    expect(body.error.param).toBe("validate");
  });
});
