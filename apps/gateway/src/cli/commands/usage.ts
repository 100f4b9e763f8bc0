import { command } from "../command.ts";
import { table } from "../table.ts";

interface Row {
  group: string | null;
  requests: number;
  prompt_tokens: number;
  completion_tokens: number;
  cost_usd: string;
  charged_usd: string;
  redactions: number;
  blocks: number;
  failures: number;
}

export const USAGE = command({
  name: "usage",
  summary: "Show requests, tokens and cost, added up.",
  options: {
    by: { type: "string", value: "<group>", help: "key, project, model, vendor or day (default)" },
    from: { type: "string", value: "<day>", help: "since this day or time" },
    to: { type: "string", value: "<day>", help: "before this day or time" },
    project: { type: "string", value: "<id>", help: "only of this project" },
    key: { type: "string", value: "<id>", help: "only of this key" },
  },
  async run({ options: { by = "day", ...filter } }, { admin }) {
    const { data } = await admin.get<{ data: Row[] }>("/usage", { group_by: by, ...filter });
    const rows = data.map((row) => [
      row.group,
      row.requests,
      row.prompt_tokens,
      row.completion_tokens,
      row.cost_usd,
      row.charged_usd,
      row.redactions,
      row.blocks,
      row.failures,
    ]);
    const headings = [
      by.toUpperCase(),
      "REQUESTS",
      "IN",
      "OUT",
      "COST USD",
      "CHARGED",
      "REDACTED",
      "BLOCKED",
      "FAILED",
    ];
    return { json: data, text: table(headings, rows, "There were no requests.") };
  },
});
