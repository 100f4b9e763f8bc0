/** A kind of content. `"file"` are PDF documents. */
export type Modality = "text" | "image" | "audio" | "video" | "file";

/** What can be asked of a model, or of one vendor's offer of it. */
export interface Features {
  /** Most tokens of prompt and output together. */
  contextTokens: number;
  /** Most tokens of output, reasoning included. */
  maxOutputTokens: number;
  input: readonly Modality[];
  output: readonly Modality[];
  /** Whether it calls functions. */
  tools: boolean;
  /** Whether the vendor itself holds answers to a JSON schema (`response_format` `json_schema`). */
  structuredOutput: boolean;
  /** Whether it can think before it answers. */
  reasoning: boolean;
}

/** A model, whoever serves it. Its features are the most that any of its offers has. */
export interface Model extends Features {
  /** The canonical id: `llama-3.3-70b`, without a vendor. */
  id: string;
  /** For people. */
  name: string;
  /** `llama`, `claude`, `gpt`. */
  family: string;
  /** Who trained it. */
  maker: string;
  openWeights: boolean;
  /** The day of its release, `YYYY-MM-DD`. */
  released?: string;
  /** Other names, no vendor's in particular. */
  aliases: readonly string[];
  offers: readonly Offer[];
}

/** A model as one vendor sells it. Its features are resolved: choose by these, not by the model's. */
export interface Offer extends Features {
  /** The vendor's id in Hub: `openai`, `bedrock`. */
  provider: string;
  /** What the vendor calls it: the value of `model`. */
  id: string;
  /** Other ids that the vendor has for the same thing at the same price. */
  aliases: readonly string[];
  /** `undefined` where it is not known, which is not the same as nothing to pay. */
  price: Price | undefined;
  /** The day from which the vendor has had it, `YYYY-MM-DD`, where it is not the model's. */
  released?: string;
  /** Where requests are processed: `us`, `eu`, `jp`, `au`, `global`. Absent where the vendor does not say. */
  regions?: readonly string[];
  /** How its weights are stored, where the vendor says: `fp8`. */
  quantisation?: string;
  /** The day on which the vendor withdraws it, or `true` where no date is known or it is withdrawn already. */
  deprecated?: string | true;
  /** Where price and limits are from. */
  sources: readonly string[];
  /** The day as of which they are, `YYYY-MM-DD`. */
  date: string;
}

/**
 * What tokens cost, as whole pico-USD a token, which are micro-USD per million tokens: $2.50 per million is 2,500,000.
 * What a rate is missing for is charged as input or output; audio, images made and an hour's cache are not: see `costOf`.
 */
export interface Rates {
  input: number;
  output: number;
  /** Prompt tokens read from the vendor's cache. */
  cachedInput?: number;
  /** Prompt tokens written to the vendor's cache for the usual time, five minutes at Anthropic. */
  cacheWrite?: number;
  /** Prompt tokens written to the vendor's cache for an hour. */
  cacheWrite1h?: number;
  /** Reasoning, where it is not charged as output. */
  reasoning?: number;
  audioInput?: number;
  cachedAudioInput?: number;
  audioOutput?: number;
  imageInput?: number;
  imageOutput?: number;
}

/** {@link Rates} for requests whose prompt is longer than `above` tokens. They hold for the whole request. */
export interface LongPromptRates extends Rates {
  above: number;
}

/** {@link Rates} with those for long prompts, by ascending length. */
export interface TieredRates extends Rates {
  longPrompts?: readonly LongPromptRates[];
}

/** What an offer costs. */
export interface Price extends TieredRates {
  /** For every request, in nano-USD. */
  perRequest?: number;
  /** For every web search that the vendor makes, in nano-USD. Zero where `perRequest` has it. */
  webSearch?: number;
  /** Rates of other service tiers than the vendor's standard one: `flex`, `priority`. */
  serviceTiers?: Readonly<Record<string, TieredRates>>;
  /** The vendor says that it costs nothing. Only then are rates zero. */
  free?: true;
}

/** An offer and the model that it is of. */
export interface FoundOffer {
  model: Model;
  offer: Offer;
}

/** Models, what they can do, who offers them and for how much. Everything in it is frozen. */
export interface Catalog {
  /** All models, sorted by id. */
  readonly models: readonly Model[];
  /** The model of this name: canonical id, alias, or a vendor's own id, in any case. Takes no time to speak of. */
  model(name: string): Model | undefined;
  /** A vendor's offer by the vendor's own id for it, or its alias, in any case. Takes no time to speak of. */
  offer(provider: string, id: string): FoundOffer | undefined;
}
