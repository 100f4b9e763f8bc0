import { describe, expect, it } from "vitest";
import type { AdminOptions } from "../../src/admin/create-admin.ts";
import { ADMIN_KEY, startAdmin } from "./start-admin.ts";

describe("records", () => {
  it("are listed, looked up, added up and exported", async () => {
    const { ask, record } = await startAdmin();
    const route = { vendor: "openai", model: "gpt-4.1", mode: "managed" as const };
    await record({
      correlationId: "req_1",
      keyId: "key_1",
      route,
      cost: 1_500_000,
      charged: 1_600_000,
      usage: { prompt: 7, completion: 3 },
    });
    await record({ correlationId: "req_2", keyId: "key_2", outcome: "blocked", status: 400, scan: { EMAIL: 2 } });
    const list = await ask("GET", "/audit?limit=1");
    expect(list.body).toMatchObject({ data: [{ correlation_id: "req_2", outcome: "blocked", scan: { EMAIL: 2 } }] });
    const older = await ask("GET", `/audit?after=${encodeURIComponent(list.body.next)}`);
    expect(older.body.data).toMatchObject([
      { correlation_id: "req_1", vendor: "openai", cost_usd: "0.0015", prompt_tokens: 7 },
    ]);
    expect((await ask("GET", "/audit?key=key_2")).body.data).toHaveLength(1);
    expect((await ask("GET", "/audit?outcome=answered")).body.data).toHaveLength(1);
    expect((await ask("GET", "/audit?from=2026-11-23")).body.data).toEqual([]);
    expect((await ask("GET", "/audit?to=2026-11-23&from=2026-11-22T12:00:00%2B00:00")).body.data).toHaveLength(2);
    expect((await ask("GET", "/audit/req_1")).body).toMatchObject({ seq: 1, key: "key_1" });
    expect((await ask("GET", "/audit/req_3")).status).toBe(404);

    const usage = await ask("GET", "/usage?group_by=vendor");
    expect(usage.body.data).toContainEqual(
      expect.objectContaining({ group: "openai", requests: 1, cost_usd: "0.0015", charged_usd: "0.0016" }),
    );
    expect((await ask("GET", "/usage")).body.data).toMatchObject([{ group: "2026-11-22", requests: 2, blocks: 1 }]);

    const jsonl = await ask("GET", "/audit/export");
    expect(jsonl.headers.get("content-type")).toContain("application/x-ndjson");
    expect(jsonl.headers.get("content-disposition")).toContain("audit.jsonl");
    expect(jsonl.body).toContain("req_1");
    const csv = await ask("GET", "/audit/export?format=csv&key=key_2");
    expect(csv.body).toContain("req_2");
    expect(csv.body).not.toContain("req_1");
    expect((await ask("GET", "/audit/export?key=key_2")).status).toBe(400);
  });

  it("stop being read when nobody takes the export any more", async () => {
    const { promise: left, resolve } = Promise.withResolvers<void>();
    async function* endless() {
      try {
        for (;;) yield "x".repeat(100_000);
      } finally {
        resolve();
      }
    }
    const audit = { exportJsonl: endless } as unknown as AdminOptions["audit"];
    const { url } = await startAdmin({ audit });
    const controller = new AbortController();
    const response = await fetch(`${url}/admin/v1/audit/export`, {
      headers: { authorization: `Bearer ${ADMIN_KEY}` },
      signal: controller.signal,
    });
    await response.body?.getReader().read();
    controller.abort();
    await left;
  });

  it("that there are none of are an answer, too", async () => {
    const { ask, internalErrors } = await startAdmin();
    expect((await ask("GET", "/audit")).body.data).toEqual([]);
    expect((await ask("GET", "/usage")).body.data).toEqual([]);
    expect([200, 404]).toContain((await ask("GET", "/audit/export")).status);
    expect(internalErrors).toEqual([]);
  });
});

describe("a receipt", () => {
  it("is the caller's own request's, and nobody else's", async () => {
    const { url, ask, record } = await startAdmin();
    const { body: project } = await ask("POST", "/projects", { name: "a" });
    const { body: mine } = await ask("POST", "/keys", { name: "mine" });
    const { body: sibling } = await ask("POST", "/keys", { name: "sibling" });
    const { body: other } = await ask("POST", "/keys", { name: "other", project: project.id });
    await record({
      correlationId: "req_mine",
      keyId: mine.id,
      charged: 5,
      attempts: 2,
      usage: { prompt: 7, completion: 3 },
    });
    await record({ correlationId: "req_other", keyId: other.id, project: project.id });

    const read = (id: string, key: string) =>
      fetch(`${url}/v1/generations/${id}`, { headers: { authorization: `Bearer ${key}` } });
    const own = await read("req_mine", mine.key);
    expect(own.status).toBe(200);
    const receipt = (await own.json()) as object;
    expect(receipt).toMatchObject({
      object: "generation",
      id: "req_mine",
      charged_usd: "0.000000005",
      attempts: 2,
      completion_tokens: 3,
    });
    expect(receipt).not.toHaveProperty("fingerprints");
    expect((await read("req_other", other.key)).status).toBe(200);
    const refused = [
      await read("req_mine", sibling.key),
      await read("req_mine", other.key),
      await read("req_other", mine.key),
      await read("req_none", mine.key),
      await read("..%2f..", mine.key),
    ];
    expect(refused.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    const bodies = await Promise.all(refused.map((response) => response.text()));
    expect(new Set(bodies).size).toBe(1);
    expect((await read("req_mine", ADMIN_KEY)).status).toBe(401);
  });
});

describe("vendors", () => {
  it("are shown with their circuits and with what they sell", async () => {
    const { ask } = await startAdmin();
    expect((await ask("GET", "/health")).body.data).toMatchObject([
      { vendor: "openai", status: "impaired", circuits: [{ state: "open", open_until: "2027-01-01T00:00:00.000Z" }] },
      { vendor: "groq", status: "healthy" },
    ]);
    const { body } = await ask("GET", "/models");
    const model = body.data.find(({ id }: { id: string }) => id === "oah/gpt-4.1");
    expect(model.offers).toContainEqual(
      expect.objectContaining({ vendor: "openai", id: "gpt-4.1", connected: true, input_usd_per_million: "2" }),
    );
    const connected = await ask("GET", "/models?connected=true");
    expect(connected.body.data.length).toBeLessThan(body.data.length);
  });
});
