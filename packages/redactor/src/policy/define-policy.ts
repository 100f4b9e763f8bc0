import { ENTITY_ALIASES, ENTITY_TYPES, EXTRA_ENTITY_TYPES } from "../detect/entity-types.ts";
import { sha256Hex } from "../hash.ts";
import { checkPattern } from "../patterns/check-pattern.ts";
import { closestName } from "./closest-name.ts";
import * as expect from "./expect.ts";
import {
  type Action,
  CUSTOM_PREFIX,
  type CustomPattern,
  DENIED_VALUE,
  DIRECTIONS,
  type Direction,
  type EntityRule,
  type HashedValues,
  type InjectionRule,
  MEDIA_ACTIONS,
  type MediaAction,
  type Policy,
  PRESETS,
  type Preset,
} from "./policy.ts";
import { PRESET_RULES, type PresetRules } from "./presets.ts";
import { hashValues, isHashedValue, MAX_VALUE_LENGTH, MAX_VALUES, saltOf } from "./value-list.ts";

/** A wish about one type: an action for what goes to the vendor, or all of it. */
export type EntityRuleOptions =
  | Action
  | (Partial<Record<Direction, Action>> & {
      /** Shorthand for `input` and `tool`. */
      action?: Action | undefined;
      /** The least score that counts, 0 to 1. */
      threshold?: number | undefined;
    });

/** A pattern of a project's own, as it is written. */
export interface CustomPatternOptions {
  /** Upper-case letters, digits and underscores; findings have the type `CUSTOM:<name>`. */
  name: string;
  /** A regular expression without back-references, lookaround and ambiguous repeats. */
  pattern: string;
  /** Default `false`. */
  ignoreCase?: boolean;
  /** Score of its findings, 0 to 1. Default 1. */
  score?: number;
  /** What happens to its findings. Default `tokenize`. */
  action?: Action;
  threshold?: number;
}

/** A policy as it is written: a preset and what differs from it. */
export interface PolicyOptions {
  /** Default `balanced`. */
  preset?: Preset;
  /** By type, alias, or `CUSTOM:<name>`. */
  entities?: Readonly<Record<string, EntityRuleOptions>>;
  customPatterns?: readonly (CustomPatternOptions | CustomPattern)[];
  /** Exact values that are never findings; hashed at once. */
  allowedValues?: readonly string[] | HashedValues | null;
  /** Exact values that are always findings, of the type `DENIED_VALUE`; hashed at once. */
  deniedValues?: readonly string[] | HashedValues | null;
  injection?: Partial<InjectionRule>;
  /** Default `allow`. */
  media?: MediaAction;
  /** Default `true`. */
  names?: boolean;
  /** Default `true`. */
  skipPrivateIps?: boolean;
  /** Default `block`. */
  onFailure?: "block" | "allow";
}

const FIELDS = [
  "version",
  "preset",
  "entities",
  "customPatterns",
  "allowedValues",
  "deniedValues",
  "injection",
  "media",
  "names",
  "skipPrivateIps",
  "onFailure",
] as const;
const KNOWN_TYPES: readonly string[] = [...ENTITY_TYPES, ...EXTRA_ENTITY_TYPES, DENIED_VALUE];
const MAX_CUSTOM_PATTERNS = 100;
/** How often all patterns together may look at one character of a text: some seconds for a megabyte at worst. */
const MAX_CUSTOM_WORK = 500;
const VERSION_DIGITS = 24;

/**
 * Checks a policy and turns it into frozen data with a version. A policy that came out of here goes in again, also
 * after a journey as JSON, and keeps its version.
 *
 * @throws RedactionError `invalid_policy`, with the field at fault in `param`
 */
