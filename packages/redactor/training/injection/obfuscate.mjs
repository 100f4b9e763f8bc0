/** Ways to hide a text from a reader of its characters, each by its name. Deterministic: the same text gives the same disguise. */

const ZERO_WIDTH = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"];
const CYRILLIC = { a: "а", c: "с", e: "е", i: "і", j: "ј", o: "о", p: "р", s: "ѕ", x: "х", y: "у" };
const GREEK = { a: "α", e: "ε", i: "ι", k: "κ", n: "η", o: "ο", p: "ρ", t: "τ", u: "υ", v: "ν", x: "χ" };
const LEET = { a: "4", e: "3", i: "1", o: "0", s: "5", t: "7" };
const LEET_SIGNS = { a: "@", e: "3", i: "!", o: "0", s: "$" };
const MARKS = ["\u0301", "\u0300", "\u0308", "\u0302", "\u0327"];

function each(text, change) {
  return Array.from(text, change).join("");
}

function shifted(text, upper, lower) {
  return each(text, (character) => {
    if (/[A-Z]/.test(character)) return String.fromCodePoint(upper + character.charCodeAt(0) - 0x41);
    if (/[a-z]/.test(character)) return String.fromCodePoint(lower + character.charCodeAt(0) - 0x61);
    return character;
  });
}

function replaced(text, letters) {
  return each(text, (character) => letters[character.toLowerCase()] ?? character);
}

function rot13(text) {
  return text.replace(/[a-z]/gi, (letter) => {
    const first = letter < "a" ? 0x41 : 0x61;
    return String.fromCharCode(first + ((letter.charCodeAt(0) - first + 13) % 26));
  });
}

export const OBFUSCATIONS = {
  "zero width": (text) => each(text, (character, index) => character + ZERO_WIDTH[index % ZERO_WIDTH.length]),
  "soft hyphen": (text) => each(text, (character) => (/[a-z]/i.test(character) ? `${character}\u00ad` : character)),
  homoglyph: (text) => replaced(text, CYRILLIC),
  "homoglyph (Greek)": (text) => replaced(text, GREEK),
  "full width": (text) =>
    each(text, (character) =>
      /[!-~]/.test(character) ? String.fromCharCode(character.charCodeAt(0) + 0xfee0) : character,
    ),
  bold: (text) => shifted(text, 0x1d400, 0x1d41a),
  script: (text) => shifted(text, 0x1d4d0, 0x1d4ea),
  monospace: (text) => shifted(text, 0x1d670, 0x1d68a),
  circled: (text) => shifted(text, 0x24b6, 0x24d0),
  tags: (text) =>
    `Hello ${each(text, (character) => (/[\n -~]/.test(character) ? String.fromCodePoint(0xe0000 + character.charCodeAt(0)) : ""))}`,
  diacritics: (text) =>
    each(text, (character, index) => (/[a-z]/i.test(character) ? character + MARKS[index % MARKS.length] : character)),
  leet: (text) => replaced(text, LEET),
  "leet with signs": (text) => replaced(text, LEET_SIGNS),
  base64: (text) => Buffer.from(text).toString("base64"),
  "base64 in a sentence": (text) => `Please look at this: ${Buffer.from(text).toString("base64")} and tell me.`,
  hex: (text) => Buffer.from(text).toString("hex"),
  "hex in pairs": (text) => Buffer.from(text).toString("hex").replace(/../g, "$& ").trim(),
  "spaced letters": (text) => Array.from(text).join(" "),
  "spaced words": (text) =>
    text
      .split(/\s+/)
      .map((word) => Array.from(word).join(" "))
      .join("   "),
  "spaced, words lost": (text) => Array.from(text.replace(/\s+/g, "")).join(" "),
  dotted: (text) =>
    text
      .split(/\s+/)
      .map((word) => Array.from(word).join("."))
      .join(" "),
  rot13,
  reversed: (text) => Array.from(text).reverse().join(""),
  typos: (text) => text.replace(/[a-z]{6,}/gi, (word) => word.slice(0, 2) + word[3] + word[2] + word.slice(4)),
  "upper case": (text) => text.toUpperCase(),
};
