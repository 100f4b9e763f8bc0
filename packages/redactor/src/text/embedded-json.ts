/** Stands for the depth of a string of JSON that is part of prose, as in a fenced block. */
export const QUOTED_IN_PROSE = -1;

/** How much before a place is looked at to tell whether it begins a string, in UTF-16 units. */
export const QUOTE_CONTEXT = 40;
/** The quote after a field's name, after another string in a list, or at the beginning of a list. */
const STRING_START = /(?:"\s{0,8}[:,]|\[)\s{0,16}"$/;
/** What cannot stand in a JSON string as it is. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON's grammar names them.
const UNSAFE = /["\\\u0000-\u001f]/;

/** Whether a value would break the string of JSON that it is put into. */
export function needsEscape(value: string): boolean {
  return UNSAFE.test(value);
}

/** Whether the first character of a string of JSON stands at this place of prose. */
export function standsInQuotes(text: string, place: number): boolean {
  return STRING_START.test(text.slice(Math.max(0, place - QUOTE_CONTEXT), place));
}
