// Text of many kinds out of a seed: prose, chats, logs, JSON, CSV, code and Markdown, of words that seldom repeat, with an
// entity every few hundred characters. Text that repeats is read faster than any text of people.
import { createRandom } from "../measure/statistics.mjs";

const ONSETS = "b bl br c ch cl cr d dr f fl fr g gl gr h j k l m n p pl pr qu r s sc sh sl sp st t th tr v w".split(
  " ",
);
const VOWELS = "a e i o u ai ea ee ie oa ou".split(" ");
const CODAS = ["", "", "", "n", "r", "s", "t", "l", "nd", "st", "ck", "ng", "m"];
const SMALL =
  "the of and to in a is that for it as was with be by on not he his but at are this have from or had".split(" ");
const FIRST = "Anna James Maria Peter Sofia David Emma Lucas Clara Robert Nina Thomas Laura Daniel Helen Omar".split(
  " ",
);
const LAST = "Miller Santos Novak Fischer Rossi Dubois Jensen Kowalski Garcia Smith Okafor Tanaka Murphy Khan".split(
  " ",
);
const PLACES = "Berlin Lisbon Chicago Toronto Osaka Nairobi Madrid Portland Geneva Austin Krakow Leeds".split(" ");
const COMMON_SHARE = 0.45;
const KNOWN_WORDS = 6_000;

/** So many characters of varied text. The same seed gives the same text. */
export function variedText(length, seed) {
  const random = createRandom(seed);
  const below = (limit) => Math.floor(random() * limit);
  const pick = (list) => list[below(list.length)];
  const times = (count, make) => Array.from({ length: count }, make);
  const newWord = () => times(1 + below(3), () => pick(ONSETS) + pick(VOWELS) + pick(CODAS)).join("");
  const vocabulary = times(KNOWN_WORDS, newWord);
  // Squared: some words come often, most seldom, as in any language.
  const rareWord = () => vocabulary[Math.floor(random() ** 2 * KNOWN_WORDS)];
  const word = () => (random() < COMMON_SHARE ? pick(SMALL) : rareWord());
  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const digits = (count) => times(count, () => below(10)).join("");
  const name = () => `${pick(FIRST)} ${pick(LAST)}`;
  const email = () => `${rareWord()}.${rareWord()}@${rareWord()}.example`;
  const phone = () => `(${2 + below(8)}${digits(2)}) ${2 + below(8)}${digits(2)}-${digits(4)}`;
  const entity = () =>
    pick([
      name,
      () => pick(PLACES),
      email,
      phone,
      () => `${1 + below(9999)} ${capital(rareWord())} Street`,
      () => `SSN ${100 + below(500)}-${10 + below(89)}-${1000 + below(8999)}`,
      () => `${11 + below(180)}.${below(256)}.${below(256)}.${below(256)}`,
      () => `order ${digits(8)}`,
    ])();
  const sentence = () => `${capital(times(4 + below(14), word).join(" "))}${random() < 0.25 ? ` ${entity()}` : ""}.`;
  const paragraph = () => times(2 + below(4), sentence).join(" ");
  const identifier = () => rareWord() + capital(rareWord());
  const codeLine = () =>
    pick([
      () => `  const ${identifier()} = await ${rareWord()}.${identifier()}(${rareWord()}, ${below(5000)});`,
      () => `  if (${identifier()}.${rareWord()} !== ${below(64)}) return "${rareWord()} ${rareWord()}";`,
      () => `  // ${sentence()}`,
      () => `import { ${identifier()} } from "../${rareWord()}/${rareWord()}.js";`,
    ])();
  const logLine = () =>
    `2026-0${1 + below(9)}-1${below(10)}T${10 + below(14)}:${10 + below(50)}:${10 + below(50)}.${digits(3)}Z INFO ` +
    `[${rareWord()}-${below(16)}] ${rareWord()}=${digits(5)} path=/${rareWord()}/${digits(6)} ${sentence()}`;
  const record = () => ({
    id: below(1_000_000),
    [rareWord()]: sentence(),
    [identifier()]: random(),
    owner: { name: name(), email: email() },
    tags: times(3, rareWord),
  });
  const kinds = [
    () => `${paragraph()}\n\n`,
    () => `${times(6, () => `${pick(FIRST).toLowerCase()}: ${times(3 + below(9), word).join(" ")}`).join("\n")}\n`,
    () => `${times(6, logLine).join("\n")}\n`,
    () => `${JSON.stringify(times(3, record), undefined, below(2) * 2)}\n`,
    () =>
      `${rareWord()},${rareWord()},total\n${times(8, () => `${rareWord()},${capital(word())},${digits(4)}`).join("\n")}\n`,
    () => `function ${identifier()}() {\n${times(9, codeLine).join("\n")}\n}\n`,
    () =>
      `## ${capital(rareWord())} ${word()}\n\n- ${sentence()}\n- \`${identifier()}\`: ${sentence()}\n\n${paragraph()}\n`,
  ];
  let text = "";
  while (text.length < length) text += pick(kinds)();
  return text.slice(0, length);
}
