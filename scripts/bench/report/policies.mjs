import { figure, signed, table } from "./markdown.mjs";

/** What each stage costs. */
export function policiesReport(scenarios) {
  const names = Object.keys(scenarios);
  const targets = Object.keys(scenarios[names[0]]);
  return [
    "## What each policy costs",
    "",
    "A hub with nothing on, with one stage alone, with all of them, and the gateway as it is delivered: CPU µs a request, and " +
      'what the stage adds to the hub with nothing on ("…" to the line above it).',
    "",
    "![CPU time that each policy adds](performance/policies.svg)",
    "",
    table(
      ["", ...names.flatMap((name) => [name, "added"])],
      targets.map((target) => [
        target,
        ...names.flatMap((name) => {
          const row = scenarios[name][target];
          return row.void
            ? ["void", ""]
            : [figure(row.cpuMicroseconds), row.addedMicroseconds === 0 ? "" : signed(row.addedMicroseconds)];
        }),
      ]),
    ),
  ].join("\n");
}
