/** What happens to an entity. `flag` reports it and changes nothing; `tokenize` is the only one that can be undone. */
export const ACTIONS = ["allow", "flag", "mask", "hash", "redact", "tokenize", "block"] as const;
/** One of {@link ACTIONS}. */
export type Action = (typeof ACTIONS)[number];

/**
 * Which way a text goes: `input` is what the application and its users say, `tool` what tools return and are asked,
 * `output` what the model says by itself.
 */
export const DIRECTIONS = ["input", "tool", "output"] as const;
/** One of {@link DIRECTIONS}. */
export type Direction = (typeof DIRECTIONS)[number];

/** The names of the ready-made policies. */
export const PRESETS = ["balanced", "strict", "relaxed", "off"] as const;
/** One of {@link PRESETS}. */
export type Preset = (typeof PRESETS)[number];

/** What becomes of images, audio and other files, which this package cannot read itself. */
export const MEDIA_ACTIONS = ["allow", "block", "hook"] as const;
/** One of {@link MEDIA_ACTIONS}. */
export type MediaAction = (typeof MEDIA_ACTIONS)[number];

/** The type of a finding that stands on the policy's own deny-list. */
export const DENIED_VALUE = "DENIED_VALUE";
/** The type of a finding that is a verdict on a whole text. */
export const PROMPT_INJECTION = "PROMPT_INJECTION";
/** What the types of custom patterns begin with. */
export const CUSTOM_PREFIX = "CUSTOM:";

/** What happens to one type of entity, in each direction, from which score on. */
export type EntityRule = Readonly<Record<Direction, Action>> & {
  /** The least score that counts, 0 to 1. */
  readonly threshold: number;
};

/** A pattern of a project's own. */
export interface CustomPattern {
  /** Upper-case letters, digits and underscores; findings have the type `CUSTOM:<name>`. */
  readonly name: string;
  /** A regular expression that can be matched in linear time. */
  readonly pattern: string;
  readonly ignoreCase: boolean;
  /** Score of its findings, 0 to 1. */
  readonly score: number;
}

/** Exact values, kept as salted hashes. */
export interface HashedValues {
  readonly salt: string;
  /** `<length>.<fingerprint>.<SHA-256>` each. */
  readonly hashes: readonly string[];
}

/** What happens to a text that tries to take the model over. */
export interface InjectionRule {
  readonly action: "allow" | "flag" | "block";
  /** The least score that counts, 0 to 1. */
  readonly threshold: number;
}

/** A policy: plain frozen data. Equal policies have equal versions, and a version never changes. */
export interface Policy {
  /** `pol_` and 24 hexadecimal digits of a hash over everything else. */
  readonly version: string;
  readonly preset: Preset;
  /** By type, or by `TYPE:kind` where a narrower rule holds. */
  readonly entities: Readonly<Record<string, EntityRule>>;
  readonly customPatterns: readonly CustomPattern[];
  /** Values that are never findings. */
  readonly allowedValues: HashedValues | null;
  /** Values that are always findings, of the type `DENIED_VALUE`. */
  readonly deniedValues: HashedValues | null;
  readonly injection: InjectionRule;
  readonly media: MediaAction;
  /** Whether names and places are looked for. */
  readonly names: boolean;
  /** Whether addresses of private networks are left alone. */
  readonly skipPrivateIps: boolean;
  /** `block`: what cannot be inspected does not leave. `allow`: it leaves as it is. */
  readonly onFailure: "block" | "allow";
}
