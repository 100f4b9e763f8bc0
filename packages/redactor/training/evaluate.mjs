/** Counts of found, expected and shared spans per type, strictly and by overlap. */
export function score(documents, findNames) {
  const counts = {};
  const at = (type) =>
    (counts[type] ??= { expected: 0, found: 0, strict: 0, overlap: 0, touched: 0, touching: 0, hidden: 0 });
  for (const { text, spans } of documents) {
    const found = findNames(text);
    for (const span of spans) {
      const count = at(span.type);
      count.expected++;
      if (found.some((finding) => finding.type === span.type && touches(finding, span))) count.touched++;
      if (isHidden(text, span, found)) count.hidden++;
    }
    for (const finding of found) {
      const count = at(finding.type);
      count.found++;
      const rivals = spans.filter((span) => span.type === finding.type);
      if (rivals.some((span) => span.start === finding.start && span.end === finding.end)) count.strict++;
      if (rivals.some((span) => intersectionOverUnion(span, finding) > 0.5)) count.overlap++;
      if (rivals.some((span) => touches(finding, span))) count.touching++;
    }
  }
  return counts;
}

function touches(first, second) {
  return first.start < second.end && second.start < first.end;
}

/** Whether findings of whatever type cover every letter and digit of a span. */
function isHidden(text, { start, end }, found) {
  for (let place = start; place < end; place++) {
    if (!/[\p{L}\p{N}]/u.test(text[place])) continue;
    if (!found.some((finding) => finding.start <= place && place < finding.end)) return false;
  }
  return true;
}

/** Precision, recall and F1 where it counts as found that spans touch. */
export function touchRates({ expected, found, touched, touching }) {
  const precision = found === 0 ? 0 : touching / found;
  const recall = expected === 0 ? 0 : touched / expected;
  return { precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

/** A share with three decimals. */
export function share(part, whole) {
  return whole === 0 ? "–" : (part / whole).toFixed(3);
}

function intersectionOverUnion(first, second) {
  const shared = Math.min(first.end, second.end) - Math.max(first.start, second.start);
  return shared <= 0 ? 0 : shared / (Math.max(first.end, second.end) - Math.min(first.start, second.start));
}

/** Precision, recall and F1 of shared spans among found and expected ones. */
export function rates({ expected, found }, shared) {
  const precision = found === 0 ? 0 : shared / found;
  const recall = expected === 0 ? 0 : shared / expected;
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { precision, recall, f1 };
}
