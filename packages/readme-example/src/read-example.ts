import { readFileSync } from "node:fs";

/** The source of an example in a README; `position` counts its `ts` blocks from 0. */
export function readExample(readme: URL, position = 0): string {
  const blocks = [...readFileSync(readme, "utf8").matchAll(/^```ts\n(.*?)^```$/gms)];
  const source = blocks[position]?.[1];
  if (source === undefined) throw new Error(`The README has ${blocks.length} examples; there is no ${position}.`);
  return source;
}
