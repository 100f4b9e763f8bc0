import { command } from "../command.ts";
import { plain } from "../table.ts";

const MARKS = { ok: "ok   ", warning: "WARN ", fault: "FAULT" } as const;

export const DOCTOR = command({
  name: "doctor",
  summary: "Check configuration, keys, stores, vendors and clock, and say what to mend.",
  notes: "It looks at the environment that it runs in: run it with the gateway's own variables. It changes nothing.",
  async run(_input, { environment }) {
    // It brings every vendor along, for which no other command should have to wait.
    const { examine } = await import("../doctor/examine.ts");
    const findings = await examine(environment, process.versions.node);
    const width = Math.max(...findings.map(({ check }) => check.length));
    const lines = findings.flatMap(({ check, status, message, fix }) => [
      `${MARKS[status]}  ${check.padEnd(width)}  ${message.split("\n").map(plain).join("\n       ")}`,
      ...(fix ? [`       ${" ".repeat(width)}  → ${plain(fix)}`] : []),
    ]);
    const faults = findings.filter(({ status }) => status === "fault").length;
    const verdict = faults === 0 ? "Nothing stands in the way." : `${faults} to mend.`;
    return { json: { ok: faults === 0, findings }, text: [...lines, "", verdict].join("\n"), ok: faults === 0 };
  },
});
