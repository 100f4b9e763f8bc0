/** A whole number between two others, both included. */
export type RandomInteger = (low: number, high: number) => number;

/**
 * A text that a rule's expression matches. It understands what the rules use: literals, classes, groups, alternatives
 * and bounded repeats; of `{n,m}` it takes n.
 */
export function sampleOf(pattern: string, random: RandomInteger): string {
  let place = 0;
  const alternatives = (): string => {
    const found: string[] = [sequence()];
    while (pattern[place] === "|") {
      place++;
      found.push(sequence());
    }
    return found[random(0, found.length - 1)] as string;
  };
  const sequence = (): string => {
    let text = "";
    while (place < pattern.length && pattern[place] !== "|" && pattern[place] !== ")") {
      const start = place;
      const first = atom();
      const end = place;
      const count = repeats();
      const after = place;
      for (let index = 0; index < count; index++) {
        place = start;
        text += index === 0 ? first : atom();
        place = end;
      }
      place = after;
    }
    return text;
  };
  const atom = (): string => {
    const character = pattern[place++] as string;
    if (character === "(") {
      if (pattern.startsWith("?:", place)) place += 2;
      const text = alternatives();
      place++;
      return text;
    }
    if (character === "[") return classMember();
    if (character === "\\") return escaped(pattern[place++] as string);
    return character;
  };
  const classMember = (): string => {
    const close = pattern.indexOf("]", place);
    const body = pattern.slice(place, close);
    place = close + 1;
    const members = [...body.replace("\\w", "A-Za-z0-9_").matchAll(/(\\?.)(?:-(.))?/g)].flatMap(
      ([, low = "", high]) => {
        const first = low.replace("\\", "").charCodeAt(0);
        const last = high === undefined ? first : high.charCodeAt(0);
        return Array.from({ length: last - first + 1 }, (_, index) => String.fromCharCode(first + index));
      },
    );
    return members[random(0, members.length - 1)] as string;
  };
  const escaped = (character: string): string => (character === "w" ? "a" : character);
  const repeats = (): number => {
    const match = /^\{([0-9]+)(?:,[0-9]*)?\}|^\?/.exec(pattern.slice(place));
    if (match === null) return 1;
    place += match[0].length;
    return match[1] === undefined ? random(0, 1) : Number(match[1]);
  };
  return alternatives();
}
