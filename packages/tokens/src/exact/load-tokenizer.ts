import type { Vocabulary } from "../families/tokenizer-family.ts";

/** Counts the tokens of a text. Takes time by the square of its longest word. */
export type CountText = (text: string) => number;

/** Text that looks like a special token is text like any other when a user writes it. */
const OPTIONS = { disallowedSpecial: new Set<string>() };

const RANKS = {
  o200k: () => import("gpt-tokenizer/bpeRanks/o200k_base"),
  cl100k: () => import("gpt-tokenizer/bpeRanks/cl100k_base"),
} as const;

const loaded = new Map<Vocabulary, Promise<CountText>>();

/** The tokenizer of one of OpenAI's vocabularies. The first call loads some megabytes, which takes about 0.3 s. */
export function loadTokenizer(vocabulary: Vocabulary): Promise<CountText> {
  let tokenizer = loaded.get(vocabulary);
  if (!tokenizer) {
    tokenizer = load(vocabulary);
    // A load that failed, of memory say, is tried again.
    tokenizer.catch(() => loaded.delete(vocabulary));
    loaded.set(vocabulary, tokenizer);
  }
  return tokenizer;
}

async function load(vocabulary: Vocabulary): Promise<CountText> {
  const { GptEncoding } = await import("gpt-tokenizer/GptEncoding");
  const { default: ranks } = await RANKS[vocabulary]();
  const encoding = GptEncoding.getEncodingApi(`${vocabulary}_base`, () => ranks);
  // Its cache would keep words of prompts.
  encoding.setMergeCacheSize(0);
  return (text) => encoding.countTokens(text, OPTIONS);
}
