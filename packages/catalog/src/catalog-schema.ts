import { z } from "zod";
import { scaleDecimal } from "./scale-decimal.ts";
import type { LongPromptRates } from "./types.ts";

/** Dearer than any model by a factor of a hundred: $100,000 per million tokens, in pico-USD a token. */
const MAX_RATE = 100_000_000_000;
/** $1,000 for a request or a search, in nano-USD. */
const MAX_FEE = 1_000_000_000_000;

/** What one model may have of offers, and an offer of aliases: merging them takes time in proportion to its square. */
export const MAX_OFFERS = 1000;

// Building schemas takes some 15 ms, so it waits until there is something to hold to one.
const Name = z.string().min(1).max(200);
const Id = Name.regex(/^\S+$/, "Expected an id without spaces");
const Provider = Id.regex(/^[a-z0-9][a-z0-9._-]*$/, "Expected a vendor's id in small letters");
const Tokens = z.number().int().min(1).max(1_000_000_000);
const Aliases = z.array(Id).max(100);
const Modalities = z
  .array(z.enum(["text", "image", "audio", "video", "file"]))
  .min(1)
  .max(5);

const featureFields = () => ({
  contextTokens: Tokens,
  maxOutputTokens: Tokens,
  input: Modalities,
  output: Modalities,
  tools: z.boolean(),
  structuredOutput: z.boolean(),
  reasoning: z.boolean(),
});

const modelFields = () => ({
  id: Id,
  name: Name,
  family: Name,
  maker: Name,
  openWeights: z.boolean(),
  released: z.iso.date().optional(),
  aliases: Aliases.optional(),
  ...featureFields(),
});

const offerFields = () => ({
  provider: Provider,
  id: Id,
  aliases: Aliases.optional(),
  released: z.iso.date().optional(),
  regions: z.array(Id).min(1).optional(),
  quantisation: Name.optional(),
  deprecated: z.union([z.iso.date(), z.literal(true)]).optional(),
  date: z.iso.date(),
  ...z.object(featureFields()).partial().shape,
});

/** A price whose tokens cost `rate`, and whose requests and searches cost `fee`. */
function priceSchema(rate: z.ZodType<number, number>, fee: z.ZodType<number, number>) {
  const rates = {
    input: rate,
    output: rate,
    cachedInput: rate.optional(),
    cacheWrite: rate.optional(),
    cacheWrite1h: rate.optional(),
    reasoning: rate.optional(),
    audioInput: rate.optional(),
    cachedAudioInput: rate.optional(),
    audioOutput: rate.optional(),
    imageInput: rate.optional(),
    imageOutput: rate.optional(),
  };
  const charged = rate.refine((value) => value > 0, "Expected a price above 0");
  const tier = { ...rates, input: charged, output: charged };
  const longPrompts = z
    .array(z.strictObject({ above: Tokens, ...tier }))
    .max(10)
    .transform((tiers) => tiers.toSorted((a, b) => a.above - b.above) as LongPromptRates[])
    .optional();
  return z
    .strictObject({
      ...rates,
      input: rate.default(0),
      output: rate.default(0),
      longPrompts,
      perRequest: fee.optional(),
      webSearch: fee.optional(),
      serviceTiers: z.record(Id, z.strictObject({ ...tier, longPrompts })).optional(),
      free: z.literal(true).optional(),
    })
    .superRefine(({ free, input, output, ...others }, context) => {
      const charges = input + output > 0 || Object.keys(others).length > 0;
      if (free && charges) context.addIssue({ code: "custom", message: "Expected no other price beside free" });
      if (free) return;
      for (const [name, price] of Object.entries({ input, output })) {
        if (price > 0) continue;
        context.addIssue({
          code: "custom",
          path: [name],
          message: 'Expected a price above 0, or "free": true for both',
        });
      }
    });
}

/** A number of USD as an integer of a smaller unit, with as many decimals as fit into it. */
function usd(places: number, max: number) {
  return z.number().transform((value, context) => {
    const { integer, exact } = scaleDecimal(value, places) ?? { integer: Number.POSITIVE_INFINITY, exact: true };
    if (exact && integer <= max) return integer;
    const message = exact ? `Expected USD from 0 to ${max / 10 ** places}` : `Expected at most ${places} decimals`;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });
}

/** The models that this package ships: prices are integers already. */
export const modelDataSchema = () =>
  z.strictObject({
    ...modelFields(),
    offers: z.array(
      z.strictObject({
        ...offerFields(),
        price: priceSchema(z.number().int().min(0).max(MAX_RATE), z.number().int().min(0).max(MAX_FEE)).optional(),
        sources: z.array(Name).min(1),
      }),
    ),
  });

const offerInFile = () =>
  z
    .strictObject({
      ...z.object(offerFields()).partial().shape,
      provider: Provider,
      id: Id,
      price: priceSchema(usd(6, MAX_RATE), usd(9, MAX_FEE)).optional(),
      source: Name.optional(),
    })
    .transform(({ source, ...rest }) => ({ ...rest, ...(source !== undefined && { sources: [source] }) }));

/** An overrides file: prices are USD, per million tokens, per request and per search. */
export const overridesSchema = () =>
  z.strictObject({
    models: z.array(
      z.strictObject({
        ...z.object(modelFields()).partial().shape,
        id: Id,
        offers: z.array(offerInFile()).max(MAX_OFFERS).optional(),
      }),
    ),
  });
