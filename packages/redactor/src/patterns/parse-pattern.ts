import { type CharacterSet, CLASS_ESCAPES, complementOf, EVERYTHING, NOTHING, rangeOf } from "./character-set.ts";

/** The start of the text, its end, where a word begins or ends, where none does. */
export type Anchor = "^" | "$" | "b" | "B";

/** What a regular expression consists of, as far as safety needs it. */
export type PatternNode =
  | { kind: "set"; set: CharacterSet }
  | { kind: "anchor"; anchor: Anchor }
  | { kind: "sequence"; items: PatternNode[] }
  | { kind: "choice"; branches: PatternNode[] }
  | { kind: "repeat"; item: PatternNode; min: number; max: number; position: number };

/** A parsed pattern, and the same pattern with every open-ended repeat bounded. */
export interface ParsedPattern {
  node: PatternNode;
  boundedSource: string;
  needsUnicode: boolean;
}

/** Why a pattern is refused. */
export class PatternFault extends Error {}

/** What an open-ended repeat is taken for. */
export const MAX_OPEN_REPEATS = 64;
const MAX_DEPTH = 20;

const CONTROL_ESCAPES: Readonly<Record<string, number>> = { n: 0x0a, r: 0x0d, t: 0x09, f: 0x0c, v: 0x0b, 0: 0 };

