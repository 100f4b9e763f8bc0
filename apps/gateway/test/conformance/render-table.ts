import type { Verdict } from "./probe.ts";
import type { VendorProfile } from "./profiles.ts";

/** A row, by its name. */
interface Row {
  name: string;
}

const INTRODUCTION = `# What each vendor makes of chat completions

Each cell was found out by a test: the feature was asked for through the gateway, and what the vendor was sent, what it
answered and what the caller got were looked at. The vendors are the sandbox's simulated ones, which are checked
against recorded traffic of the real ones.

- **native**: the vendor has it in OpenAI's form.
- translated: the vendor has it in a form of its own; the caller sees OpenAI's.
- *dropped*: the vendor cannot be told; the answer says so in \`x-hub-dropped-params\`, and under \`strict_params\` it is a
  400 \`unsupported_parameter\`.
- *rejected*: a 400 \`unsupported_parameter\`, because leaving it out would make it another request.
- –: something of answers that the vendor's answers do not have (absent).
`;

const WORDS: Readonly<Record<Verdict, string>> = {
  native: "**native**",
  translated: "translated",
  dropped: "*dropped*",
  rejected: "*rejected*",
  absent: "–",
};

/**
 * The table as Markdown, with a count of its cells.
 *
 * @throws Error when a cell has no verdict: its test failed, or was not run
 */
export function renderTable(
  sections: Readonly<Record<string, readonly Row[]>>,
  vendors: readonly VendorProfile[],
  verdictOf: (row: Row, vendor: VendorProfile) => Verdict | undefined,
): string {
  const counts: Record<Verdict, number> = { native: 0, translated: 0, dropped: 0, rejected: 0, absent: 0 };
  const cell = (row: Row, vendor: VendorProfile) => {
    const verdict = verdictOf(row, vendor);
    if (!verdict) throw new Error(`Nothing has been shown of '${row.name}' with ${vendor.heading}.`);
    counts[verdict]++;
    return WORDS[verdict];
  };
  const head = [
    `| | ${vendors.map(({ heading }) => heading).join(" | ")} |`,
    `| --- |${" --- |".repeat(vendors.length)}`,
  ];
  const tables = Object.entries(sections).map(([section, rows]) => {
    const lines = rows.map((row) => `| ${row.name} | ${vendors.map((vendor) => cell(row, vendor)).join(" | ")} |`);
    return `## ${section}\n\n${[...head, ...lines].join("\n")}\n`;
  });
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const total = Object.entries(counts).map(([verdict, count]) => `${count} ${verdict}`);
  return [INTRODUCTION, ...tables, `Cells: ${all} (${total.join(", ")}).\n`].join("\n");
}
