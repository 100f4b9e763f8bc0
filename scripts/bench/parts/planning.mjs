// What a plan costs, and what keeping accounts costs, without a network: run by itself, from the sources, it prints one
// line of JSON. The catalog is whole, and all vendors are there.
import { createBudget, createMemoryStore } from "../../../packages/budget/src/index.ts";
import { createCatalog } from "../../../packages/catalog/src/index.ts";
import { createAccess } from "../../../packages/core/src/routing/access.ts";
import { createPlanner } from "../../../packages/core/src/routing/create-planner.ts";
import { createBudgetedReserve } from "../../../packages/core/src/spending/create-budgeted-reserve.ts";
import { createRouter } from "../../../packages/router/src/index.ts";

const [WARM_UP, REPEATS, ROUNDS] = process.argv.includes("--quick") ? [2_000, 2_000, 2] : [20_000, 20_000, 5];

const catalog = createCatalog();
const vendors = [...new Set(catalog.models.flatMap(({ offers }) => offers.map(({ provider }) => provider)))];
const providers = vendors.map((id) => ({ id, name: id, models: [], makes: () => false }));
const { plan } = createPlanner({
  providers,
  catalog: () => catalog,
  router: createRouter(),
  access: createAccess({}, {}),
  policy: {},
});
const exchange = {
  correlationId: "req_bench",
  request: { headers: { authorization: "Bearer key", "content-type": "application/json" } },
  principal: { keyId: "key", account: "default", spending: { wallet: { id: "wallet" } } },
};
const requestOf = (model) => ({
  model,
  messages: [{ role: "user", content: "Tell me of the place. ".repeat(45) }],
});

/** CPU time of one call, in microseconds: the calmest of some rounds. */
async function measure(work) {
  for (let count = 0; count < WARM_UP; count++) await work(count);
  let least = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    for (let count = 0; count < REPEATS; count++) await work(count);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / REPEATS);
  }
  return least;
}

const most = catalog.models.toSorted((a, b) => b.offers.length - a.offers.length)[0];
const [routed, pinned] = [requestOf(`oah/${most.id}`), requestOf("openai/gpt-4.1-mini")];
const measurePlan = async (request) => ({
  offers: request === routed ? most.offers.length : 1,
  microseconds: await measure(() => plan(request, exchange)),
});

const budget = createBudget({ store: createMemoryStore(), sweepEveryMs: 0 });
await budget.topUp({ wallet: "wallet", usd: 1_000_000_000_000, key: "bench", reason: "bench" });
const accounts = createBudgetedReserve({ budget });
const [{ target }] = plan(pinned, exchange).steps;
const usage = { prompt_tokens: 250, completion_tokens: 20, total_tokens: 270 };
const spend = await measure(async (count) => {
  const spending = accounts.reserve(pinned, { ...exchange, correlationId: `req_${count}_${Math.random()}` });
  await spending.requestFor(target);
  await spending.settle({ outcome: "answered", usage });
});
await accounts.close();
await budget.close();

console.log(
  JSON.stringify({ routed: await measurePlan(routed), pinned: await measurePlan(pinned), accountsMicroseconds: spend }),
);
