import { at, drawing, inColour, label, legend, ticksUpTo, tickText } from "./svg.mjs";

const WIDTH = 860;
const HEIGHT = 420;
const LEFT = 70;
const RIGHT = 24;
const TOP = 72;
const BOTTOM = 364;

/**
 * Lines over a common horizontal axis; both axes begin at zero.
 *
 * @param series `[{ name, points: [{ x, y }, …], dashed }]`
 */
export function lineChart({ title, xAxis, yAxis, series }) {
  const points = series.flatMap((line) => line.points);
  const xTicks = ticksUpTo(Math.max(...points.map(({ x }) => x)), 8);
  const yTicks = ticksUpTo(Math.max(...points.map(({ y }) => y)));
  const x = (value) => at(LEFT + (value / xTicks.at(-1)) * (WIDTH - LEFT - RIGHT));
  const y = (value) => at(BOTTOM - (value / yTicks.at(-1)) * (BOTTOM - TOP));

  return drawing(WIDTH, HEIGHT, title, [
    ...legend(
      16,
      50,
      series.map(({ name }) => name),
    ),
    ...yTicks.flatMap((tick) => [
      `<line class="${tick === 0 ? "axis" : "grid"}" x1="${LEFT}" y1="${y(tick)}" x2="${WIDTH - RIGHT}" y2="${y(tick)}"/>`,
      label(LEFT - 8, y(tick) + 4, tickText(tick), { anchor: "end", kind: "soft" }),
    ]),
    ...xTicks.map((tick) => label(x(tick), BOTTOM + 18, tickText(tick), { anchor: "middle", kind: "soft" })),
    label((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 16, xAxis, { anchor: "middle", kind: "soft" }),
    label(18, (TOP + BOTTOM) / 2, yAxis, { anchor: "middle", kind: "soft", turn: -90 }),
    ...series.flatMap((line, index) => lineOf(line, index)),
  ]);

  function lineOf({ points: own, dashed }, index) {
    const path = own.map((point) => `${x(point.x)},${y(point.y)}`).join(" ");
    const dashes = dashed ? ' stroke-dasharray="6 4"' : "";
    return [
      `<polyline points="${path}" fill="none" ${inColour("stroke", index)} stroke-width="2"${dashes}/>`,
      ...(own.length > 40
        ? []
        : own.map((point) => `<circle cx="${x(point.x)}" cy="${y(point.y)}" r="3" ${inColour("fill", index)}/>`)),
    ];
  }
}
