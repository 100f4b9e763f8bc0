// A hub in a bare node:http server, with accounts kept as ACCOUNTS says: `off`, `memory` or `sqlite`. What differs
// between two of them is what keeping accounts costs.
import { createServer } from "node:http";
import { createBudget, createMemoryStore } from "../../packages/budget/dist/index.js";
import { createSqliteStore } from "../../packages/budget/dist/sqlite.js";
import { createBudgetedReserve, createHub } from "../../packages/core/dist/index.js";
import { toNodeHandler } from "../../packages/core/dist/node.js";
import { createOpenAI } from "../../packages/provider-openai/dist/index.js";

const { ACCOUNTS, DATABASE, UPSTREAM } = process.env;
const WALLET = "account:bench";

async function openAccounts() {
  if (ACCOUNTS === "off") return {};
  const store = ACCOUNTS === "sqlite" ? createSqliteStore({ path: DATABASE }) : createMemoryStore();
  const budget = createBudget({ store });
  await budget.topUp({ wallet: WALLET, usd: 1_000_000_000_000, key: "bench", reason: "bench" });
  const limits = [{ of: "key", resource: "requests", per: "minute", max: 1_000_000_000 }];
  const principal = { keyId: "bench", account: "bench", spending: { wallet: { id: WALLET }, limits } };
  return { reserve: createBudgetedReserve({ budget }).reserve, authenticate: () => principal };
}

const hub = createHub({
  providers: [createOpenAI({ apiKey: "sk-bench", baseUrl: `${UPSTREAM}/v1` })],
  ...(await openAccounts()),
});
const server = createServer(toNodeHandler(hub));
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
process.on("SIGTERM", () => process.exit());