export function definePolicy(options: PolicyOptions | Policy | Preset = {}): Policy {
  const given = expect.record(typeof options === "string" ? { preset: options } : options, "");
  expect.onlyKeys(given, FIELDS, "");
  const preset = expect.oneOf(given.preset ?? "balanced", PRESETS, "preset");
  const rules = PRESET_RULES[preset];
  const patterns = customPatterns(given.customPatterns ?? [], rules);
  const deniedValues = valueList(given.deniedValues ?? null, "deniedValues");
  const wishes = expect.record(given.entities ?? {}, "entities");
  const content = {
    preset,
    entities: entityRules(wishes, patterns, rules, deniedValues !== null),
    customPatterns: patterns.map(({ pattern }) => pattern),
    allowedValues: valueList(given.allowedValues ?? null, "allowedValues"),
    deniedValues,
    injection: injectionRule(expect.record(given.injection ?? {}, "injection"), rules.injection),
    media: expect.oneOf(given.media ?? "allow", MEDIA_ACTIONS, "media"),
    names: expect.boolean(given.names ?? true, "names"),
    skipPrivateIps: expect.boolean(given.skipPrivateIps ?? true, "skipPrivateIps"),
    onFailure: expect.oneOf(given.onFailure ?? "block", ["block", "allow"] as const, "onFailure"),
  };
  const version = `pol_${sha256Hex(JSON.stringify(content)).slice(0, VERSION_DIGITS)}`;
  if (given.version !== undefined && given.version !== version) {
    throw expect.fault("version", "is not the version of this content. Leave it out to get a new one.");
  }
  return deepFreeze({ version, ...content });
}

interface PatternWithRule {
  pattern: CustomPattern;
  rule: EntityRule;
}

/** Where neither the preset nor the policy says more. */
function defaultRule({ threshold }: PresetRules): EntityRule {
  return { threshold, input: "tokenize", tool: "tokenize", output: "flag" };
}

function customPatterns(given: unknown, rules: PresetRules): PatternWithRule[] {
  const entries = expect.list(given, "customPatterns", MAX_CUSTOM_PATTERNS);
  const names = new Set<string>();
  let totalWork = 0;
  return entries.map((entry, index) => {
    const path = `customPatterns[${index}]`;
    const fields = expect.record(entry, path);
    expect.onlyKeys(fields, ["name", "pattern", "ignoreCase", "score", "action", "threshold"], path);
    const name = expect.text(fields.name, `${path}.name`);
    if (!/^[A-Z][A-Z0-9_]{0,23}$/.test(name)) {
      throw expect.fault(`${path}.name`, "must be 1 to 24 upper-case letters, digits and underscores, a letter first.");
    }
    if (KNOWN_TYPES.includes(name) || name in ENTITY_ALIASES) throw expect.fault(`${path}.name`, "is a built-in type.");
    if (names.has(name)) throw expect.fault(`${path}.name`, "is taken by another pattern.");
    names.add(name);
    const pattern = expect.text(fields.pattern, `${path}.pattern`);
    const verdict = checkPattern(pattern);
    if (verdict.reason !== undefined) throw expect.fault(`${path}.pattern`, verdict.reason);
    totalWork += verdict.work;
    if (totalWork > MAX_CUSTOM_WORK) {
      throw expect.fault(
        path,
        `is one too many: all patterns together can look at each character of a text ${totalWork} times; ${MAX_CUSTOM_WORK} is the most. Begin them with \\b, or with what their other parts cannot match.`,
      );
    }
    const rulePath = { action: `${path}.action`, threshold: `${path}.threshold` };
    return {
      pattern: {
        name,
        pattern,
        ignoreCase: expect.boolean(fields.ignoreCase ?? false, `${path}.ignoreCase`),
        score: expect.fraction(fields.score ?? 1, `${path}.score`),
      },
      rule: mergeRule(fields, defaultRule(rules), rulePath),
    };
  });
}

function entityRules(
  given: Record<string, unknown>,
  patterns: PatternWithRule[],
  rules: PresetRules,
  hasDeniedValues: boolean,
) {
  const entities: Record<string, EntityRule> = { ...rules.entities };
  if (hasDeniedValues) entities[DENIED_VALUE] = { ...defaultRule(rules), threshold: 0 };
  for (const { pattern, rule } of patterns) entities[CUSTOM_PREFIX + pattern.name] = rule;
  for (const [name, wish] of Object.entries(given)) {
    const path = `entities.${name}`;
    const type = ruleName(name, entities, path);
    const fields = typeof wish === "string" ? { action: wish } : expect.record(wish, path);
    expect.onlyKeys(fields, ["action", "threshold", ...DIRECTIONS], path);
    const base = entities[type] ?? entities[type.split(":")[0] ?? ""] ?? defaultRule(rules);
    const actionPath = typeof wish === "string" ? path : `${path}.action`;
    entities[type] = mergeRule(fields, base, { action: actionPath, threshold: `${path}.threshold` }, path);
  }
  return Object.fromEntries(Object.entries(entities).sort(([first], [second]) => (first < second ? -1 : 1)));
}

