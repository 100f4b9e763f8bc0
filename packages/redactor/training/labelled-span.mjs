/** Words before a name that say who someone is, not what they are called. */
const TITLES = new Set(
  (
    "mr mrs ms miss dr prof professor sir lady lord madam madame monsieur mme mlle herr frau señor señora don captain capt colonel col general gen major " +
    "lieutenant lt sergeant sgt admiral president pres prime minister senator sen rep representative governor gov mayor judge justice king queen prince princess " +
    "duke duchess earl count countess baron baroness emperor empress pope bishop archbishop cardinal father mother brother sister reverend rev rabbi imam sheikh " +
    "uncle aunt grandma grandpa saint st doctor secretary chancellor ambassador chairman director coach officer detective inspector master mistress squire fellow"
  ).split(" "),
);
const DETERMINERS = new Set("the a an this that his her their our my your old poor dear little young".split(" "));
const PERSON_LINKS = new Set("de la le du da di del della von van der den ter bin al el y".split(" "));
const PLACE_LINKS = new Set([...PERSON_LINKS, "of", "the", "upon", "on", "and", "for", "in", "'s", "’s", "&"]);

const isCapitalised = (word) => /^['’]?\p{Lu}/u.test(word);
const bare = (word) => word.toLowerCase().replace(/\.$/, "");

/**
 * Cuts a mention down to the name in it: no article, no title, nothing after the first comma or small word that links no
 * two parts of a name. `words` are the mention's. Returns the range of the name's words, or undefined if there is none.
 */
export function nameWithin(words, type) {
  const links = type === "PERSON" ? PERSON_LINKS : PLACE_LINKS;
  let first = 0;
  while (first < words.length) {
    const word = bare(words[first]);
    const isBefore = DETERMINERS.has(word) || word === "." || word === "and" || (type === "PERSON" && TITLES.has(word));
    if (!isBefore && isCapitalised(words[first])) break;
    first++;
  }
  let end = first;
  for (let index = first; index < words.length; index++) {
    if (isCapitalised(words[index]) || (type !== "PERSON" && index > first && /^\d+$/.test(words[index])))
      end = index + 1;
    else if (!(links.has(words[index].toLowerCase()) || /^[-.]$/.test(words[index]))) break;
  }
  return end > first ? { first, end } : undefined;
}

const GLUED_BEFORE = /^(?:[.,!?;:)\]}%…]+|n['’]t|['’](?:s|re|ve|ll|d|m)?|''|”)$/i;
const GLUED_AFTER = /^(?:[([{$#@“‘]|``)$/;

/** Joins words as people write them. Returns the text and where each word stands. */
export function joinWords(words) {
  let text = "";
  let glued = true;
  let isQuoted = false;
  const places = words.map((given) => {
    const word = given === "``" || given === "''" ? '"' : given;
    const closesQuote = word === '"' && isQuoted;
    if (!glued && !closesQuote && !GLUED_BEFORE.test(given)) text += " ";
    glued = GLUED_AFTER.test(given) || (word === '"' && !isQuoted);
    if (word === '"') isQuoted = !isQuoted;
    text += word;
    return { start: text.length - word.length, end: text.length };
  });
  return { text, places };
}
