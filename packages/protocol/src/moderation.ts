import { z } from "zod";

const categories = <Value extends z.ZodType>(value: Value) => z.record(z.string(), value);

/** What a moderation model says about one input or output. */
export const ModerationResult = z.looseObject({
  type: z.literal("moderation_result"),
  model: z.string(),
  flagged: z.boolean(),
  categories: categories(z.boolean()),
  category_scores: categories(z.number()),
  category_applied_input_types: categories(z.array(z.enum(["text", "image"]))),
});

const ModerationOutcome = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("moderation_results"), model: z.string(), results: z.array(ModerationResult) }),
  z.looseObject({ type: z.literal("error"), code: z.string(), message: z.string() }),
]);

/** The moderation that a request asked for, of its input and of the answer (openai-openapi, 2026-08-21). */
export const Moderation = z.looseObject({ input: ModerationOutcome, output: ModerationOutcome });
export type Moderation = z.infer<typeof Moderation>;
