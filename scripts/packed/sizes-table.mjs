/** By how much a size may grow over the committed table before the table has to be written anew. */
const GROWTH = 1.1;
const COLUMNS = ["packed", "own", "whole"];

/** Sizes as a document: bytes in, kB of 1,000 bytes out. */
export function formatSizes(sizes) {
  const rows = sizes.map(({ name, ...size }) => [name, ...COLUMNS.map((column) => (size[column] / 1000).toFixed(1))]);
  const heads = ["package", "tarball", "main entry", "with dependencies"];
  const widths = heads.map((head, index) => Math.max(head.length, ...rows.map((row) => row[index].length)));
  const pad = (cell, index) => (index === 0 ? cell.padEnd(widths[index]) : cell.padStart(widths[index]));
  const line = (cells) => `| ${cells.map(pad).join(" | ")} |`;
  const rule = `| ${widths.map((width, index) => (index === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`;
  return [line(heads), rule, ...rows.map(line)].join("\n");
}

/** The sizes in bytes, by package, that a document of `formatSizes` holds. */
export function parseSizes(text) {
  const rows = text.matchAll(/^\| (@\S+) +\| +([\d.]+) \| +([\d.]+) \| +([\d.]+) \|$/gm);
  return new Map(
    [...rows].map(([, name, ...sizes]) => [
      name,
      Object.fromEntries(COLUMNS.map((column, index) => [column, Number(sizes[index]) * 1000])),
    ]),
  );
}

/** What has grown by more than a tenth over the committed table, and what that table lacks or has too much. */
export function growthProblems(sizes, committed) {
  const names = new Set(sizes.map(({ name }) => name));
  return [
    ...sizes.flatMap(({ name, ...size }) => {
      const before = committed.get(name);
      if (!before) return [`${name} is not in the table of sizes`];
      return COLUMNS.filter((column) => size[column] > before[column] * GROWTH).map(
        (column) => `${name} has grown: ${column} ${before[column]} → ${size[column]} bytes`,
      );
    }),
    ...[...committed.keys()]
      .filter((name) => !names.has(name))
      .map((name) => `${name} is in the table of sizes, but is no package`),
  ];
}
