import { describe, expect, it } from "vitest";
import { startAdmin } from "./start-admin.ts";

describe("the wallet", () => {
  it("is paid into once for each key, by body or header", async () => {
    const { ask } = await startAdmin();
    const body = { amount_usd: 25, reason: "November", idempotency_key: "n" };
    const first = await ask("POST", "/wallet/top-ups", body);
    expect(first.body).toMatchObject({ balance_usd: "25", available_usd: "25", repeated: false });
    const { idempotency_key: key, ...rest } = body;
    const second = await ask("POST", "/wallet/top-ups", rest, { "idempotency-key": key });
    expect(second.body).toMatchObject({ balance_usd: "25", repeated: true, entry: first.body.entry });
    const other = await ask("POST", "/wallet/top-ups", { ...body, amount_usd: "26" });
    expect([other.status, other.body.error.code]).toEqual([422, "idempotency_key_reused"]);
    const none = await ask("POST", "/wallet/top-ups", rest);
    expect(none.body.error).toMatchObject({ code: "missing_required_parameter", param: "idempotency_key" });
    const two = await ask("POST", "/wallet/top-ups", body, { "idempotency-key": "m" });
    expect(two.status).toBe(400);
    const long = await ask("POST", "/wallet/top-ups", rest, { "idempotency-key": "k".repeat(129) });
    expect(long.body.error).toMatchObject({ code: "invalid_value", param: "idempotency_key" });
    expect((await ask("GET", "/wallet")).body).toMatchObject({
      balance_usd: "25",
      reserved_usd: "0",
      unlimited: false,
    });
  });

  it("is set right to the last digit, and its ledger is read in pages", async () => {
    const { ask } = await startAdmin();
    await ask("POST", "/wallet/top-ups", { amount_usd: "0.000000001", reason: "a", idempotency_key: "1" });
    await ask("POST", "/wallet/adjustments", { amount_usd: "-1.50", reason: "b", idempotency_key: "2" });
    await ask("POST", "/wallet/adjustments", { amount_usd: -0.25, reason: "c", idempotency_key: "3" });
    const page = await ask("GET", "/wallet/ledger?limit=2");
    expect(page.body).toMatchObject({
      data: [
        { seq: 1, kind: "top_up", amount_usd: "0.000000001", balance_usd: "0.000000001" },
        { seq: 2, kind: "adjustment", amount_usd: "-1.5", balance_usd: "-1.499999999" },
      ],
      next: "2",
    });
    const rest = await ask("GET", `/wallet/ledger?limit=2&after=${page.body.next}`);
    expect(rest.body).toMatchObject({ data: [{ seq: 3, balance_usd: "-1.749999999" }], next: null });
  });

  it.each([0, -5, "0", "-5", "1e3", "12,50", "Infinity", 1e9, "0.0000000001", null, [5], "99999999999999999999"])(
    "is not topped up by %j",
    async (amount) => {
      const { ask, budget } = await startAdmin();
      const body = { amount_usd: amount, reason: "a", idempotency_key: "1" };
      const { status, body: answer } = await ask("POST", "/wallet/top-ups", body);
      expect([status, answer.error.param]).toEqual([400, "amount_usd"]);
      expect(await budget.ledger("account:default")).toEqual([]);
    },
  );

  it("of an archived project is paid into no more", async () => {
    const { ask, budget } = await startAdmin();
    const { body: project } = await ask("POST", "/projects", { name: "a" });
    await ask("POST", `/projects/${project.id}/archive`);
    const body = { amount_usd: "2", reason: "a", idempotency_key: "1", project: project.id };
    const { status, body: answer } = await ask("POST", "/wallet/top-ups", body);
    expect([status, answer.error.code]).toEqual([409, "conflict"]);
    expect(await budget.ledger(`project:${project.id}`)).toEqual([]);
  });

  it("of a project is another one", async () => {
    const { ask } = await startAdmin();
    const limits = [{ requests: { per: "minute", max: 5 }, of: "project" }];
    const { body: project } = await ask("POST", "/projects", { name: "a", limits });
    const body = { amount_usd: "2", reason: "a", idempotency_key: "1", project: project.id };
    const before = await ask("GET", `/wallet?project=${project.id}`);
    expect(before.body).toMatchObject({ wallet: "account:default" });
    await ask("POST", "/wallet/top-ups", body);
    expect((await ask("GET", `/projects/${project.id}`)).body).toMatchObject({ wallet: "own", limits });
    expect((await ask("GET", `/wallet?project=${project.id}`)).body).toMatchObject({
      balance_usd: "2",
      project: project.id,
    });
    expect((await ask("GET", "/wallet")).body.balance_usd).toBe("0");
    const unlimited = await ask("PUT", "/wallet/unlimited", { unlimited: true, project: project.id });
    expect(unlimited.body).toMatchObject({ unlimited: true, balance_usd: "2" });
    const back = await ask("PATCH", `/projects/${project.id}`, { wallet: "account", limits: null });
    expect(back.body).toMatchObject({ wallet: "account", limits: [] });
    expect((await ask("GET", `/wallet?project=${project.id}`)).body.balance_usd).toBe("0");
  });
});
