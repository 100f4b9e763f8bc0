import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import {
  type Audit,
  createAudit,
  createMemoryStore as createAuditStore,
  loadSigningKey,
  type NewAuditRecord,
} from "@hub/audit";
import { type Budget, createBudget, createMemoryStore as createBudgetStore } from "@hub/budget";
import { createCatalog } from "@hub/catalog";
import { createKeyring, createMemoryStore as createKeyringStore, type Keyring } from "@hub/keyring";
import { HubError } from "@hub/protocol";
import { onTestFinished } from "vitest";
import { type AdminOptions, createAdmin } from "../../src/admin/create-admin.ts";
import { createGenerations } from "../../src/admin/generations.ts";
import { temporaryDirectory } from "../temporary-directory.ts";

export const ADMIN_KEY = "hub-admin-9f3a7c51d2e84b60";

/** An admin API over parts that keep everything in memory. */
export interface TestAdmin {
  /** `http://127.0.0.1:<port>` */
  url: string;
  keyring: Keyring;
  audit: Audit;
  budget: Budget;
  /** A request with the admin key; the answer's status and JSON. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Asked>;
  /** Puts a request on record. */
  record(fields: Partial<NewAuditRecord>): Promise<void>;
  /** What was reported as the gateway's own failure. */
  internalErrors: unknown[];
}

/** An answer, read. */
export interface Asked {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any;
}

/** Starts one on a free port; it is stopped when the test that asked for it has finished. */
export async function startAdmin(settings: Partial<AdminOptions> = {}): Promise<TestAdmin> {
  const directory = temporaryDirectory();
  const keyring = await createKeyring({ store: createKeyringStore(), masterKeys: ["5e".repeat(32)] });
  const signingKey = loadSigningKey(join(directory, "audit-key.pem"));
  const audit = createAudit({ store: createAuditStore(), directory: join(directory, "journal"), signingKey });
  const budget = createBudget({ store: createBudgetStore(), sweepEveryMs: 0 });
  const catalog = createCatalog();
  const internalErrors: unknown[] = [];
  const admin = createAdmin({
    account: "default",
    adminKey: ADMIN_KEY,
    keyring,
    audit,
    auditPublicKey: signingKey.publicKey,
    budget,
    walletOf: (project) => (project === undefined ? "account:default" : `project:${project}`),
    catalog: () => catalog,
    vendors: () => [
      {
        id: "openai",
        name: "OpenAI",
        circuits: [{ model: "gpt-4.1", state: "open", errorRate: 0.9, openUntil: Date.UTC(2027, 0, 1) }],
      },
      { id: "groq", name: "Groq", circuits: [] },
    ],
    onInternalError: (error) => void internalErrors.push(error),
    ...settings,
  });
  const generations = createGenerations({ audit, authenticate: (token) => principalOf(keyring, token) });
  const server = createServer((request: IncomingMessage, response) => {
    if (generations.serves(request.url ?? "")) generations.answer(request, response);
    else admin.answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await Promise.all([keyring.close(), audit.close(), budget.close()]);
  });

  async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(`${url}/admin/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${ADMIN_KEY}`,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json");
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }

  return {
    url,
    keyring,
    audit,
    budget,
    ask,
    internalErrors,
    async record(fields) {
      audit.append({
        correlationId: "req_1",
        time: Date.UTC(2026, 10, 22, 12),
        account: "default",
        outcome: "answered",
        status: 200,
        ...fields,
      });
      await audit.flush();
    },
  };
}

function principalOf(keyring: Keyring, token: string | undefined) {
  const authentication = keyring.authenticate(token);
  if (!authentication.ok) throw new HubError("invalid_api_key", "Incorrect API key provided.");
  const { keyId, account, project } = authentication.principal;
  return { keyId, account, project: project?.id };
}
