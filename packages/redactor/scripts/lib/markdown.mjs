/** A table with columns of even width, as the formatter lays it out. */
export function table(head, rows) {
  const cells = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`;
  return [
    line(cells[0]),
    `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`,
    ...cells.slice(1).map(line),
  ].join("\n");
}

/** The sections of a document, its title left out and each heading `levels` deeper. */
export function sectionsOf(markdown, levels) {
  return markdown
    .replace(/^# .*\n+/, "")
    .replaceAll(/^(#+) /gm, `${"#".repeat(levels)}$1 `)
    .trim();
}

/** One section of a document by its heading, without the heading. */
export function section(markdown, heading) {
  const [, rest = ""] = markdown.split(`\n## ${heading}\n`);
  return rest.split("\n## ")[0].trim();
}