/** The type that a rule is kept under; aliases of a kind get a rule of their own. */
function ruleName(name: string, entities: Record<string, EntityRule>, path: string): string {
  if (KNOWN_TYPES.includes(name) || Object.hasOwn(entities, name)) return name;
  const alias = Object.hasOwn(ENTITY_ALIASES, name) ? ENTITY_ALIASES[name] : undefined;
  if (alias) return alias.kind === undefined ? alias.type : `${alias.type}:${alias.kind}`;
  const isKind = /^([A-Z_]+):[a-z0-9_-]{1,64}$/.exec(name);
  if (isKind && KNOWN_TYPES.includes(isKind[1] ?? "")) return name;
  const closest = closestName(name, [...KNOWN_TYPES, ...Object.keys(ENTITY_ALIASES)]);
  throw expect.fault(path, `is no entity type.${expect.didYouMean(closest)}`);
}

function mergeRule(
  fields: Record<string, unknown>,
  base: EntityRule,
  paths: { action: string; threshold: string },
  path = "",
): EntityRule {
  const both = fields.action === undefined ? undefined : expect.action(fields.action, paths.action);
  const input = fields.input === undefined ? undefined : expect.action(fields.input, `${path}.input`);
  const tool = fields.tool === undefined ? undefined : expect.action(fields.tool, `${path}.tool`);
  const output = fields.output === undefined ? base.output : expect.action(fields.output, `${path}.output`);
  if (output === "tokenize") {
    throw expect.fault(
      `${path}.output`,
      "cannot be tokenize: nobody would restore it. Use redact, mask, hash or block.",
    );
  }
  return {
    threshold: fields.threshold === undefined ? base.threshold : expect.fraction(fields.threshold, paths.threshold),
    input: input ?? both ?? base.input,
    tool: tool ?? both ?? base.tool,
    output,
  };
}

function valueList(given: unknown, path: string): HashedValues | null {
  if (given === null) return null;
  if (Array.isArray(given)) {
    const values = expect.list(given, path, MAX_VALUES).map((value, index) => {
      const text = expect.text(value, `${path}[${index}]`);
      if (text.length > MAX_VALUE_LENGTH) {
        throw expect.fault(`${path}[${index}]`, `is longer than ${MAX_VALUE_LENGTH} characters.`);
      }
      return text;
    });
    return values.length === 0 ? null : hashValues(values, saltOf(values, path));
  }
  const fields = expect.record(given, path);
  expect.onlyKeys(fields, ["salt", "hashes"], path);
  const hashes = expect.list(fields.hashes, `${path}.hashes`, MAX_VALUES).map((entry, index) => {
    const text = expect.text(entry, `${path}.hashes[${index}]`);
    if (!isHashedValue(text)) throw expect.fault(`${path}.hashes[${index}]`, "is not an entry of a hashed list.");
    return text;
  });
  return { salt: expect.text(fields.salt, `${path}.salt`), hashes };
}

function injectionRule(given: Record<string, unknown>, base: InjectionRule): InjectionRule {
  expect.onlyKeys(given, ["action", "threshold"], "injection");
  return {
    action: expect.oneOf(given.action ?? base.action, ["allow", "flag", "block"] as const, "injection.action"),
    threshold: expect.fraction(given.threshold ?? base.threshold, "injection.threshold"),
  };
}

function deepFreeze<Value extends object>(value: Value): Value {
  for (const child of Object.values(value)) if (typeof child === "object" && child !== null) deepFreeze(child);
  return Object.freeze(value);
}
