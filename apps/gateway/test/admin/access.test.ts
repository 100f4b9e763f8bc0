import { describe, expect, it } from "vitest";
import { ADMIN_KEY, startAdmin } from "./start-admin.ts";

describe("the admin key", () => {
  it("is asked for, and another one is no use", async () => {
    const { ask } = await startAdmin();
    for (const authorization of ["", `Bearer ${ADMIN_KEY}x`, `Bearer ${ADMIN_KEY.slice(1)}`, `Basic ${ADMIN_KEY}`]) {
      const { status, body, headers } = await ask("GET", "/keys", undefined, { authorization });
      expect([status, body.error.code]).toEqual([401, "invalid_api_key"]);
      expect(headers.get("www-authenticate")).toBe("Bearer");
      expect(JSON.stringify(body)).not.toContain(ADMIN_KEY.slice(1));
    }
    expect((await ask("GET", "/keys")).status).toBe(200);
  });

  it("guards also what there is not", async () => {
    const { ask } = await startAdmin();
    const none = { authorization: "" };
    expect((await ask("GET", "/nonsense", undefined, none)).status).toBe(401);
    expect((await ask("GET", "/openapi.json", undefined, none)).status).toBe(401);
  });

  it.each([undefined, ""])("when there is none (%j) leaves nothing to be asked for", async (adminKey) => {
    const { ask } = await startAdmin({ adminKey });
    for (const authorization of ["", "Bearer undefined", `Bearer ${ADMIN_KEY}`]) {
      const { status, body } = await ask("GET", "/keys", undefined, { authorization });
      expect([status, body.error.code]).toEqual([404, "unknown_url"]);
    }
  });
});

describe("every answer", () => {
  it.each([
    ["GET", "/keys"],
    ["GET", "/nonsense"],
    ["DELETE", "/keys/key_none"],
    ["PUT", "/keys"],
  ])("says what nobody may do with it: %s %s", async (method, path) => {
    const { ask } = await startAdmin();
    const { headers } = await ask(method, path);
    expect(Object.fromEntries(headers)).toMatchObject({
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "content-security-policy": expect.stringContaining("default-src 'none'"),
      "x-hub-correlation-id": expect.stringMatching(/^req_/),
    });
  });
});

describe("bad input", () => {
  it.each([
    ["POST", "/keys", "{", 400, "invalid_json", null],
    ["POST", "/keys", "[]", 400, "invalid_value", null],
    ["POST", "/keys", {}, 400, "missing_required_parameter", "name"],
    ["POST", "/keys", { name: 5 }, 400, "invalid_value", "name"],
    ["POST", "/keys", { name: "a", colour: "red" }, 400, "unsupported_parameter", "colour"],
    ["POST", "/keys", { name: "a", expires_at: "tomorrow" }, 400, "invalid_value", "expires_at"],
    [
      "POST",
      "/keys",
      { name: "a", limits: [{ requests: { per: "week", max: 1 } }] },
      400,
      "invalid_value",
      "limits[0].requests.per",
    ],
    ["POST", "/keys", { name: "a", vendors: ["opanai"] }, 400, "invalid_value", "vendors[0]"],
    ["POST", "/keys", { name: "a", limits: [{}] }, 400, "invalid_value", "limits[0]"],
    ["POST", "/keys", { name: "a", project: "proj_none" }, 404, "not_found", null],
    ["GET", "/keys/key_none", undefined, 404, "not_found", null],
    ["GET", "/keys/%00%2e%2e", undefined, 400, "invalid_value", "id"],
    ["GET", "/keys?project=a&project=b", undefined, 400, "invalid_value", null],
    ["GET", "/keys?__proto__=1", undefined, 400, "unsupported_parameter", "__proto__"],
    ["POST", "/keys", '{"name":"a","__proto__":{}}', 400, "invalid_json", null],
    ["GET", "", undefined, 404, "unknown_url", null],
    ["GET", "/keys?nonsense=1", undefined, 400, "unsupported_parameter", "nonsense"],
    ["GET", "/wallet/ledger?limit=5000", undefined, 400, "invalid_value", "limit"],
    ["GET", "/usage?group_by=colour", undefined, 400, "invalid_value", "group_by"],
    ["GET", "/wallet?project=proj_none", undefined, 404, "not_found", null],
    ["PUT", "/credentials/nobody", { api_key: "x" }, 400, "invalid_value", "vendor"],
    ["POST", "/projects", { name: "a", policy: "lenient" }, 400, "invalid_value", "policy"],
    ["GET", "/nonsense", undefined, 404, "unknown_url", null],
    ["PATCH", "/wallet", {}, 405, "method_not_allowed", null],
  ])("%s %s %j is a %i", async (method, path, body, status, code, param) => {
    const { ask, internalErrors } = await startAdmin();
    const answer = await ask(method, path, body);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
    if (status === 400) expect(answer.body.error.param).toBe(param);
    expect(answer.body.error.message).toMatch(/^\S.+\.$/);
    expect(internalErrors).toEqual([]);
  });

  it("of another type or too large is refused", async () => {
    const { ask } = await startAdmin();
    const form = await ask("POST", "/keys", "name=a", { "content-type": "application/x-www-form-urlencoded" });
    expect([form.status, form.body.error.code]).toEqual([415, "unsupported_media_type"]);
    const large = await ask("POST", "/keys", { name: "a".repeat(1_048_576) });
    expect([large.status, large.body.error.code]).toEqual([413, "payload_too_large"]);
  });

  it("does not come back in the answer", async () => {
    const { ask } = await startAdmin();
    const { status, body } = await ask("PUT", "/credentials/openai", { api_key: "sk-secret with spaces" });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).not.toContain("sk-secret");
  });
});
