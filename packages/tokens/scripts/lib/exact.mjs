// The tokens that OpenAI's own vocabularies make of a text.
import { GptEncoding } from "gpt-tokenizer/GptEncoding";

const OPTIONS = { disallowedSpecial: new Set() };

/** Counts and boundaries of one encoding. */
export async function createExact(name) {
  const { default: ranks } = await import(`gpt-tokenizer/bpeRanks/${name}`);
  const encoding = GptEncoding.getEncodingApi(name, () => ranks);
  encoding.setMergeCacheSize(0);
  const sizes = Uint8Array.from(ranks, (token) =>
    token === undefined ? 0 : typeof token === "string" ? Buffer.byteLength(token) : token.length,
  );
  return {
    count: (text) => encoding.countTokens(text, OPTIONS),
    /** Byte offsets at which tokens begin. */
    starts(text) {
      let offset = 0;
      return encoding.encode(text, OPTIONS).map((token) => {
        const start = offset;
        offset += sizes[token];
        return start;
      });
    },
  };
}
