// The capacity plan, out of the results.
import { ASSUMPTIONS, costsOf, planFor, SIZES } from "./capacity-plan.mjs";
import { figure, table } from "./markdown.mjs";

/** What to change where a resource is the first to end. */
const REMEDIES = {
  "gateway CPU":
    "Add cores (`HUB_WORKERS=auto`), then machines behind any TCP or HTTP balancer: instances share nothing but their stores.",
  memory:
    "Streams hold memory for as long as vendors talk. Add memory, or machines; nothing is gained by more workers.",
  "ports to one vendor":
    "Give the machine more addresses, widen `net.ipv4.ip_local_port_range`, or add machines; connections are kept and used again, so that this counts streams at the same time only.",
  "open files": "Raise `LimitNOFILE` (systemd) or `ulimit -n`; Node.js takes the hard limit by itself.",
  network: "Add machines, or faster links.",
  "SQLite writer":
    "One file has one writer at a time. Set `HUB_DATABASE_URL`: PostgreSQL commits many at once, and several machines can share it.",
  "audit writer": "Set `HUB_DATABASE_URL`: records go to PostgreSQL, in batches.",
  "PostgreSQL CPU":
    "A larger server; then a database for each group of projects, each with gateways of its own: nothing that is counted crosses projects that have wallets of their own.",
  "one wallet in PostgreSQL":
    "Who spends from one wallet takes turns. Give projects wallets of their own; each then has this rate to itself.",
  "Redis, one thread": "A Redis for each group of projects, beside its database.",
};

/** The page. */
export function capacityPage({ sections }) {
  const costs = costsOf(sections);
  const plans = SIZES.map((size) => ({ size, plan: planFor(size, costs) }));
  const resources = [...new Set(plans.flatMap(({ plan }) => Object.keys(plan.limits)))];
  const firsts = [...new Set(plans.flatMap(({ plan }) => [plan.first, plan.next]))].filter((name) => name in REMEDIES);
  const assumed = ASSUMPTIONS;
  return `# What it carries

Written by \`node scripts/run.mjs pnpm bench --write\` from [the figures of one machine](performance.md). Do not edit. It is arithmetic: one
request's cost, multiplied. Measure your own machine, and your own mix, before you buy.

## What a request costs

${table(
  ["", "measured"],
  [
    ["CPU time of a conversation of 10 KB", figure(costs.requestMicroseconds, "µs")],
    ["CPU time of a streamed chunk that comes alone", figure(costs.chunkMicroseconds, "µs")],
    ["CPU time more on PostgreSQL and Redis", figure(costs.sharedMicroseconds, "µs")],
    ["memory of a process under load", figure(costs.processMegabytes, "MB")],
    ["memory of an open stream", figure(costs.streamKilobytes, "KB")],
    ["PostgreSQL: CPU time", figure(costs.postgresMicroseconds, "µs")],
    ["PostgreSQL: commits, 32 requests at once", figure(costs.commitsPerRequest)],
    ["PostgreSQL: requests reserved and settled a second, one wallet, no disk", figure(costs.postgresPerSecond)],
    ["Redis: CPU time", figure(costs.redisMicroseconds, "µs")],
    ["SQLite: requests reserved and settled a second", figure(costs.sqlitePerSecond)],
    ["SQLite: audit records a second", figure(costs.auditPerSecond)],
    ["disk, for good", figure(costs.diskBytes, "bytes")],
  ],
)}

## What is taken for granted

- A request is a conversation of 10 KB whose history was seen before, answered by a stream of ${assumed.chunks} chunks over
  ${assumed.streamSeconds} seconds. Requests a second times ${assumed.streamSeconds} are the streams that are open at once.
- Each chunk comes alone and wakes the process, which is the worst case: a busy process reads several at a time, and one of those
  costs ${figure(costs.chunkInBurstMicroseconds, "µs")}. The truth lies between.
- Cores, memory, links and stores are filled to ${assumed.fill * 100} %, so that latency stays what it is, and others can bear the loss of one.
- A machine has ${assumed.megabytesPerCore / 1_024} GB a core and a link of ${assumed.gigabits} Gbit/s; a request moves ${figure(assumed.wireBytes / 1_000)} KB in each
  direction. Cores are as fast as the one that was measured, and all are the gateway's.
- PostgreSQL has ${assumed.postgresCores} cores. All requests spend from one wallet, which is the worst case. Its rate was measured from one process
  and without waiting for a disk; ${assumed.diskFactor * 100} % of it are taken for granted with one.
- Processes that share one SQLite file take turns: ${assumed.sharedFileFactor * 100} % of one writer's rate is left.
- A process may open ${figure(assumed.files)} files, and a machine has ${figure(assumed.ports)} ports to one address of one vendor.

## What each size carries

${table(
  ["", "requests/s", "open streams", "a day, millions", "ends first", "then"],
  plans.map(({ size, plan }) => [
    size.name,
    figure(plan.requestsPerSecond),
    figure(plan.openStreams),
    figure((plan.requestsPerSecond * 86_400) / 1_000_000),
    plan.first,
    plan.next === undefined ? "" : `${plan.next}, at ${figure(plan.nextRate)}/s`,
  ]),
)}

In requests a second, each resource alone would carry:

${table(
  ["", ...plans.map(({ size }) => size.name)],
  resources.map((resource) => [resource, ...plans.map(({ plan }) => figure(plan.limits[resource]))]),
)}

## What to change where it ends

${firsts.map((name) => `- **${name}**: ${REMEDIES[name]}`).join("\n")}

What does not grow with machines is what they share: PostgreSQL, and Redis. Beyond what one pair carries, split by project: projects
with wallets of their own have nothing in common that is counted, so that each group of them can have gateways and stores of its own.
`;
}
