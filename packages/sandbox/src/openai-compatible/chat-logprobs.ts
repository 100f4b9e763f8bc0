import type { SeededRandom } from "../answer/seeded.ts";

/** One entry of `logprobs.content`. */
export interface TokenLogprob {
  readonly token: string;
  readonly logprob: number;
  readonly bytes: readonly number[];
  readonly top_logprobs?: readonly TokenLogprob[];
}

const round = (value: number) => Number(value.toPrecision(8));

/** A plausible log probability for a token, with the `top` most likely ones (the token itself first). */
export function tokenLogprob(token: string, top: number, random: SeededRandom): TokenLogprob {
  const entry = (text: string, logprob: number): TokenLogprob => ({
    token: text,
    logprob,
    bytes: [...Buffer.from(text)],
  });
  const logprob = round(-(random() ** 4));
  const alternatives = Array.from({ length: top }, (_, rank) =>
    rank === 0 ? entry(token, logprob) : entry(`${token}${"~".repeat(rank)}`, round(logprob - rank - random())),
  );
  return { ...entry(token, logprob), top_logprobs: alternatives };
}
