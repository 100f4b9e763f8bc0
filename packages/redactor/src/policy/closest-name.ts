const MAX_LENGTH = 64;
const MAX_DISTANCE = 3;
/** One letter in so many may be wrong: otherwise any three letters would be close to any other three. */
const LETTERS_PER_MISTAKE = 3;

/** The name that differs from a mistyped one by the fewest letters, where it is close enough to have been meant. */
export function closestName(mistyped: string, names: readonly string[]): string | undefined {
  if (mistyped.length > MAX_LENGTH) return undefined;
  const wanted = mistyped.toUpperCase();
  let best = names.find((name) => name.toUpperCase().split("_").includes(wanted));
  let bestDistance = Math.min(MAX_DISTANCE, Math.floor(wanted.length / LETTERS_PER_MISTAKE)) + 1;
  for (const name of names) {
    const distance = editDistance(wanted, name.toUpperCase());
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(first: string, second: string): number {
  let previous = Array.from({ length: second.length + 1 }, (_, column) => column);
  for (let row = 1; row <= first.length; row++) {
    const current = [row];
    for (let column = 1; column <= second.length; column++) {
      const substitution = (previous[column - 1] as number) + (first[row - 1] === second[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] as number) + 1, (current[column - 1] as number) + 1));
    }
    previous = current;
  }
  return previous[second.length] as number;
}
