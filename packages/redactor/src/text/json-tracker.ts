import { createJsonStructure, type JsonStructure } from "./json-structure.ts";

/**
 * How many strings may stand in one another: JSON in a string in JSON. Beyond that, text is text: every level doubles
 * the backslashes.
 */
export const MAX_STRING_DEPTH = 4;

/** Knows, at every point of a text that may be JSON, inside how many strings it is. */
export interface JsonTracker {
  /** Takes the units between two places of a text. */
  feed(text: string, start: number, end: number): void;
  /** How often a value has to be escaped at this point. */
  depth(): number;
  /** Whether this point is between the strings of JSON, where numbers stand. */
  isStructure(): boolean;
  /** Whether a string that begins here is a value of JSON, not the name of a field. */
  expectsValue(): boolean;
  /** What the text is, once that is plain. */
  verdict(): "json" | "text" | undefined;
}

/** How much of a text is looked at to tell what it is, in UTF-16 units. */
export const OPENING_LENGTH = 64;
/** An object, or a list that begins with a list, an object, a string, or a number or word with what must follow it. */
const JSON_OPENING =
  /^[ \t\n\r]*(?:\{|\[[ \t\n\r[]*(?:["{\]]|(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|null|true|false)[ \t\n\r]*[,\]]))/;
/** What may still become one. */
const UNDECIDED_OPENING =
  /^[ \t\n\r]*(?:\[[ \t\n\r[]*(?:-?\d*(?:\.\d*)?(?:[eE][+-]?\d*)?|n|nu|nul|null|t|tr|tru|true|f|fa|fal|fals|false)[ \t\n\r]*)?$/;

/**
 * Whether a text is taken for JSON: an object, or a list that begins as no prose does; `[note]` and `[[link]]` are
 * prose. Putting placeholders into a text does not change the verdict.
 */
export function looksLikeJson(text: string): boolean {
  return JSON_OPENING.test(text.slice(0, OPENING_LENGTH));
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const SPACE_ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** Creates a tracker at the start of a text. `json`: it is JSON whatever it begins with; `auto`: {@link looksLikeJson}. */
export function createJsonTracker(format: "json" | "auto"): JsonTracker {
  let depth = 0;
  let backslashes = 0;
  let opening = "";
  /** Whether it is not plain yet what the text at this depth is. Texts around it are JSON, or this were none. */
  let isUndecided = format === "auto";
  /** What the text at each depth is, once that is plain. */
  const states: ("json" | "text")[] = ["json"];
  /** Where in its JSON the text at each depth is. */
  const structures: JsonStructure[] = [createJsonStructure()];

  function takeQuote(): void {
    let escapes = backslashes;
    for (let level = 0; level < depth; level++) {
      if (escapes % 2 === 0) {
        depth = level;
        isUndecided = false;
        return;
      }
      escapes = (escapes - 1) / 2;
    }
    if (isUndecided) decide(escapes > 0 ? "\\" : '"');
    if (states[depth] === "text") return;
    depth++;
    opening = "";
    isUndecided = depth < MAX_STRING_DEPTH;
    states[depth] = "text";
    structures[depth] = createJsonStructure();
  }

  /** What a character is: after backslashes it is white space, or else the last of them speaks for itself. */
  function unescaped(character: string): string {
    if (backslashes === 0) return character;
    const isEscape = depth > 0 && backslashes === 2 ** (depth - 1);
    return (isEscape && SPACE_ESCAPES[character]) || "\\";
  }

  function decide(character: string): void {
    opening += character;
    const isJson = JSON_OPENING.test(opening);
    isUndecided = !isJson && opening.length < OPENING_LENGTH && UNDECIDED_OPENING.test(opening);
    if (!isUndecided) states[depth] = isJson ? "json" : "text";
  }

  return {
    feed(text, start, end) {
      if (states[0] === "text") return;
      for (let index = start; index < end; index++) {
        const unit = text.charCodeAt(index);
        if (unit === BACKSLASH) {
          backslashes++;
          continue;
        }
        if (unit === QUOTE) takeQuote();
        else if (isUndecided || states[depth] === "json") structures[depth]?.feed(unit);
        if (unit !== QUOTE && isUndecided) decide(unescaped(text[index] as string));
        backslashes = 0;
      }
    },
    depth: () => depth,
    isStructure: () => !isUndecided && states[depth] === "json",
    // What is still undecided there has begun like a list, and a string makes it one.
    expectsValue: () => (isUndecided || states[depth] === "json") && structures[depth]?.expectsValue === true,
    verdict: () => (depth === 0 && isUndecided ? undefined : states[0]),
  };
}
