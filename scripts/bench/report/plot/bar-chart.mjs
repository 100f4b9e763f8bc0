import { at, drawing, inColour, label, legend, ticksUpTo, tickText } from "./svg.mjs";

const WIDTH = 860;
const LEFT = 250;
const RIGHT = 90;
const TOP = 72;
const BAR = 14;
const GAP = 12;

/**
 * Horizontal bars in groups: for each group one bar of each series. What has no value has the word for it.
 *
 * @param groups `[{ name, values: [number | string, …] }]`, as many values as there are series
 */
export function barChart({ title, axis, series, groups }) {
  const bottom = TOP + groups.length * (series.length * BAR + GAP);
  const numbers = groups.flatMap(({ values }) => values.filter((value) => typeof value === "number"));
  const ticks = ticksUpTo(Math.max(...numbers, 0));
  const scale = (WIDTH - LEFT - RIGHT) / ticks.at(-1);
  const x = (value) => LEFT + value * scale;

  const grid = ticks.flatMap((tick) => [
    `<line class="${tick === 0 ? "axis" : "grid"}" x1="${at(x(tick))}" y1="${TOP - 4}" x2="${at(x(tick))}" y2="${bottom}"/>`,
    label(x(tick), bottom + 16, tickText(tick), { anchor: "middle", kind: "soft" }),
  ]);
  const bars = groups.flatMap(({ name, values }, group) => {
    const top = TOP + group * (series.length * BAR + GAP);
    return [
      label(LEFT - 10, top + (series.length * BAR) / 2 + 4, name, { anchor: "end" }),
      ...values.flatMap((value, index) => barOf(value, top + index * BAR, index)),
    ];
  });

  function barOf(value, top, index) {
    const isNumber = typeof value === "number";
    const length = isNumber ? Math.max(0, value) * scale : 0;
    return [
      `<rect x="${LEFT}" y="${top + 1}" width="${at(length)}" height="${BAR - 2}" ${inColour("fill", index)}/>`,
      label(LEFT + length + 5, top + BAR - 3, isNumber ? tickText(Math.round(value)) : value, { kind: "soft" }),
    ];
  }

  return drawing(WIDTH, bottom + 44, title, [
    ...legend(16, 50, series),
    ...grid,
    ...bars,
    label(LEFT + (WIDTH - LEFT - RIGHT) / 2, bottom + 34, axis, { anchor: "middle", kind: "soft" }),
  ]);
}
