// Comparison of found spans with labelled ones.

/**
 * Per type: strict (same place, same type), overlapping (intersection over union above a half, same type), touching (any
 * overlap, same type), and the share of labelled spans that findings of whatever type hide, to the last letter and digit.
 */
export function scoreRows(detect, rows, types) {
  const tallies = new Map();
  const tally = (type) => {
    if (!tallies.has(type))
      tallies.set(type, { count: 0, found: 0, strict: 0, overlap: 0, touched: 0, touching: 0, hidden: 0 });
    return tallies.get(type);
  };
  for (const { text, spans } of rows) {
    const found = detect(text);
    for (const span of spans) {
      const entry = tally(span.type);
      entry.count++;
      if (found.some((hit) => hit.type === span.type && hit.start === span.start && hit.end === span.end))
        entry.strict++;
      if (found.some((hit) => hit.type === span.type && intersectionOverUnion(hit, span) > 0.5)) entry.overlap++;
    }
    for (const span of spans) {
      const entry = tally(span.type);
      if (found.some((hit) => hit.type === span.type && touches(hit, span))) entry.touched++;
      if (isHidden(text, span, found)) entry.hidden++;
    }
    for (const hit of found) {
      const entry = tally(hit.type);
      entry.found++;
      if (spans.some((span) => hit.type === span.type && touches(hit, span))) entry.touching++;
    }
  }
  return [...tallies]
    .filter(([type]) => !types || types.includes(type))
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([type, entry]) => ({
      type,
      count: entry.count,
      strict: rates(entry.strict, entry),
      overlap: rates(entry.overlap, entry),
      touch: harmonic(ratio(entry.touching, entry.found), ratio(entry.touched, entry.count)),
      hidden: ratio(entry.hidden, entry.count),
    }));
}

function rates(right, { found, count }) {
  const precision = ratio(right, found);
  const recall = ratio(right, count);
  return { precision, recall, f1: harmonic(precision, recall) };
}

function ratio(part, whole) {
  return whole === 0 ? 1 : part / whole;
}

function harmonic(precision, recall) {
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}

function touches(first, second) {
  return first.start < second.end && second.start < first.end;
}

function isHidden(text, { start, end }, found) {
  for (let place = start; place < end; place++) {
    if (!/[\p{L}\p{N}]/u.test(text[place])) continue;
    if (!found.some((hit) => hit.start <= place && place < hit.end)) return false;
  }
  return true;
}

function intersectionOverUnion(a, b) {
  const intersection = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  if (intersection <= 0) return 0;
  return intersection / (Math.max(a.end, b.end) - Math.min(a.start, b.start));
}

/** Tests hold sample entities on purpose. */
const TESTS = /\/(?:tests?|__tests__|spec|fixtures)\/|\.(?:test|spec)\./;

/** Hits in text that should hold none. E-mail addresses in it are those of authors, and are left out: they are real. */
export function countFalseHits(detect, files) {
  const byType = {};
  const samples = [];
  let size = 0;
  let total = 0;
  for (const { path, text } of files) {
    if (TESTS.test(path)) continue;
    size += text.length;
    for (const hit of detect(text)) {
      if (hit.type === "EMAIL_ADDRESS") continue;
      const kind = hit.type + (hit.kind ? `/${hit.kind}` : "");
      byType[kind] = (byType[kind] ?? 0) + 1;
      total++;
      const context = text.slice(Math.max(0, hit.start - 40), hit.start).replaceAll("\n", "\\n");
      if ((byType[kind] ?? 0) <= 12)
        samples.push(
          `${kind} [${hit.rule}] ${context}>>${text.slice(hit.start, hit.end).replaceAll("\n", "\\n")}<<  ${path.split("node_modules/").at(-1)}`,
        );
    }
  }
  return { megabytes: size / 1e6, perMegabyte: total / (size / 1e6), byType, samples };
}
