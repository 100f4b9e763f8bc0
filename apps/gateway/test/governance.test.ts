import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createAudit, loadSigningKey, verifyExport } from "@hub/audit";
import { createSqliteStore } from "@hub/audit/sqlite";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Config } from "../src/config.ts";
import { createGateway } from "../src/gateway.ts";
import { lastRequest, says, startGateway, type TestGateway } from "./support.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const ADMIN_KEY = "admin-key-of-these-tests-0123456789";
const MODEL = "openai/gpt-4.1-mini";

let hub: TestGateway;
beforeAll(async () => {
  hub = await startGateway({ adminKey: ADMIN_KEY, dlp: "balanced" });
});
beforeEach(() => hub.clear());
afterAll(() => hub.stop());

/** What the admin API answers. */
async function admin<Answer = Record<string, never>>(method: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(`${hub.url}/admin/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_KEY}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text === "" ? {} : JSON.parse(text)) as Answer;
}

const ask = (key: string, body: object = {}, path = "chat/completions") =>
  fetch(`${hub.url}/v1/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ model: MODEL, messages: says("Hello"), max_tokens: 20, ...body }),
  });
const get = (key: string, path: string) =>
  fetch(`${hub.url}/v1/${path}`, { headers: { authorization: `Bearer ${key}` } });
const codeOf = async (response: Response) => ((await response.json()) as { error: { code: string } }).error.code;

/** A project, and a key of it. */
async function projectWith(settings: object = {}, keySettings: object = {}) {
  const project = await admin<{ id: string }>("POST", "projects", { name: `project ${Math.random()}`, ...settings });
  const made = await admin<{ id: string; key: string }>("POST", "keys", {
    name: "key",
    project: project.id,
    ...keySettings,
  });
  return { project: project.id, keyId: made.id, key: made.key };
}

describe("a key of a project", () => {
  it("begins oah_, lets its owner in, and stops at once when it is taken back", async () => {
    const { key, keyId } = await projectWith();
    expect(key).toMatch(/^oah_/);
    expect((await ask(key)).status).toBe(200);
    await admin("DELETE", `keys/${keyId}`);
    const refused = await ask(key);
    expect(refused.status).toBe(401);
    expect(await refused.text()).toContain("revoked");
  });

  it("may ask only for what its project and it may", async () => {
    const { key } = await projectWith({ models: ["openai/*", "groq/*"] }, { models: ["groq/*", "mistral/*"] });
    const statuses = [];
    for (const model of [MODEL, "mistral/mistral-large-latest", "groq/llama-3.3-70b-versatile"]) {
      statuses.push((await ask(key, { model })).status);
    }
    expect(statuses).toEqual([403, 403, 200]);
    const listed = (await (await get(key, "models")).json()) as { data: { id: string }[] };
    expect(listed.data.length).toBeGreaterThan(0);
    expect(listed.data.every(({ id }) => id.startsWith("groq/"))).toBe(true);
  });

  it("is held to its own limits and to those of its project", async () => {
    const limits = [{ requests: { per: "day", max: 3 } }];
    const { project, key } = await projectWith({ limits }, { limits: [{ requests: { per: "day", max: 2 } }] });
    const statuses = [];
    for (let count = 0; count < 3; count++) statuses.push((await ask(key)).status);
    const other = await admin<{ key: string }>("POST", "keys", { name: "other", project });
    for (let count = 0; count < 2; count++) statuses.push((await ask(other.key)).status);
    expect(statuses).toEqual([200, 200, 429, 200, 429]);
  });

  it("is inspected by its project's policy", async () => {
    const card = { messages: says("My card is 4111 1111 1111 1111") };
    const { key: careful } = await projectWith({ policy: "strict" });
    expect(await codeOf(await ask(careful, card))).toBe("pii_policy_violation");
    const { key: open } = await projectWith({ policy: "off" });
    await ask(open, card);
    expect(lastRequest(hub.sandbox.vendors.openai).rawBody).toContain("4111 1111 1111 1111");
    await ask(hub.key, card);
    expect(lastRequest(hub.sandbox.vendors.openai).rawBody).not.toContain("4111 1111 1111 1111");
  });
});

describe("a project's own credential", () => {
  it("pays for its requests, is used for no other project, and is never shown", async () => {
    const { apiKey = "" } = hub.sandbox.vendors.openai;
    const own = await projectWith();
    const other = await projectWith();
    await admin("PUT", "credentials/openai", { api_key: apiKey, project: own.project });
    expect((await ask(own.key)).headers.get("x-hub-mode")).toBe("byok");
    expect((await ask(other.key)).headers.get("x-hub-mode")).toBe("managed");
    expect(JSON.stringify(await admin("GET", "credentials"))).not.toContain(apiKey);
    for (const file of readdirSync(hub.dataDir, { recursive: true, withFileTypes: true })) {
      if (file.isFile()) expect(readFileSync(join(file.parentPath, file.name), "latin1")).not.toContain(apiKey);
    }
  });
});

