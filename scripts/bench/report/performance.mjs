// The published table, out of the results.
import { gatewaysReport } from "./gateways.mjs";
import { instrumentsReport } from "./instruments.mjs";
import { latencyReport } from "./latency.mjs";
import { sharedReport, soakReport, workersReport } from "./others.mjs";
import { partsReport } from "./parts.mjs";
import { policiesReport } from "./policies.mjs";
import { streamsReport } from "./streams.mjs";

const REPORTS = {
  gateways: gatewaysReport,
  policies: policiesReport,
  latency: latencyReport,
  streams: streamsReport,
  workers: workersReport,
  shared: sharedReport,
  soak: soakReport,
  parts: partsReport,
  instruments: instrumentsReport,
};

/** The sections that were measured, as text. */
export function reportOf({ sections }) {
  return Object.entries(REPORTS)
    .filter(([name]) => sections[name])
    .map(([name, report]) => report(sections[name].figures))
    .join("\n\n");
}

/** The whole page. */
export function performancePage(results) {
  return `# How fast it is

Written by \`node scripts/run.mjs pnpm bench --write\`. Do not edit; the figures are in [results.json](performance/results.json).

${conditionsOf(results)}

- **CPU time** is that of the gateway's process and all its descendants, by request. It is the steadiest figure: what else a
  machine does moves rates and latencies more. Of several windows, which take turns between the gateways, the calmest counts;
  [results.json](performance/results.json) has the CPU time of each.
- **A window with a failed request is void.** So is everything that would be reckoned from it.
- **Never seen** is varied text (prose, chats, logs, JSON, CSV, code) with names, addresses and numbers in it, no piece of which is
  sent twice. **Seen before** is one of 64 such texts. **A conversation** grows by two new messages with each request, from its
  first words to 20 KB.
- **The gateway** is the built server with its defaults, all on: keys, redaction and restoring, injections, routing, wallets and
  limits in SQLite, loop guard, audit trail, metrics, log. **The bare proxy** is a \`node:http\` proxy that parses and writes each
  body and each chunk again, and does nothing else. **Nothing on** is a hub of the same parts without any policy.
- Other gateways run as they come, with no policy on. What cannot be installed on a machine is named as absent.

![CPU time by gateway](performance/gateways.svg)

${reportOf(results)}

## Measure it yourself

\`\`\`sh
node scripts/run.mjs pnpm bench            # everything but the soak
node scripts/run.mjs pnpm bench --quick    # to see that it works; its figures are no figures
node scripts/run.mjs pnpm bench --only=streams,policies
node scripts/run.mjs pnpm bench --only=soak --write
\`\`\`

\`--write\` keeps the figures and writes this page, its plots and [the capacity plan](capacity.md) anew; sections that were not
measured stay as they were. Linux only. Other gateways are installed in \`~/.cache/hub-bench\`, not here; \`--no-peers\` leaves them.
`;
}

/** On what, and when. Sections of another run say so. */
function conditionsOf({ sections }) {
  const all = Object.entries(sections);
  const runs = Map.groupBy(all, ([, { at }]) => at);
  return Array.from(runs, ([at, members]) => {
    const [, { machine, settings }] = members[0];
    const { processor, cores, memoryGigabytes, node, pinned } = machine;
    const names = runs.size === 1 ? "" : `${members.map(([name]) => name).join(", ")}: `;
    const minutes = members.reduce((sum, [, { seconds }]) => sum + seconds, 0) / 60;
    return (
      `${names}${processor}, ${cores} cores, ${memoryGigabytes} GB, Node.js ${node}, ${at.slice(0, 10)}, in one run of ` +
      `${Math.ceil(minutes)} minutes; load generator, vendor and gateway on this one machine` +
      `${pinned ? ", the gateway with one core to itself" : ""}; the calmest of ${settings.rounds} windows of ` +
      `${settings.seconds} s.${settings.quick ? " **A quick run: not to be quoted.**" : ""}`
    );
  }).join("\n\n");
}
