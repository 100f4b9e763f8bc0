// A hub in a bare node:http server with those stages on that STAGES names, and no other: what differs between two of them
// is what a stage costs. The stages are the gateway's own, from the sources (`--conditions=@hub/source`).
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { openAuditTrail, toAuditRecord } from "../../../apps/gateway/src/audit-trail.ts";
import { Config } from "../../../apps/gateway/src/config.ts";
import { createFingerprints } from "../../../apps/gateway/src/fingerprints.ts";
import { openKeyring } from "../../../apps/gateway/src/open-keyring.ts";
import { createPrincipals } from "../../../apps/gateway/src/principals.ts";
import { createInspect, readPolicy } from "../../../apps/gateway/src/redaction.ts";
import { createRequestLog } from "../../../apps/gateway/src/request-log.ts";
import { createSpendingStages } from "../../../apps/gateway/src/spending.ts";
import { createMetrics } from "../../../apps/gateway/src/telemetry/create-metrics.ts";
import { createBudget, createMemoryStore } from "../../../packages/budget/src/index.ts";
import { createSqliteStore } from "../../../packages/budget/src/sqlite.ts";
import { createCatalog } from "../../../packages/catalog/src/index.ts";
import { createHub } from "../../../packages/core/src/index.ts";
import { toNodeHandler } from "../../../packages/core/src/node.ts";
import { createDeepInfra } from "../../../packages/provider-deepinfra/src/index.ts";
import { createGroq } from "../../../packages/provider-groq/src/index.ts";
import { createOpenAI } from "../../../packages/provider-openai/src/index.ts";
import { createTogether } from "../../../packages/provider-together/src/index.ts";

// A dependency of the gateway's.
const { pino } = createRequire(new URL("../../../apps/gateway/src/gateway.ts", import.meta.url))("pino");

const { DATA_DIR: dataDir, UPSTREAM } = process.env;
const BOOTSTRAP_KEY = "bench-key-0123456789abcdef";
const WALLET = "account:bench";
const SECRET = Buffer.alloc(32, 7);

const asked = process.env.STAGES.split(",").filter(Boolean);
const has = (stage) => asked.includes(stage);
const config = Config.parse({ dataDir, bootstrapKey: BOOTSTRAP_KEY });
const catalog = createCatalog();
const fingerprints = createFingerprints(SECRET);
const told = [];
const fail = (error) => {
  throw error;
};

const stages = {
  redaction: () => ({ inspect: inspectBy({ injection: { action: "allow" }, names: false }) }),
  names: () => ({ inspect: inspectBy({ injection: { action: "allow" } }) }),
  injections: () => ({ inspect: inspectBy({ preset: "off", names: false, injection: { action: "block" } }) }),
  inspection: () => ({ inspect: inspectBy("balanced") }),
  routing: () => ({}),
  keys: async () => {
    const { keyring } = await openKeyring(config, {}, fail);
    const standard = { policy: { policy: readPolicy("off"), ref: "off" }, routing: {}, spending: {} };
    const principals = createPrincipals({ keyring, walletOf: () => WALLET, standard });
    return { authenticate: principals.authenticate };
  },
  "budget-memory": () => accounts(createMemoryStore()),
  "budget-sqlite": () => accounts(createSqliteStore({ path: join(dataDir, "accounts.sqlite") })),
  audit: async () => {
    const { audit } = await openAuditTrail(config, {}, fail);
    told.push((settlement) =>
      audit.append(toAuditRecord(settlement, "bench", true, fingerprints.of(settlement.exchange))),
    );
    return {};
  },
  metrics: () => {
    told.push(createMetrics({ catalog: () => catalog }).settle);
    return {};
  },
  log: () => {
    const destination = pino.destination({ dest: join(dataDir, "log"), sync: false, minLength: 4_096 });
    told.push(createRequestLog(pino({ base: null }, destination), destination).settle);
    return {};
  },
};

function inspectBy(given) {
  // Read once, as the gateway does: reading it takes longer than inspecting a short request.
  const inForce = { policy: readPolicy(given), ref: JSON.stringify(given) };
  return createInspect(() => inForce, SECRET);
}

/** A wallet, a limit, and the guard against loops. */
async function accounts(store) {
  const budget = createBudget({ store });
  await budget.topUp({ wallet: WALLET, usd: 1_000_000_000_000, key: "bench", reason: "bench" });
  const spending = createSpendingStages({
    config: config.spending,
    budget,
    secret: SECRET,
    shared: undefined,
    onWarning() {},
    onStandings() {},
    onError: fail,
  });
  const limits = [{ of: "key", resource: "requests", per: "minute", max: 1_000_000_000 }];
  const principal = { keyId: "bench", account: "bench", spending: { wallet: { id: WALLET }, limits } };
  return {
    guard: spending.guard,
    replay: spending.replay,
    reserve: spending.accounts.reserve,
    authenticate: () => principal,
  };
}

const vendors = has("routing") ? [createGroq, createTogether, createDeepInfra] : [createOpenAI];
const options = {};
for (const stage of asked) Object.assign(options, await stages[stage]());
// Records have fingerprints of what was said, which are taken while it is inspected.
if (has("audit")) options.inspect = fingerprints.around(options.inspect ?? ((request) => ({ request })));

const hub = createHub({
  ...options,
  catalog,
  providers: vendors.map((create) => create({ apiKey: "sk-bench", baseUrl: `${UPSTREAM}/v1` })),
  settle: (settlement) => {
    for (const tell of told) tell(settlement);
  },
});
const server = createServer(toNodeHandler(hub));
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
process.on("SIGTERM", () => process.exit());