describe("a vendor that the gateway has no credential for", () => {
  it("is there for projects that have one, and for nobody else", async () => {
    const { apiKey = "", baseUrl } = hub.sandbox.vendors.mistral;
    const { openai } = hub.sandbox.vendors;
    const dataDir = temporaryDirectory();
    const gateway = await createGateway(
      Config.parse({
        dataDir,
        port: 0,
        logLevel: "silent",
        sandbox: "off",
        adminKey: ADMIN_KEY,
        vendors: { openai: { apiKey: openai.apiKey, baseUrl: openai.baseUrl }, mistral: { baseUrl } },
      }),
      {},
    );
    const url = await gateway.listen();
    try {
      const headers = { authorization: `Bearer ${ADMIN_KEY}`, "content-type": "application/json" };
      const make = async (method: string, path: string, body: object) =>
        (await (await fetch(`${url}/admin/v1/${path}`, { method, headers, body: JSON.stringify(body) })).json()) as {
          id: string;
          key: string;
        };
      const project = await make("POST", "projects", { name: "own" });
      const { key } = await make("POST", "keys", { name: "k", project: project.id });
      const stranger = await gateway.keys.create();
      await make("PUT", "credentials/mistral", { api_key: apiKey, project: project.id });
      const statuses = [];
      for (const caller of [key, stranger]) {
        const response = await fetch(`${url}/v1/chat/completions`, {
          method: "POST",
          headers: { authorization: `Bearer ${caller}`, "content-type": "application/json" },
          body: JSON.stringify({ model: "mistral/mistral-large-latest", messages: says("Hello"), max_tokens: 20 }),
        });
        statuses.push([response.status, response.headers.get("x-hub-mode")]);
      }
      expect(statuses).toEqual([
        [200, "byok"],
        [403, null],
      ]);
    } finally {
      await gateway.stop();
    }
  });
});

describe("one project", () => {
  it("cannot have another one's repeated answer", async () => {
    const keys = [(await projectWith()).key, (await projectWith()).key];
    const body = JSON.stringify({ model: MODEL, messages: says("Hello"), max_tokens: 20 });
    const ids = [];
    for (const key of keys) {
      const headers = { authorization: `Bearer ${key}`, "content-type": "application/json", "idempotency-key": "same" };
      const response = await fetch(`${hub.url}/v1/chat/completions`, { method: "POST", headers, body });
      expect(response.headers.get("idempotent-replayed")).toBeNull();
      ids.push(((await response.json()) as { id: string }).id);
    }
    expect(hub.sandbox.vendors.openai.requests).toHaveLength(2);
  });

  it("cannot have another one's words by their placeholders", async () => {
    const [first, second] = [await projectWith(), await projectWith()];
    await ask(first.key, { messages: says("Write to jane.doe@example.com") });
    const [placeholder = ""] =
      /\[\[EMAIL_ADDRESS[^\]]*\]\]/.exec(lastRequest(hub.sandbox.vendors.openai).rawBody) ?? [];
    expect(placeholder).not.toBe("");
    for (const key of [second.key, hub.key, first.key]) {
      const answer = await (await ask(key, { messages: says(`Say ${placeholder}`) })).text();
      expect(answer).not.toContain("jane.doe");
    }
  });

  it("has another one's key, money, limits and records nowhere in what it gets", async () => {
    const limits = [{ requests: { per: "day", max: 1 }, of: "project" }];
    const [first, second] = [await projectWith({ limits }), await projectWith()];
    expect([(await ask(first.key)).status, (await ask(first.key)).status]).toEqual([200, 429]);
    const answer = await ask(second.key);
    expect(answer.status).toBe(200);
    const all = JSON.stringify(Object.fromEntries(answer.headers)) + (await answer.text());
    for (const foreign of [first.project, first.keyId, first.key]) expect(all).not.toContain(foreign);
    const usage = JSON.stringify(await admin("GET", `usage?group_by=key&project=${second.project}`));
    expect(usage).not.toContain(first.keyId);
  });

  it("keeps its kinds of data from the vendors that may not see them", async () => {
    const { key } = await projectWith({ routing: { vendorsForData: { EMAIL_ADDRESS: ["mistral"] } } });
    const messages = says("Write to jane.doe@example.com");
    expect(await codeOf(await ask(key, { messages }))).toBe("policy_denied");
    expect((await ask(key, { messages, model: "mistral/mistral-large-latest" })).status).toBe(200);
    expect((await ask(key)).status).toBe(200);
  });
});

