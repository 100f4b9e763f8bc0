import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { KeyringError } from "../keyring-error.ts";
import { createMemoryStore } from "../memory/memory-store.ts";
import type { NewCredential, StoredCredential, VendorCredential } from "../model/credential.ts";
import type { CredentialRecord } from "../records.ts";
import type { KeyringStore, StoredRecord } from "../store.ts";
import { MASTER_KEY, OTHER_MASTER_KEY } from "../testing/master-key.ts";
import { openKeyring } from "../testing/open-keyring.ts";

const PRIVATE_KEY = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n";
const KINDS: [kind: string, hint: string | undefined, credential: VendorCredential][] = [
  ["api_key", "cdef", { apiKey: "sk-0123456789abcdef" }],
  ["access_token", "oken", { accessToken: "ya29.a-long-access-token" }],
  ["access_keys", "MPLE", { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalr/K7MDENG+bPxRfiCY" }],
  [
    "access_keys",
    undefined,
    { accessKeyId: "AKIA", secretAccessKey: "s3cr3t-s3cr3t-s3cr3t", sessionToken: "t0k3n-t0k3n" },
  ],
  [
    "service_account",
    "9f0e",
    {
      serviceAccount: {
        client_email: "hub@shop.iam.gserviceaccount.com",
        private_key: PRIVATE_KEY,
        private_key_id: "0a1b2c3d4e5f60718293a4b5c6d79f0e",
        project_id: "shop",
        token_uri: "https://oauth2.googleapis.com/token",
      },
    },
  ],
  ["service_account", undefined, { serviceAccount: { client_email: "a@b.example", private_key: PRIVATE_KEY } }],
];
const secretsOf = (value: unknown): string[] =>
  typeof value === "string" ? [value] : Object.values(value as object).flatMap(secretsOf);

describe("a vendor credential", () => {
  it.each(KINDS)(
    "of the kind %s is listed without its secret, and opens for requests",
    async (kind, hint, credential) => {
      const keyring = await openKeyring({ now: () => 5 });
      const stored = await keyring.credentials.set({ vendor: "acme-ai", credential });
      expect(stored).toEqual({
        id: expect.stringMatching(/^cred_/),
        vendor: "acme-ai",
        account: "default",
        kind,
        ...(hint && { hint }),
        createdAt: 5,
      });
      expect(await keyring.credentials.list()).toEqual([stored]);
      expect(keyring.credentials.vendors({})).toEqual(["acme-ai"]);
      const opened = keyring.credentials.open({}, "acme-ai");
      expect(opened).toEqual({ id: stored.id, credential });
      expect(Object.keys(opened?.credential as object)).toEqual(Object.keys(credential));
    },
  );

  it.each(KINDS)("of the kind %s shows itself nowhere", async (_kind, _hint, credential) => {
    const store = createMemoryStore();
    const keyring = await openKeyring({ store });
    const stored = await keyring.credentials.set({ vendor: "acme-ai", credential });
    const opened = keyring.credentials.open({}, "acme-ai");
    const objects = Object.values(opened?.credential ?? {}).filter((part) => typeof part === "object");
    const shown = [stored, opened, opened?.credential, [opened], ...objects, keyring, await store.changes(0)]
      .flatMap((value) => [inspect(value, { depth: 20, showHidden: true }), JSON.stringify(value), String(value)])
      .join();
    for (const secret of secretsOf(credential)) expect(shown).not.toContain(secret.split("\n")[1] ?? secret);
  });

  it("takes the place of the one before it, for that vendor and that owner alone", async () => {
    const keyring = await openKeyring();
    const { id: project } = await keyring.projects.create({ name: "p" });
    const set = (vendor: string, apiKey: string, owner = {}) =>
      keyring.credentials.set({ vendor, credential: { apiKey }, ...owner });
    await set("openai", "first");
    await set("groq", "other-vendor");
    await set("openai", "of-the-project", { project });
    const { id } = await set("openai", "second");
    expect(await keyring.credentials.list()).toHaveLength(3);
    expect(keyring.credentials.open({}, "openai")).toEqual({ id, credential: { apiKey: "second" } });
    expect(keyring.credentials.open({ project }, "openai")?.credential).toEqual({ apiKey: "of-the-project" });
    expect(keyring.credentials.open({ project }, "groq")?.credential).toEqual({ apiKey: "other-vendor" });
    expect(keyring.credentials.vendors({ project }).sort()).toEqual(["groq", "openai"]);
    expect(await keyring.credentials.list({ vendor: "openai", project })).toHaveLength(1);
  });

  it("is gone once it is deleted, from the store as well", async () => {
    const store = createMemoryStore();
    const keyring = await openKeyring({ store });
    const stored = await keyring.credentials.set({ vendor: "openai", credential: { apiKey: "k" } });
    expect(await keyring.credentials.delete(stored.id)).toEqual(stored);
    expect(keyring.credentials.open({}, "openai")).toBeUndefined();
    expect(keyring.credentials.vendors({})).toEqual([]);
    expect((await store.changes(0)).records.find(({ kind }) => kind === "credential")?.body).toBeNull();
    await expect(keyring.credentials.delete(stored.id)).rejects.toMatchObject({ code: "not_found" });
    const { id } = await keyring.credentials.set({ vendor: "openai", credential: { apiKey: "k2" } });
    expect(keyring.credentials.open({}, "openai")).toEqual({ id, credential: { apiKey: "k2" } });
  });

  it("is refused where it is none, in words that do not show it", async () => {
    const keyring = await openKeyring();
    const account = { client_email: "a@b.example", private_key: PRIVATE_KEY };
    for (const [credential, param] of [
      [undefined, "credential"],
      ["sk-canary", "credential"],
      [{}, "credential"],
      [{ apiKey: 7 }, "credential.apiKey"],
      [{ apiKey: "" }, "credential.apiKey"],
      [{ apiKey: "canary\r\nx-evil: 1" }, "credential.apiKey"],
      [{ apiKey: "c".repeat(16_385) }, "credential.apiKey"],
      [{ apiKey: "a", accessToken: "canary" }, "credential"],
      [{ accessKeyId: "a" }, "credential.secretAccessKey"],
      [{ accessKeyId: "a", secretAccessKey: "can ary" }, "credential.secretAccessKey"],
      [{ secretAccessKey: "canary" }, "credential"],
      [{ serviceAccount: "canary" }, "credential.serviceAccount"],
      [{ serviceAccount: { ...account, private_key: "canary" } }, "credential.serviceAccount.private_key"],
      [{ serviceAccount: { ...account, client_email: "" } }, "credential.serviceAccount.client_email"],
      [{ serviceAccount: { ...account, token_uri: "http://canary.example/" } }, "credential.serviceAccount.token_uri"],
      [{ serviceAccount: { ...account, token_uri: "canary" } }, "credential.serviceAccount.token_uri"],
    ] as const) {
      const attempt = keyring.credentials.set({ vendor: "v", credential } as unknown as NewCredential);
      const error: unknown = await attempt.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error, param).toMatchObject({ code: "invalid_argument", param });
      expect(inspect(error)).not.toMatch(/canary/i);
    }
    await expect(keyring.credentials.set({ vendor: "Open AI", credential: { apiKey: "k" } })).rejects.toMatchObject({
      param: "vendor",
    });
    expect(await keyring.credentials.list()).toEqual([]);
  });

  it("of a service account keeps what signing needs, and no more of its file", async () => {
    const keyring = await openKeyring();
    const file = { type: "service_account", client_id: "7", client_email: "a@b.example", private_key: PRIVATE_KEY };
    await keyring.credentials.set({ vendor: "google", credential: { serviceAccount: file } });
    expect(keyring.credentials.open({}, "google")?.credential).toEqual({
      serviceAccount: { client_email: "a@b.example", private_key: PRIVATE_KEY },
    });
  });
});

it("credentials that go or are replaced while the master key is changed are none of its business", async () => {
  const store = createMemoryStore();
  const before = await openKeyring({ store });
  for (const vendor of ["a", "b", "c"]) await before.credentials.set({ vendor, credential: { apiKey: vendor } });
  const [first, second] = (await before.credentials.list()) as [StoredCredential, StoredCredential];
  const keyring = await openKeyring({ store, masterKeys: [OTHER_MASTER_KEY, MASTER_KEY] });
  const [result] = await Promise.all([
    keyring.rewrap(),
    keyring.credentials.delete(first.id),
    keyring.credentials.set({ vendor: second.vendor, credential: { apiKey: "new" } }),
  ]);
  expect(result).toEqual({ rewrapped: 2, unreadable: [] });
  const after = await openKeyring({ store, masterKeys: [OTHER_MASTER_KEY] });
  expect(after.credentials.vendors({}).length).toBe(2);
  expect(after.credentials.open({}, second.vendor)?.credential).toEqual({ apiKey: "new" });
});

describe("a credential record that somebody has changed in the store", () => {
  /** Opens a keyring again on records that have been changed behind its back. */
  async function tamper(change: (records: StoredRecord[]) => void) {
    const original = createMemoryStore();
    const keyring = await openKeyring({ store: original });
    const { id: project } = await keyring.projects.create({ name: "p" });
    const { id: other } = await keyring.projects.create({ name: "q" });
    const set = (vendor: string, owner: object) =>
      keyring.credentials.set({ vendor, credential: { apiKey: `secret-of-${JSON.stringify(owner)}` }, ...owner });
    await set("openai", { project });
    await set("openai", {});
    const { records } = await original.changes(0);
    change(records);
    const store: KeyringStore = { ...original, changes: async () => ({ revision: 100, records }) };
    return { keyring: await openKeyring({ store }), project, other };
  }
  const isCredential = ({ kind }: StoredRecord) => kind === "credential";
  const edit = (record: StoredRecord, change: (body: CredentialRecord) => object) => {
    const body = JSON.parse(record.body as string) as CredentialRecord;
    record.body = JSON.stringify({ ...body, ...change(body) });
  };

  it("does not open where it was moved to", async () => {
    const { keyring, other } = await tamper((records) => {
      const [credential] = records.filter(isCredential) as [StoredRecord];
      const [, second] = records.filter(({ kind }) => kind === "project") as [StoredRecord, StoredRecord];
      credential.id = JSON.stringify(["default", second.id, "openai"]);
      edit(credential, () => ({ project: second.id }));
    });
    expect(() => keyring.credentials.open({ project: other }, "openai")).toThrow(
      expect.objectContaining({ code: "damaged_secret" }),
    );
  });

  it("does not open with another one's secret, id or master key", async () => {
    for (const [change, code] of [
      [(own: CredentialRecord, other: CredentialRecord) => ({ ...own, sealed: other.sealed }), "damaged_secret"],
      [(own: CredentialRecord, other: CredentialRecord) => ({ ...own, id: other.id }), "damaged_secret"],
      [
        (own: CredentialRecord) => ({ ...own, sealed: { ...own.sealed, masterKey: "0123456789abcdef" } }),
        "wrong_master_key",
      ],
      [(own: CredentialRecord) => ({ ...own, sealed: { ...own.sealed, data: "" } }), "damaged_secret"],
    ] as const) {
      const { keyring, project } = await tamper((records) => {
        const [own, other] = records.filter(isCredential) as [StoredRecord, StoredRecord];
        edit(own, (body) => change(body, JSON.parse(other.body as string) as CredentialRecord));
      });
      expect(() => keyring.credentials.open({ project }, "openai")).toThrow(expect.objectContaining({ code }));
      expect(keyring.credentials.open({}, "openai")?.credential).toEqual({ apiKey: "secret-of-{}" });
    }
  });

  it("is named where the master key is changed, and does not hold up the others", async () => {
    const { keyring, project } = await tamper((records) => {
      const [own] = records.filter(isCredential) as [StoredRecord];
      edit(own, (body) => ({ sealed: { ...body.sealed, masterKey: "0123456789abcdef" } }));
    });
    const [own] = await keyring.credentials.list({ project });
    expect(await keyring.rewrap()).toEqual({ rewrapped: 0, unreadable: [own?.id] });
  });

  it("does not stop the keyring's start unless it is the root", async () => {
    const damage = (kind: string) =>
      tamper((records) => {
        for (const record of records)
          if (record.kind === kind) record.body = (record.body as string).replaceAll(/"data":"..../g, '"data":"AAAA');
      });
    await damage("credential");
    const start: unknown = await damage("secret").catch((error: unknown) => error);
    expect(KeyringError.isInstance(start) && start.code).toBe("damaged_secret");
  });
});