/** Parses the part of JavaScript's regular expressions that can be matched in linear time. */
export function parsePattern(source: string): ParsedPattern {
  let index = 0;
  let needsUnicode = false;
  let bounded = "";
  let copied = 0;

  function choice(depth: number): PatternNode {
    if (depth > MAX_DEPTH) throw new PatternFault(`nests groups deeper than ${MAX_DEPTH} levels.`);
    const branches = [sequence(depth)];
    while (source[index] === "|") {
      index++;
      branches.push(sequence(depth));
    }
    return branches.length === 1 ? (branches[0] as PatternNode) : { kind: "choice", branches };
  }

  function sequence(depth: number): PatternNode {
    const items: PatternNode[] = [];
    while (index < source.length && source[index] !== "|" && source[index] !== ")") items.push(quantified(depth));
    return items.length === 1 ? (items[0] as PatternNode) : { kind: "sequence", items };
  }

  function quantified(depth: number): PatternNode {
    const item = atom(depth);
    const position = index;
    const quantifier = /^(?:[*+?]|\{(\d{1,4})(,(\d{1,4})?)?\})/.exec(source.slice(index, index + 12));
    if (!quantifier) return item;
    if (item.kind === "anchor") throw new PatternFault(`repeats an anchor (at character ${position}).`);
    const [text, from, comma, to] = quantifier;
    index += text.length;
    const min = from === undefined ? (text === "+" ? 1 : 0) : Number(from);
    const isOpen = text === "*" || text === "+" || (comma !== undefined && to === undefined);
    let max = to === undefined ? (text === "?" ? 1 : min) : Number(to);
    if (isOpen) {
      max = Math.max(min, MAX_OPEN_REPEATS);
      bounded += `${source.slice(copied, position)}{${min},${max}}`;
      copied = index;
    }
    if (max < min)
      throw new PatternFault(`has a repeat with its bounds the wrong way round (at character ${position}).`);
    if (source[index] === "?") index++;
    if (/^(?:[*+?]|\{\d)/.test(source.slice(index, index + 2))) {
      throw new PatternFault(`repeats a repeat (at character ${index}).`);
    }
    return { kind: "repeat", item, min, max, position };
  }

  function atom(depth: number): PatternNode {
    const start = index;
    const character = String.fromCodePoint(source.codePointAt(index) as number);
    index += character.length;
    switch (character) {
      case "(":
        return group(depth, start);
      case "[":
        return { kind: "set", set: characterClass(start) };
      case ".":
        return { kind: "set", set: complementOf(rangeOf(0x0a, 0x0a) | rangeOf(0x0d, 0x0d)) };
      case "^":
      case "$":
        return { kind: "anchor", anchor: character };
      case "\\":
        if (source[index] === "b" || source[index] === "B") {
          return { kind: "anchor", anchor: source[index++] as Anchor };
        }
        return { kind: "set", set: setOf(escaped(start)) };
      case "*":
      case "+":
      case "?":
        throw new PatternFault(`has nothing to repeat at character ${start}.`);
      case "{":
      case "}":
      case "]":
        throw new PatternFault(`has an unescaped "${character}" at character ${start}.`);
      default:
        if (character.length > 1) needsUnicode = true;
        return { kind: "set", set: setOf(character.codePointAt(0) as number) };
    }
  }

  function group(depth: number, start: number): PatternNode {
    if (source[index] === "?") {
      const opening = /^\?(?::|<[A-Za-z_]\w{0,31}>)/.exec(source.slice(index, index + 40));
      if (!opening) {
        const isLookaround = /^\?<?[=!]/.test(source.slice(index, index + 3));
        throw new PatternFault(
          isLookaround
            ? `uses lookaround (at character ${start}).`
            : `has an unknown kind of group at character ${start}.`,
        );
      }
      index += opening[0].length;
    }
    const node = choice(depth + 1);
    if (source[index] !== ")") throw new PatternFault(`has a group that never ends (at character ${start}).`);
    index++;
    return node;
  }

  /** A code point, or the set of a class escape. */
  function escaped(start: number): number | CharacterSet {
    const rest = source.slice(index, index + 8);
    const letter = rest[0];
    if (letter === undefined) throw new PatternFault("ends in a backslash.");
    if (/[1-9k]/.test(letter)) throw new PatternFault(`uses a back-reference (at character ${start}).`);
    if (letter === "p" || letter === "P") return property(start);
    const code = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))/.exec(rest);
    if (code) {
      index += code[0].length;
      return Number.parseInt(code[1] ?? code[2] ?? "", 16);
    }
    index++;
    const set = Object.hasOwn(CLASS_ESCAPES, letter) ? CLASS_ESCAPES[letter] : undefined;
    if (set !== undefined) return set;
    const control = Object.hasOwn(CONTROL_ESCAPES, letter) ? CONTROL_ESCAPES[letter] : undefined;
    if (control !== undefined) return control;
    if (/[a-zA-Z0-9]/.test(letter)) throw new PatternFault(`has an unknown escape \\${letter} at character ${start}.`);
    return letter.charCodeAt(0);
  }

  function property(start: number): CharacterSet {
    const name = /^[pP]\{[A-Za-z_=]{1,40}\}/.exec(source.slice(index, index + 44));
    if (!name) throw new PatternFault(`has a property escape without a name at character ${start}.`);
    index += name[0].length;
    needsUnicode = true;
    return EVERYTHING;
  }

  function characterClass(start: number): CharacterSet {
    const isNegated = source[index] === "^";
    if (isNegated) index++;
    let set = NOTHING;
    while (source[index] !== "]") {
      if (index >= source.length) throw new PatternFault(`has a class that never ends (at character ${start}).`);
      const first = classMember();
      if (source[index] === "-" && source[index + 1] !== "]" && index + 1 < source.length) {
        index++;
        const last = classMember();
        if (typeof first !== "number" || typeof last !== "number" || last < first) {
          throw new PatternFault(`has a range that is none (at character ${index}).`);
        }
        set |= rangeOf(first, last);
      } else set |= setOf(first);
    }
    index++;
    if (set === NOTHING) throw new PatternFault(`has an empty class at character ${start}.`);
    return isNegated ? complementOf(set) : set;
  }

  function classMember(): number | CharacterSet {
    const start = index;
    const code = source.codePointAt(index) as number;
    if (code > 0xffff) needsUnicode = true;
    index += code > 0xffff ? 2 : 1;
    if (code !== 0x5c) return code;
    if (source[index] === "b") throw new PatternFault(`has a backspace in a class at character ${start}.`);
    return escaped(start);
  }

  const node = choice(0);
  if (index < source.length) throw new PatternFault(`has an unmatched ")" at character ${index}.`);
  return { node, boundedSource: bounded + source.slice(copied), needsUnicode };
}

function setOf(member: number | CharacterSet): CharacterSet {
  return typeof member === "number" ? rangeOf(member, member) : member;
}
