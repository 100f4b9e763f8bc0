import { ENTITY_GROUPS, ENTITY_TYPES, type EntityGroup, type EntityType } from "../detect/entity-types.ts";
import type { Action, EntityRule, InjectionRule, Preset } from "./policy.ts";

/** What a preset says, before a policy's own wishes. */
export interface PresetRules {
  readonly entities: Readonly<Record<string, EntityRule>>;
  readonly threshold: number;
  readonly injection: InjectionRule;
}

const BLOCKED_WHEN_STRICT: ReadonlySet<EntityGroup> = new Set(["secret", "government", "financial", "health"]);

/** Types whose values prove themselves by a checksum. */
const CHECKED_TYPES: ReadonlySet<EntityType> = new Set([
  "CREDIT_CARD",
  "IBAN_CODE",
  "ABA_ROUTING_NUMBER",
  "CRYPTO",
  "UK_NHS",
  "US_NPI",
  "MEDICAL_LICENSE",
]);

const rule = (toVendor: Action, output: Action, threshold: number): EntityRule => ({
  threshold,
  input: toVendor,
  tool: toVendor,
  output,
});

function forEachType(ruleOf: (type: EntityType) => EntityRule): Readonly<Record<string, EntityRule>> {
  return Object.fromEntries(ENTITY_TYPES.map((type) => [type, ruleOf(type)]));
}

function strictRule(type: EntityType): EntityRule {
  return BLOCKED_WHEN_STRICT.has(ENTITY_GROUPS[type]) ? rule("block", "redact", 0.4) : rule("tokenize", "flag", 0.4);
}

function relaxedRule(type: EntityType): EntityRule {
  const isProven = ENTITY_GROUPS[type] === "secret" || CHECKED_TYPES.has(type);
  return rule(isProven ? "tokenize" : "flag", "allow", 0.7);
}

/** The ready-made policies. */
export const PRESET_RULES: Readonly<Record<Preset, PresetRules>> = {
  balanced: {
    entities: forEachType(() => rule("tokenize", "flag", 0.5)),
    threshold: 0.5,
    injection: { action: "block", threshold: 0.5 },
  },
  strict: { entities: forEachType(strictRule), threshold: 0.4, injection: { action: "block", threshold: 0.4 } },
  relaxed: { entities: forEachType(relaxedRule), threshold: 0.7, injection: { action: "flag", threshold: 0.7 } },
  off: { entities: {}, threshold: 0.5, injection: { action: "allow", threshold: 0.5 } },
};
