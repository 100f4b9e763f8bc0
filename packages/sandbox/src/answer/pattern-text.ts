/**
 * A text that matches a regular expression, for the constructs that JSON Schemas use in practice: literals, classes,
 * escapes, groups, alternation and quantifiers. `undefined` where the expression is beyond that.
 */
export function patternText(source: string): string | undefined {
  try {
    const reader = { source, index: 0 };
    const text = alternatives(reader);
    if (reader.index < source.length) return undefined;
    return new RegExp(source, "u").test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

interface Reader {
  readonly source: string;
  index: number;
}

function alternatives(reader: Reader): string {
  const first = sequence(reader);
  while (reader.source[reader.index] === "|") {
    reader.index += 1;
    sequence(reader);
  }
  return first;
}

function sequence(reader: Reader): string {
  let text = "";
  while (reader.index < reader.source.length) {
    const character = reader.source[reader.index];
    if (character === "|" || character === ")") break;
    if (character === "^" || character === "$") {
      reader.index += 1;
      continue;
    }
    const unit = atom(reader);
    text += unit.repeat(repetitions(reader));
  }
  return text;
}

/** How often the atom before is repeated: the least that its quantifier takes, but once where none is optional. */
function repetitions(reader: Reader): number {
  const rest = reader.source.slice(reader.index);
  const bounds = /^\{(\d+)(?:,(\d*))?\}\??/.exec(rest);
  const quantifier = bounds ?? /^[*+?]\??/.exec(rest);
  if (quantifier === null) return 1;
  reader.index += quantifier[0].length;
  if (bounds === null) return 1;
  const least = Number(bounds[1]);
  const open = bounds[2] !== undefined && bounds[2] !== "0";
  return least === 0 && open ? 1 : least;
}

const escapes: Readonly<Record<string, string>> = { d: "1", w: "a", s: " ", D: "a", S: "a", W: "-", n: "\n", t: "\t" };

function escaped(reader: Reader): string {
  const name = reader.source[reader.index + 1] ?? "";
  reader.index += 2;
  if (name === "b" || name === "B") return "";
  if (name === "u") {
    const code = reader.source.slice(reader.index, reader.index + 4);
    reader.index += 4;
    return String.fromCharCode(Number.parseInt(code, 16));
  }
  if (name === "p" || name === "P") {
    const end = reader.source.indexOf("}", reader.index) + 1;
    const matches = new RegExp(`^\\${name}${reader.source.slice(reader.index, end)}$`, "u");
    reader.index = end;
    return firstCharacter(matches);
  }
  return escapes[name] ?? name;
}

function atom(reader: Reader): string {
  const character = reader.source[reader.index] ?? "";
  if (character === "\\") return escaped(reader);
  if (character === "[") return characterClass(reader);
  if (character === "(") {
    const look = /^\(\?(?:[:=!]|<[=!]|<[^>]+>)/.exec(reader.source.slice(reader.index));
    reader.index += look ? look[0].length : 1;
    const text = alternatives(reader);
    reader.index += 1;
    return look !== null && /[=!]$/.test(look[0]) ? "" : text;
  }
  reader.index += 1;
  return character === "." ? "a" : character;
}

function characterClass(reader: Reader): string {
  const end = /^\[\^?\]?(?:\\.|[^\]\\])*\]/.exec(reader.source.slice(reader.index));
  if (!end) throw new SyntaxError("open character class");
  reader.index += end[0].length;
  const matches = new RegExp(`^${end[0]}$`, "u");
  return firstCharacter(matches);
}

function firstCharacter(matches: RegExp): string {
  for (const candidate of "a1A-_ .@/+~!#é\u4e00") if (matches.test(candidate)) return candidate;
  for (let code = 33; code < 127; code += 1) {
    const candidate = String.fromCharCode(code);
    if (matches.test(candidate)) return candidate;
  }
  throw new SyntaxError("no character of the class found");
}
