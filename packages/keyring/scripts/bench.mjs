// `node packages/keyring/scripts/bench.mjs [--json] [--quick]`: what it costs to find out who is asking, and to open a
// vendor credential, with 100,000 keys in the keyring; and how long it takes to read them.
// With `--conditions=@hub/source` the sources are measured instead of the build.
import { createHash, randomBytes } from "node:crypto";
import { createKeyring, createMemoryStore } from "@hub/keyring";

const KEYS = 100_000;
const MASTER_KEY = randomBytes(32).toString("hex");

/** Calls `work` with 0, 1, 2 … for so many ms, and returns microseconds for each: the median of 100 batches, and the 99th. */
function measure(work, milliseconds) {
  for (let index = 0; index < 5_000; index += 1) work(index);
  const batches = [];
  const deadline = performance.now() + milliseconds;
  for (let index = 0; performance.now() < deadline; ) {
    const startedTick = performance.now();
    for (let end = index + 100; index < end; index += 1) work(index);
    batches.push((performance.now() - startedTick) * 10);
  }
  batches.sort((left, right) => left - right);
  const at = (share) => Number(batches[Math.floor((batches.length - 1) * share)].toFixed(2));
  return { microsecondsP50: at(0.5), microsecondsP99: at(0.99) };
}

/** A store that holds many keys, put there as records, which is faster than one by one. */
async function fill(store, template) {
  const writes = Array.from({ length: KEYS }, (_, index) => ({
    kind: "key",
    id: `key_${index}`,
    expected: 0,
    body: JSON.stringify({
      ...template,
      id: `key_${index}`,
      secrets: [{ hash: createHash("sha256").update(String(index)).digest("base64url"), hint: "os_hub_…AAAA" }],
    }),
  }));
  await store.commit(writes);
}

/** Measures a keyring in memory. */
export async function measureKeyring({ seconds = 2 } = {}) {
  const store = createMemoryStore();
  const options = { store, masterKeys: [MASTER_KEY], pollEveryMs: 10_000 };
  const first = await createKeyring(options);
  const project = await first.projects.create({ name: "p", policy: { preset: "balanced" }, models: ["openai/*"] });
  const issued = await Promise.all(
    Array.from({ length: 200 }, (_, index) => first.keys.create({ name: `k${index}`, project: project.id })),
  );
  const credential = { apiKey: `sk-${randomBytes(48).toString("base64url")}` };
  await first.credentials.set({ project: project.id, vendor: "openai", credential });
  const { secret: _, ...template } = issued[0].key;
  await fill(store, { ...template, overlaps: undefined });
  await first.close();

  const heapBefore = process.memoryUsage().heapUsed;
  const startedTick = performance.now();
  const keyring = await createKeyring(options);
  const openMs = Math.round(performance.now() - startedTick);
  const heapMiB = Math.round((process.memoryUsage().heapUsed - heapBefore) / 2 ** 20);

  const tokens = issued.map(({ secret }) => secret);
  const mistyped = tokens.map((token) => `${token.slice(0, -1)}${token.endsWith("A") ? "Q" : "A"}`);
  const owner = { project: project.id };
  const run = (work) => measure(work, seconds * 1_000);
  const figures = {
    "authenticate, a key": run((index) => {
      if (!keyring.authenticate(tokens[index % tokens.length]).ok) throw new Error("refused");
    }),
    "authenticate, an unknown token": run((index) => keyring.authenticate(`sk-unknown-${index}`)),
    "authenticate, a mistyped key": run((index) => keyring.authenticate(mistyped[index % mistyped.length])),
    "open a credential": run(() => {
      if (!keyring.credentials.open(owner, "openai")) throw new Error("none");
    }),
    "vendors with a credential": run(() => keyring.credentials.vendors(owner)),
    [`read ${KEYS} keys at the start`]: { milliseconds: openMs, heapMiB },
  };
  await keyring.close();
  return figures;
}

if (process.argv[1] === import.meta.filename) {
  const figures = await measureKeyring({ seconds: process.argv.includes("--quick") ? 0.3 : 2 });
  const lines = Object.entries(figures).map(([name, figure]) => `${name}: ${JSON.stringify(figure)}`);
  process.stdout.write(`${process.argv.includes("--json") ? JSON.stringify(figures) : lines.join("\n")}\n`);
}
