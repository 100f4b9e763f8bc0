import { Counter, type Registry } from "prom-client";

/** One labelled number of a {@link Tally}. Whoever counts adds to `value`. */
export interface Cell {
  value: number;
}

/** A counter whose cells are held by those who count: prom-client's own looks up its labels at each step. */
export interface Tally<Label extends string> {
  /** The cell of these labels, which is shown from now on. Asked for once for each set of labels. */
  cell(labels: Record<Label, string>): Cell;
}

/** Creates a counter that reads its cells when it is rendered. */
export function createTally<Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly Label[],
): Tally<Label> {
  const cells: { labels: Record<Label, string>; value: number }[] = [];
  new Counter({
    name,
    help,
    labelNames,
    registers: [registry],
    collect() {
      this.reset();
      for (const { labels, value } of cells) this.inc(labels, value);
    },
  });
  return {
    cell(labels) {
      const cell = { labels, value: 0 };
      cells.push(cell);
      return cell;
    },
  };
}
