// Numbers and tables, as Markdown that can be read as text as well.

/** A number for people: three digits that count, thousands apart. What is not there is a dash. */
export function figure(value, unit = "") {
  if (value === undefined || value === null || !Number.isFinite(value)) return "–";
  const digits = Math.abs(value) < 1 ? 2 : Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0;
  const rounded = Number(value.toFixed(digits)).toLocaleString("en-US", { maximumFractionDigits: digits });
  return unit === "" ? rounded : `${rounded} ${unit}`;
}

/** A number with its sign. */
export const signed = (value) => (value >= 0 ? `+${figure(value)}` : figure(value).replace("-", "−"));

/** How many times as much. */
export const times = (value, of) => (value === undefined || !of ? "–" : `${(value / of).toFixed(2)} ×`);

/** A table whose first column is text and whose others are numbers. */
export function table(head, rows) {
  const cells = [head, ...rows].map((row) => row.map((cell) => String(cell ?? "")));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column].length)));
  const line = (row) =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join(" | ")} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`;
  const [first, ...others] = cells.map(line);
  return [first, rule, ...others].join("\n");
}
