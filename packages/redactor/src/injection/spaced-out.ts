const SPACED_RUN =
  /(?<![a-z0-9\u0080-\uffff])[a-z0-9@$!\u0080-\uffff](?:[ \t._*/|,~+-]{1,5}[a-z0-9@$!\u0080-\uffff](?![a-z0-9\u0080-\uffff])){6,}/gi;
const BETWEEN = /[ \t._*/|,~+-]{1,5}/g;

/** Tells where the known words that start at a place end. */
export type WordEnds = (letters: string, start: number, onEnd: (end: number) => void) => void;

/**
 * Words whose letters stand apart ("i g n o r e"), closed up. Blanks wider than the gap
 * between letters part the words; where there are none, known words are looked for. Empty when nothing stands apart.
 * Takes linear time.
 */
export function closeUp(text: string, endsOfWords: WordEnds): string {
  const closed: string[] = [];
  for (const [run] of text.matchAll(SPACED_RUN)) {
    const gaps = run.match(BETWEEN) ?? [];
    const narrow = commonest(gaps);
    const letters = run.replace(BETWEEN, (gap) => (gap === narrow ? "" : " "));
    const isParted = gaps.some((gap) => gap !== narrow && gap.trim() === "");
    const parts = isParted ? [letters] : letters.split(" ").map((part) => splitWords(part, endsOfWords));
    closed.push(parts.join(". "));
  }
  return closed.join("\n");
}

/** The cut with the longest known words: a word counts its length squared, a letter outside words counts against it. */
function splitWords(letters: string, endsOfWords: WordEnds): string {
  const best = new Int32Array(letters.length + 1).fill(Number.MIN_SAFE_INTEGER | 0);
  const from = new Int32Array(letters.length + 1);
  best[0] = 0;
  const offer = (start: number, end: number, gain: number) => {
    const score = (best[start] ?? 0) + gain;
    if (score <= (best[end] ?? 0)) return;
    best[end] = score;
    from[end] = start;
  };
  for (let start = 0; start < letters.length; start += 1) {
    offer(start, start + 1, -1);
    endsOfWords(letters, start, (end) => offer(start, end, (end - start) ** 2));
  }
  const words: string[] = [];
  let unknown = letters.length;
  for (let end = letters.length; end > 0; end = from[end] ?? 0) {
    const start = from[end] ?? 0;
    if (end - start === 1 && start > 0) continue;
    if (end < unknown) words.push(letters.slice(end, unknown));
    words.push(letters.slice(start, end));
    unknown = start;
  }
  return words.reverse().join(" ");
}

function commonest(gaps: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const gap of gaps) counts.set(gap, (counts.get(gap) ?? 0) + 1);
  let best = "";
  for (const [gap, count] of counts) if (count > (counts.get(best) ?? 0)) best = gap;
  return best;
}