describe("the audit trail", () => {
  it("has a record of every request, whatever became of it, without its words, and can be verified", async () => {
    const { key, project } = await projectWith({ limits: [{ requests: { per: "day", max: 2 } }] });
    const secret = "jane.doe@example.com";
    const ids = [];
    for (const body of [
      { messages: says(`Write to ${secret}`) },
      { model: "openai/gpt-4.1-minni", stream: true },
      {},
    ]) {
      const response = await ask(key, body);
      await response.text();
      ids.push(response.headers.get("x-hub-correlation-id"));
    }
    const refused = await ask(key);
    ids.push(refused.headers.get("x-hub-correlation-id"));
    await expect
      .poll(async () => (await admin<{ data: unknown[] }>("GET", `audit?project=${project}`)).data.length)
      .toBe(ids.length);
    const listed = JSON.stringify(await admin("GET", `audit?project=${project}`));
    for (const id of ids) expect(listed).toContain(id);
    expect(listed.match(/"input":"[\w-]{43}"/g)).toHaveLength(ids.length);
    expect(listed.match(/"output":"[\w-]{43}"/g)).toHaveLength(2);
    expect(listed).not.toContain(secret);

    const headers = { authorization: `Bearer ${ADMIN_KEY}` };
    const exported = await (await fetch(`${hub.url}/admin/v1/audit/export?format=jsonl`, { headers })).text();
    const publicKey = await (await fetch(`${hub.url}/admin/v1/audit/public-key`, { headers })).text();
    const pem = publicKey.startsWith("{") ? (JSON.parse(publicKey) as { public_key: string }).public_key : publicKey;
    expect(await verifyExport([exported], { publicKey: pem })).toMatchObject({ ok: true });
    const tampered = exported.replace('"status":429', '"status":200');
    expect(tampered).not.toBe(exported);
    expect(await verifyExport([tampered], { publicKey: pem })).toMatchObject({ ok: false });
  });

  it("is cut at the age that the configuration says, and what is left can still be verified", async () => {
    const dataDir = temporaryDirectory();
    const directory = join(dataDir, "audit-journal");
    const signingKey = loadSigningKey(join(dataDir, "audit-key.pem"));
    const store = createSqliteStore({ path: join(dataDir, "audit.sqlite") });
    const old = createAudit({ store, directory, signingKey });
    const day = 86_400_000;
    for (const [index, age] of [40, 20, 5, 1].entries()) {
      const time = Date.now() - age * day;
      old.append({ correlationId: `req_${index}`, time, account: "default", outcome: "answered", status: 200 });
    }
    await old.close();
    const other = await startGateway({ dataDir, adminKey: ADMIN_KEY, audit: { retentionDays: 10 } });
    try {
      const headers = { authorization: `Bearer ${ADMIN_KEY}` };
      const exported = () =>
        fetch(`${other.url}/admin/v1/audit/export?format=jsonl`, { headers }).then((r) => r.text());
      await expect
        .poll(async () => verifyExport([await exported()], { publicKey: signingKey.publicKey }), { timeout: 8_000 })
        .toMatchObject({ ok: true, records: 2, cut: expect.any(Object) });
    } finally {
      await other.stop();
    }
  });

  it("gives callers receipts of their own requests, and of nobody else's", async () => {
    const mine = await projectWith();
    const other = await projectWith();
    const id = (await ask(mine.key)).headers.get("x-hub-correlation-id");
    const receipt = await get(mine.key, `generations/${id}`);
    expect(receipt.status).toBe(200);
    expect(await receipt.json()).toMatchObject({ object: "generation", id });
    for (const key of [other.key, hub.key]) expect((await get(key, `generations/${id}`)).status).toBe(404);
  });
});

describe("metrics", () => {
  it("count what goes on, for this machine and those with the admin key", async () => {
    await (await ask(hub.key)).text();
    const text = await (await fetch(`${hub.url}/metrics`)).text();
    expect(text).toMatch(/hub_requests_total\{.*vendor="openai".*\} \d+/);
    const forwarded = await fetch(`${hub.url}/metrics`, { headers: { "x-forwarded-for": "203.0.113.9" } });
    expect(forwarded.status).toBe(401);
  });
});

describe("the admin API", () => {
  it("is not there without its key, and nobody else gets in", async () => {
    const wrong = await fetch(`${hub.url}/admin/v1/keys`, { headers: { authorization: `Bearer ${hub.key}` } });
    expect(wrong.status).toBe(401);
    const without = await startGateway();
    try {
      const headers = { authorization: `Bearer ${ADMIN_KEY}` };
      expect((await fetch(`${without.url}/admin/v1/keys`, { headers })).status).toBe(404);
    } finally {
      await without.stop();
    }
  });
});
