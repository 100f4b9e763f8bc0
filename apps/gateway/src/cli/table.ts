/** Characters that move the cursor or change what a terminal does with those after them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;

/** A cell: nothing is shown as a dash. */
export type Cell = string | number | boolean | null | undefined;

/** Text in a terminal, on one line, whoever wrote it. */
export const plain = (cell: Cell): string =>
  cell === null || cell === undefined || cell === "" ? "-" : String(cell).replace(CONTROL, "?");

/**
 * A table with aligned columns; numbers stand to the right.
 *
 * @param empty what to say where there are no rows
 */
export function table(headings: readonly string[], rows: readonly (readonly Cell[])[], empty: string): string {
  if (rows.length === 0) return empty;
  const cells = rows.map((row) => row.map(plain));
  const columns = headings.map((heading, index) => {
    const values = cells.map((row) => row[index] ?? "-");
    const isNumeric = values.every((value) => /^-$|^-?[\d.]+$/.test(value)) && values.some((value) => value !== "-");
    return { width: Math.max(heading.length, ...values.map((value) => value.length)), isNumeric };
  });
  const line = (row: readonly string[]) =>
    row
      .map((value, index) => {
        const { width, isNumeric } = columns[index] as (typeof columns)[number];
        return isNumeric ? value.padStart(width) : value.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  return [headings, ...cells].map(line).join("\n");
}

/** Names with their values, one a line. */
export function pairs(entries: readonly (readonly [name: string, value: Cell])[]): string {
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => `${name.padEnd(width)}  ${plain(value)}`).join("\n");
}
