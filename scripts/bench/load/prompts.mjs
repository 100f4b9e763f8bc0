// What callers ask, as bodies of requests.

import { createRandom } from "../measure/statistics.mjs";
import { variedText } from "./varied-text.mjs";

const CORPUS_LENGTH = 4_000_000;
const TURN_LENGTH = 500;
/** A conversation's last request is twice as long as the average of them all. */
const LONGEST = 2;
const CONSONANTS = "bdfgklmnprstvz";
const VOWELS = "aeiou";
const SEEN_TEXTS = 64;
const ADDRESS = "Write to jane.doe@example.com. ";
let corpus;

/**
 * Makes `next(caller)`, which gives the body of a caller's next request, of about so many bytes of text.
 *
 * - `seen`: one of a few varied texts, over and over
 * - `fresh`: varied text that was never sent before
 * - `conversation`: each caller talks on and on, two new messages with each request, up to twice the size; then it begins
 *   anew. On average nine tenths of what is sent were sent before, at 10 KB.
 * - `address`: one text with an e-mail address in it
 */
export function createPrompts({ kind, bytes, seed }, { model, stream }) {
  const random = createRandom(seed);
  const conversations = new Map();
  const bodyOf = (messages) => JSON.stringify({ model, messages, ...(stream ? { stream } : {}) });

  const newWord = () => Array.from({ length: 8 }, (_, index) => letterOf(index % 2 ? VOWELS : CONSONANTS)).join("");
  const letterOf = (letters) => letters[Math.floor(random() * letters.length)];

  function freshText(length) {
    corpus ??= variedText(CORPUS_LENGTH, 17);
    const start = Math.floor(random() * (corpus.length - length));
    const word = newWord();
    // At the end of each line and sentence, so that no piece of it was ever sent before.
    const text = corpus
      .slice(start, start + length)
      .replaceAll("\n", ` ${word}\n`)
      .replaceAll(". ", ` ${word}. `);
    return text.slice(0, length);
  }

  function conversationOf(caller) {
    const known = conversations.get(caller) ?? [];
    const messages = known.length * TURN_LENGTH >= LONGEST * bytes ? [] : known;
    const last = { role: "user", content: freshText(TURN_LENGTH) };
    conversations.set(caller, messages);
    if (messages.length === 0) messages.push({ role: "system", content: freshText(TURN_LENGTH) }, last);
    else messages.push({ role: "assistant", content: freshText(TURN_LENGTH) }, last);
    return messages;
  }

  const bodyWith = (content) => bodyOf([{ role: "user", content }]);
  const kinds = {
    seen() {
      const bodies = Array.from({ length: SEEN_TEXTS }, () => bodyWith(freshText(bytes)));
      return () => bodies[Math.floor(random() * SEEN_TEXTS)];
    },
    fresh: () => () => bodyWith(freshText(bytes)),
    conversation: () => (caller) => bodyOf(conversationOf(caller)),
    address() {
      const body = bodyWith((ADDRESS + freshText(bytes)).slice(0, bytes));
      return () => body;
    },
  };
  return kinds[kind]();
}
