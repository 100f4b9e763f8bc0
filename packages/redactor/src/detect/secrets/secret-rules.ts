import type { HashFilter } from "../../hash-filter.ts";
import { createKeywordSearch, type KeywordSearch } from "./aho-corasick.ts";
import { beginningsOf } from "./beginnings.ts";
import { MODEL_LABEL_RULES, MODEL_PREFIX_RULES } from "./rules-models.ts";
import { PLATFORM_LABEL_RULES, PLATFORM_PREFIX_RULES } from "./rules-platforms.ts";
import { SERVICE_LABEL_RULES, SERVICE_PREFIX_RULES } from "./rules-services.ts";
import type { LabelRule, PrefixRule } from "./secret-rule.ts";

/** Identifiers of AWS credentials: the kind in four letters, then sixteen of base32. */
const AWS_PREFIX_RULES: readonly PrefixRule[] = ["AKIA", "ASIA", "ABIA", "ACCA", "A3T"].map((prefix) => ({
  id: `aws-${prefix.toLowerCase()}`,
  kind: "aws_access_key_id",
  type: "AWS_ACCESS_KEY",
  keyword: prefix.toLowerCase(),
  pattern: `${prefix}[A-Z0-9]{${20 - prefix.length}}`,
}));

const AWS_LABEL_RULES: readonly LabelRule[] = [
  {
    id: "aws-secret-key",
    kind: "aws_secret_key",
    type: "AWS_ACCESS_KEY",
    labels: ["aws", "secret_access_key", "secretaccesskey", "secret access key", "secret-access-key"].map((label) =>
      label.replaceAll(" ", "_"),
    ),
    pattern: "[a-z0-9/+]{40}",
    entropy: 4,
  },
  {
    id: "aws-session-token",
    kind: "aws_session_token",
    type: "AWS_ACCESS_KEY",
    labels: ["session_token", "sessiontoken", "security_token", "x-amz-security-token"],
    pattern: "[a-z0-9/+]{100,2000}",
    entropy: 4,
  },
];

/** Every rule for a token with a beginning of its own. */
export const PREFIX_RULES: readonly PrefixRule[] = [
  ...AWS_PREFIX_RULES,
  ...MODEL_PREFIX_RULES,
  ...PLATFORM_PREFIX_RULES,
  ...SERVICE_PREFIX_RULES,
];

/** Every rule for a token that its vendor's name gives away. */
export const LABEL_RULES: readonly LabelRule[] = [
  ...AWS_LABEL_RULES,
  ...MODEL_LABEL_RULES,
  ...PLATFORM_LABEL_RULES,
  ...SERVICE_LABEL_RULES,
];

/** A rule with its expression compiled: sticky for prefixes, anchored at both ends for labels. */
export interface CompiledRule<Rule> {
  readonly rule: Rule;
  readonly expression: RegExp;
}

/** The rules, ready to be asked. */
export interface SecretIndex {
  /** How the keywords of `prefixSearch` begin; see `beginningsOf`. */
  readonly beginnings: HashFilter;
  readonly prefixSearch: KeywordSearch;
  /** By the number of a keyword of `prefixSearch`. */
  readonly prefixes: readonly CompiledRule<PrefixRule>[];
  readonly labelSearch: KeywordSearch;
  /** By the number of a keyword of `labelSearch`. */
  readonly labels: readonly CompiledRule<LabelRule>[];
}

/** Number of the keyword of JSON Web Tokens, which have no end that an expression could bound. */
export const JWT_KEYWORD = PREFIX_RULES.length;

let index: SecretIndex | undefined;

/** Compiles the rules on first use: a few milliseconds. The result depends on nothing but the rules. */
export function secretIndex(): SecretIndex {
  index ??= createIndex();
  return index;
}

function createIndex(): SecretIndex {
  const keywords = [...PREFIX_RULES.map((rule) => rule.keyword), "eyj"];
  return {
    beginnings: beginningsOf(keywords),
    prefixSearch: createKeywordSearch(keywords),
    prefixes: PREFIX_RULES.map((rule) => ({ rule, expression: new RegExp(rule.pattern, "y") })),
    labelSearch: createKeywordSearch(LABEL_RULES.flatMap((rule) => rule.labels)),
    labels: LABEL_RULES.flatMap((rule) => {
      const compiled = { rule, expression: new RegExp(`^(?:${rule.pattern})$`, "i") };
      return rule.labels.map(() => compiled);
    }),
  };
}
