export {
  ENTITY_ALIASES,
  ENTITY_GROUPS,
  ENTITY_TYPES,
  type EntityAlias,
  type EntityGroup,
  type EntityType,
  EXTRA_ENTITY_TYPES,
  type ExtraEntityType,
} from "./detect/entity-types.ts";
export type { Detector, Finding } from "./detect/finding.ts";
export type { LocatedFinding, RedactorOptions } from "./engine.ts";
export type { InjectionVerdict } from "./injection/index.ts";
export {
  type CustomPatternOptions,
  definePolicy,
  type EntityRuleOptions,
  type PolicyOptions,
} from "./policy/define-policy.ts";
export {
  ACTIONS,
  type Action,
  type CustomPattern,
  DENIED_VALUE,
  DIRECTIONS,
  type Direction,
  type EntityRule,
  type HashedValues,
  type InjectionRule,
  type MediaAction,
  type Policy,
  PRESETS,
  PROMPT_INJECTION,
  type Preset,
} from "./policy/policy.ts";
export { redactionCounts } from "./redaction-counts.ts";
export {
  REDACTION_ERROR_CODES,
  RedactionError,
  type RedactionErrorCode,
  type RedactionErrorOptions,
} from "./redaction-error.ts";
export { createRedactor, type Redactor, type RedactTextOptions, type TextRedaction } from "./redactor.ts";
export type { Detectors, InjectionDetector } from "./scan/detectors.ts";
export { createFindingsCache, type FindingsCache, type FindingsCacheOptions } from "./scan/findings-cache.ts";
export type { TextRestorer } from "./text/text-restorer.ts";
