import { createRandom, makers } from "./values.mjs";

/** Texts with labelled spans out of templates with `{{TYPE}}` in the places of values. */
export function fillTemplates(templates, { seed, count }) {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const template = templates[index % templates.length];
    const spans = [];
    let text = "";
    let from = 0;
    for (const match of template.matchAll(/\{\{([A-Z_]+)\}\}/g)) {
      text += template.slice(from, match.index);
      const value = makers[match[1]](random);
      spans.push({ start: text.length, end: text.length + value.length, type: match[1] });
      text += value;
      from = match.index + match[0].length;
    }
    return { id: `${index}`, text: text + template.slice(from), spans };
  });
}
