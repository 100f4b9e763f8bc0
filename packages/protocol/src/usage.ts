import { z } from "zod";

const tokens = z.number().int().min(0);

/** Token usage as OpenAI reports it: cached, written and audio tokens are parts of their totals. */
export const Usage = z.looseObject({
  prompt_tokens: tokens,
  completion_tokens: tokens,
  total_tokens: tokens,
  prompt_tokens_details: z
    .looseObject({
      cached_tokens: tokens.nullish(),
      cache_write_tokens: tokens.nullish(),
      audio_tokens: tokens.nullish(),
      text_tokens: tokens.nullish(),
      image_tokens: tokens.nullish(),
    })
    .nullish(),
  completion_tokens_details: z
    .looseObject({
      reasoning_tokens: tokens.nullish(),
      audio_tokens: tokens.nullish(),
      text_tokens: tokens.nullish(),
      accepted_prediction_tokens: tokens.nullish(),
      rejected_prediction_tokens: tokens.nullish(),
    })
    .nullish(),
});
export type Usage = z.infer<typeof Usage>;
