import { expect, it } from "vitest";
import { z } from "zod";
import { adminRoutes } from "../../src/admin/admin-routes.ts";
import type { AdminParts } from "../../src/admin/ports.ts";
import { startAdmin, type TestAdmin } from "./start-admin.ts";

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];

interface Operation {
  operationId: string;
  parameters: { name: string; in: "path" | "query"; required: boolean }[];
  requestBody?: { required: boolean; content: { "application/json": { schema: JsonSchema; example: object } } };
  responses: Record<string, { content: Record<string, { schema: JsonSchema }> }>;
}

/** Something for every parameter of a path to name. */
async function furnish({ ask, record }: TestAdmin): Promise<Record<string, string>> {
  const { body: project } = await ask("POST", "/projects", { name: "a" });
  const { body: key } = await ask("POST", "/keys", { name: "a" });
  const { body: policy } = await ask("POST", "/policies", { policy: { preset: "strict" } });
  const { body: credential } = await ask("PUT", "/credentials/groq", { api_key: "gsk-example" });
  await record({ correlationId: "req_1" });
  return {
    "/projects": project.id,
    "/keys": key.id,
    "/policies": policy.id,
    "/credentials": credential.id,
    vendor: "openai",
    correlation_id: "req_1",
  };
}

it("describes every operation as it is: each can be called by its example, and answers by its schema", async () => {
  const admin = await startAdmin();
  const { body: document } = await admin.ask("GET", "/openapi.json");
  expect(document).toMatchObject({ openapi: "3.1.0", servers: [{ url: "/admin/v1" }], security: [{ adminKey: [] }] });
  const paths = document.paths as Record<string, Record<string, Operation>>;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const routes = adminRoutes({ keyring: {} } as AdminParts, Date.now);
  expect(operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`).sort()).toEqual(
    routes.map(({ method, path }) => `${method} ${path}`).sort(),
  );
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);

  const ids = await furnish(admin);
  // What takes something away comes last.
  operations.sort((left, right) => Number(isFinal(left)) - Number(isFinal(right)));
  for (const { path, method, operation } of operations) {
    const what = `${method} ${path}`;
    const names = operation.parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name);
    expect(names, what).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    const filled = path.replace(/\{(\w+)\}/, (_, name) => ids[name] ?? ids[path.slice(0, path.indexOf("/", 1))] ?? "");
    const json = operation.requestBody?.content["application/json"];
    if (json) expect(z.fromJSONSchema(json.schema).safeParse(json.example).success, what).toBe(true);
    const { status, body, headers } = await admin.ask(method.toUpperCase(), filled, json?.example);
    const { content } = operation.responses[status] ?? {};
    expect(content, `${what} answers ${status}: ${JSON.stringify(body)}`).toBeDefined();
    const type = headers.get("content-type")?.split(";")[0] ?? "";
    const schema = content?.[type]?.schema;
    expect(schema, `${what} answers ${type}`).toBeDefined();
    const checked = z.fromJSONSchema(schema ?? false).safeParse(body);
    expect(checked.error?.issues ?? [], what).toEqual([]);
  }
  expect(admin.internalErrors).toEqual([]);
});

function isFinal({ path, method }: { path: string; method: string }): boolean {
  return method === "delete" || path.endsWith("/archive");
}
