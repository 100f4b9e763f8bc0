/** How many edits apart two names may be and still count as close. */
const MAX_DISTANCE = 6;
const MAX_NAMES = 3;

/** The names most like a mistyped one, with or without a vendor before it; nearest first, at most three. */
export function closestNames(name: string, known: readonly string[]): string[] {
  const wanted = name.toLowerCase();
  return known
    .map((candidate) => ({ candidate, distance: nearness(wanted, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.min(MAX_DISTANCE, wanted.length / 2))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MAX_NAMES)
    .map(({ candidate }) => candidate);
}

function nearness(wanted: string, candidate: string): number {
  const bare = candidate.slice(candidate.indexOf("/") + 1);
  return Math.min(editDistance(wanted, candidate), editDistance(wanted, bare));
}

/** Levenshtein distance; names too different in length to be close are not compared. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > MAX_DISTANCE) return Number.POSITIVE_INFINITY;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = (previous[column - 1] as number) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current[column] = Math.min(substitution, (previous[column] as number) + 1, (current[column - 1] as number) + 1);
    }
    previous = current;
  }
  return previous[b.length] as number;
}
