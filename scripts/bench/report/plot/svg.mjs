// What all plots have in common: a canvas that is readable on light and dark pages, and scales.

const LIGHT = {
  ink: "#1f2328",
  soft: "#59636e",
  line: "#d1d9e0",
  series: ["#0969da", "#bc4c00", "#1a7f37", "#8250df", "#bf3989"],
};
const DARK = {
  ink: "#f0f6fc",
  soft: "#9198a1",
  line: "#3d444d",
  series: ["#4493f8", "#f0883e", "#3fb950", "#ab7df8", "#db61a2"],
};

/** Plain rules and no variables, which not every reader of SVG knows. */
const coloured = ({ ink, soft, line, series }) =>
  `text { fill: ${ink} } .soft { fill: ${soft} } .grid { stroke: ${line} } .axis { stroke: ${soft} } ${series
    .map((colour, index) => `.fill-${index} { fill: ${colour} } .stroke-${index} { stroke: ${colour} }`)
    .join(" ")}`;

const STYLE = `text { font: 12px system-ui, sans-serif } .title { font-size: 15px; font-weight: 600 }
${coloured(LIGHT)}
@media (prefers-color-scheme: dark) { ${coloured(DARK)} }`;

/** The class that fills, or strokes, in the colour of a series. */
export const inColour = (kind, index) => `class="${kind}-${index % LIGHT.series.length}"`;

const escaped = (text) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** A coordinate, to a tenth of a pixel. */
export const at = (value) => Number(value.toFixed(1));

/** Text at a place; `anchor` is `start`, `middle` or `end`. */
export function label(x, y, text, { anchor = "start", kind = "", turn = 0 } = {}) {
  const turned = turn === 0 ? "" : ` transform="rotate(${turn} ${at(x)} ${at(y)})"`;
  const named = kind === "" ? "" : ` class="${kind}"`;
  return `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}"${named}${turned}>${escaped(text)}</text>`;
}

/** A whole drawing with a title, which is read out, too. */
export function drawing(width, height, title, parts) {
  const size = `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="${escaped(title)}">`,
    `<style>${STYLE}\n</style>`,
    label(16, 26, title, { kind: "title" }),
    ...parts,
    "</svg>\n",
  ].join("\n");
}

/** Round steps from zero to at least the largest value: 1, 2 or 5 times a power of ten apart. */
export function ticksUpTo(largest, count = 5) {
  if (!(largest > 0)) return [0, 1];
  const rough = largest / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
  return Array.from({ length: Math.ceil(largest / step - 1e-9) + 1 }, (_, index) =>
    Number((index * step).toPrecision(12)),
  );
}

/** A number on an axis. */
export const tickText = (value) => value.toLocaleString("en-US", { maximumFractionDigits: 3 });

/** Swatches with names, in a row. */
export function legend(x, y, names) {
  let left = x;
  return names.flatMap((name, index) => {
    const parts = [
      `<rect x="${at(left)}" y="${y - 10}" width="12" height="12" rx="2" ${inColour("fill", index)}/>`,
      label(left + 17, y, name),
    ];
    left += 34 + name.length * 6.6;
    return parts;
  });
}
