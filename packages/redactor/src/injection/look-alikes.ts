/**
 * Letters that look like Latin ones but do not decompose to them (Unicode confusables, own selection), as pairs of
 * look-alikes and the letter. Applied to the text and to the phrases alike, so that Russian and Greek phrases still match.
 */
const LOOK_ALIKES: readonly (readonly [string, string])[] = [
  ["аɑαⲁᎪ", "a"],
  ["АΑ", "A"],
  ["вβʙᏴƅЬ", "b"],
  ["ВΒ", "B"],
  ["сϲᴄⲥ", "c"],
  ["СᏟⅭ", "C"],
  ["ԁɗđᏧᴅ", "d"],
  ["Ꭰ", "D"],
  ["еєεҽⲉᴇɛ", "e"],
  ["ЕΕᎬ", "E"],
  ["ғƒꜰ", "f"],
  ["ϜᎦ", "F"],
  ["ɡցɢ", "g"],
  ["ԌᏀ", "G"],
  ["нһհʜħ", "h"],
  ["НΗᎻ", "H"],
  ["іιıɩɪӏⲓ", "i"],
  ["ІΙᎥӀ", "I"],
  ["јϳᴊ", "j"],
  ["ЈᎫ", "J"],
  ["кκĸᴋⲕ", "k"],
  ["КΚᏦ", "K"],
  ["ʟłⅼ", "l"],
  ["ᏞŁ", "L"],
  ["мᴍⅿ", "m"],
  ["МΜᎷ", "M"],
  ["пոηɴռ", "n"],
  ["ΝՆ", "N"],
  ["оοօσøᴏⲟ", "o"],
  ["ОΟՕØ", "O"],
  ["рρᴘⲣ", "p"],
  ["РΡᏢ", "P"],
  ["ԛզ", "q"],
  ["ʀг", "r"],
  ["ᏒᎡ", "R"],
  ["ѕꜱʂ", "s"],
  ["ЅᏚՏ", "S"],
  ["тτᴛⲧ", "t"],
  ["ТΤᎢ", "T"],
  ["υսᴜʋц", "u"],
  ["Ս", "U"],
  ["νѵᴠ", "v"],
  ["ѴᏙ", "V"],
  ["ԝωᴡш", "w"],
  ["ԜᎳ", "W"],
  ["хχ", "x"],
  ["ХΧ", "X"],
  ["уγүʏұ", "y"],
  ["УΥҮ", "Y"],
  ["ᴢʐ", "z"],
  ["ΖᏃ", "Z"],
  ["’‘ʼ´", "'"],
  ["“”„«»「」『』", '"'],
  ["–—‐‑‒−", "-"],
  ["。．", "."],
  ["、，", ","],
  ["\u2028\u2029\u0085", "\n"],
];

const NEGATIVE_LETTERS_FIRST = [0x1f150, 0x1f170, 0x1f1e6];
const LETTERS = 26;
const UPPER_A = 0x41;

/** The code points that stand for an ASCII character. */
export function lookAlikes(): Map<number, number> {
  const targets = new Map<number, number>();
  for (const [characters, letter] of LOOK_ALIKES) {
    for (const character of characters) targets.set(character.codePointAt(0) ?? 0, letter.charCodeAt(0));
  }
  for (const first of NEGATIVE_LETTERS_FIRST) {
    for (let letter = 0; letter < LETTERS; letter += 1) targets.set(first + letter, UPPER_A + letter);
  }
  return targets;
}
