import { entropyOf } from "../secrets/entropy.ts";
import { isPlaceholder } from "../secrets/placeholder.ts";
import { MIN_ENTROPY } from "../secrets/secret-rule.ts";
import { JWT_KEYWORD, type SecretIndex, secretIndex } from "../secrets/secret-rules.ts";
import { JOINER, KIND_OF_UNIT } from "./characters.ts";
import { SECRET } from "./labels.ts";
import { isAlphanumericAt, report, type Scan } from "./scan.ts";

/** Entropy is taken of so many characters: more of them prove nothing more. */
const ENTROPY_WINDOW = 160;
const LABEL_WINDOW = 48;
const LONGEST_LABELLED = 2048;
const PREFIX_SCORE = 1;
const LABEL_SCORE = 0.85;
const GENERIC_SCORE = 0.65;

/** Shorter runs hold no token with a prefix. */
export const SHORTEST_TOKEN = 16;

/** What is remembered from one run of a text to the next, and what is known of the run. */
export interface SecretSearch {
  readonly index: SecretIndex;
  /** Where the last AWS key identifier ends: its secret tends to follow. */
  awsKeyEnd: number;
  /** No JSON Web Token begins before this index. */
  jwtRefusedUntil: number;
  /** Of the run that is looked at: its digits, how often the kind of character changes, and whether a part may be a keyword. */
  digits: number;
  changes: number;
  hasBeginning: boolean;
}

/** A search for a new text. */
export function createSecretSearch(): SecretSearch {
  return {
    index: secretIndex(),
    awsKeyEnd: Number.NEGATIVE_INFINITY,
    jwtRefusedUntil: 0,
    digits: 0,
    changes: 0,
    hasBeginning: false,
  };
}

/** Secrets in the run of token characters `[start, end)`. */
export function findSecrets(scan: Scan, search: SecretSearch, start: number, end: number): void {
  if (search.hasBeginning && end - start >= SHORTEST_TOKEN && findByPrefix(scan, search, start, end)) return;
  if (end - start > LONGEST_LABELLED || !looksRandom(scan, search, start)) return;
  if (findByLabel(scan, search, start, end)) return;
  findGeneric(scan, start, end);
}

/** No letter or digit stands before a keyword, so that only the beginnings of the run's parts are looked at. */
function findByPrefix(scan: Scan, search: SecretSearch, start: number, end: number): boolean {
  const { units } = scan;
  const kinds = KIND_OF_UNIT;
  let found = false;
  for (let part = start; part < end; ) {
    const after = matchKeywords(scan, search, part, end);
    if (after > 0) found = true;
    part = Math.max(part, after);
    while (part < end && kinds[units[part] as number] !== JOINER) part++;
    while (part < end && kinds[units[part] as number] === JOINER) part++;
  }
  return found;
}

/** Index after the token that begins at `part`, or 0. */
function matchKeywords(scan: Scan, search: SecretSearch, part: number, end: number): number {
  const { symbolOf, next, width, depthOf, keywordsAt } = search.index.prefixSearch;
  let state = 0;
  for (let index = part; index < end; index++) {
    const unit = scan.units[index] as number;
    state = next[state * width + (unit < 128 ? (symbolOf[unit] as number) : 0)] as number;
    if (depthOf[state] !== index - part + 1) return 0;
    for (const keyword of keywordsAt[state] ?? []) {
      const after = keyword === JWT_KEYWORD ? findJwt(scan, search, part) : matchPrefix(scan, search, keyword, index);
      if (after > 0) return after;
    }
  }
  return 0;
}

const OPEN_BODY = /^[\w+/=.%-]*/;

/** Index after the token whose keyword ends at `last`, or 0. */
function matchPrefix(scan: Scan, search: SecretSearch, keyword: number, last: number): number {
  const { rule, expression } = search.index.prefixes[keyword] as SecretIndex["prefixes"][number];
  const start = last - rule.keyword.length + 1;
  // The search also reports shorter keywords that end here, but begin inside another.
  if (start > 0 && isAlphanumericAt(scan, start - 1)) return 0;
  // Letters after a slash or a plus are most likely the middle of base64 text.
  const before = scan.units[start - 1];
  if ((before === 0x2f || before === 0x2b) && /^[a-z0-9]+$/.test(rule.keyword)) return 0;
  expression.lastIndex = start;
  if (!expression.test(scan.text)) return 0;
  let end = expression.lastIndex;
  if (!rule.isOpen && isAlphanumericAt(scan, end)) return 0;
  // An open pattern matches only the least that the token must have; entropy is that of what follows too.
  const ahead = scan.text.slice(last + 1, last + 1 + ENTROPY_WINDOW);
  const body = rule.isOpen ? (OPEN_BODY.exec(ahead)?.[0] ?? "") : ahead.slice(0, end - last - 1);
  const isAws = rule.type === "AWS_ACCESS_KEY";
  if (entropyOf(body) < Math.min(rule.entropy ?? MIN_ENTROPY, Math.log2(body.length) * 0.7)) return 0;
  if (!isAws && isPlaceholder(body)) return 0;
  if (rule.isOpen) end = tokenEnd(scan, end, rule.pattern.includes("+/"));
  if (isAws) search.awsKeyEnd = end;
  const isUrl = rule.kind.endsWith("_webhook");
  report(scan, {
    type: rule.type ?? "API_KEY",
    kind: rule.kind,
    start: isUrl ? urlStart(scan, start) : start,
    end,
    score: PREFIX_SCORE,
    rule: rule.id,
  });
  return end;
}

function tokenEnd(scan: Scan, from: number, isBase64: boolean): number {
  let end = from;
  for (; ; end++) {
    const unit = scan.units[end];
    const goesOn = unit === 0x5f || unit === 0x2d || (isBase64 && (unit === 0x2b || unit === 0x2f || unit === 0x3d));
    if (!goesOn && !isAlphanumericAt(scan, end)) break;
  }
  while (end > from && scan.units[end - 1] === 0x2d) end--;
  return end;
}

/** The scheme, and the subdomain, belong to the secret address of a webhook. */
function urlStart(scan: Scan, host: number): number {
  let start = host;
  while (start > 0 && host - start < LABEL_WINDOW && /[\w.-]/.test(scan.text.charAt(start - 1))) start--;
  return scan.text.endsWith("https://", start) || scan.text.slice(Math.max(0, start - 8), start) === "https://"
    ? start - 8
    : start;
}

const JWT_SEGMENT_MIN = 10;

/** A JSON Web Token that begins at `head`: three segments of base64url, the first two of which begin with an encoded `{"`. */
function findJwt(scan: Scan, search: SecretSearch, head: number): number {
  if (
    head < search.jwtRefusedUntil ||
    (head > 0 && isAlphanumericAt(scan, head - 1)) ||
    !scan.text.startsWith("eyJ", head)
  )
    return 0;
  const claims = segmentEnd(scan, head);
  const isJwt =
    scan.units[claims] === 0x2e && claims - head >= JWT_SEGMENT_MIN && scan.text.startsWith("eyJ", claims + 1);
  const signature = isJwt ? segmentEnd(scan, claims + 1) : claims;
  if (!isJwt || scan.units[signature] !== 0x2e) {
    search.jwtRefusedUntil = claims;
    return 0;
  }
  const end = segmentEnd(scan, signature + 1);
  report(scan, { type: "API_KEY", kind: "jwt", start: head, end, score: PREFIX_SCORE, rule: "jwt" });
  return end;
}

function segmentEnd(scan: Scan, from: number): number {
  let end = from;
  while (isAlphanumericAt(scan, end) || scan.units[end] === 0x5f || scan.units[end] === 0x2d) end++;
  return end;
}

const MIN_CHANGES = 3;
/** As many make up for missing digits, as in some keys of 40 characters. */
const MANY_CHANGES = 8;

/** After "Bearer" or "Basic" fewer changes do: nothing but a credential stands there. */
const FEW_CHANGES = 4;

/** Whether the name of an authentication scheme stands right before the run. */
function isCredential(scan: Scan, start: number): boolean {
  if (scan.label !== SECRET || scan.units[start - 1] !== 0x20) return false;
  return /(?:basic|bearer) $/i.test(scan.text.slice(Math.max(0, start - 8), start));
}

/** Whether the run mixes kinds of characters as random text does, and words and paths do not. */
function looksRandom(scan: Scan, { digits, changes }: SecretSearch, start: number): boolean {
  if (digits >= 2 && changes >= MIN_CHANGES) return true;
  return changes >= MANY_CHANGES || (changes >= FEW_CHANGES && isCredential(scan, start));
}

/** From the label to its value: rest of the name, separator, quotes. */
const ASSIGNED =
  /^[\w.\- ]{0,28}["'`\])]{0,2}\s{0,3}(?::=|=>|->|==?|:|,|\bis:?|>|\()\s{0,3}(?:Bearer |Token |Basic )?\\?["'`]?$/i;
const SCHEME = /^["']?:?\s{1,3}(?:Bearer |Token |Basic )?["']?$/i;

function findByLabel(scan: Scan, search: SecretSearch, start: number, end: number): boolean {
  const { symbolOf, next, width, keywordsAt } = search.index.labelSearch;
  const value = withPadding(scan, start, end);
  const isNearAwsKey = start - search.awsKeyEnd < 160 && start > search.awsKeyEnd;
  if (isNearAwsKey && /^[A-Za-z0-9/+]{40}$/.test(value) && entropyOf(value) > 4) {
    report(scan, {
      type: "AWS_ACCESS_KEY",
      kind: "aws_secret_key",
      start,
      end,
      score: LABEL_SCORE,
      rule: "aws-secret-after-id",
    });
    return true;
  }
  let state = 0;
  for (let index = Math.max(0, start - LABEL_WINDOW); index < start; index++) {
    const unit = scan.units[index] as number;
    state = next[state * width + (unit < 128 ? (symbolOf[unit] as number) : 0)] as number;
    for (const keyword of keywordsAt[state] ?? []) {
      const { rule, expression } = search.index.labels[keyword] as SecretIndex["labels"][number];
      if (!expression.test(value)) continue;
      if (!ASSIGNED.test(scan.text.slice(index + 1, start))) continue;
      if (entropyOf(value.slice(0, ENTROPY_WINDOW)) < (rule.entropy ?? MIN_ENTROPY)) continue;
      // Amazon's documents end their sample keys with EXAMPLE, which people copy into tests of filters like this one.
      if (rule.type !== "AWS_ACCESS_KEY" && isPlaceholder(value)) continue;
      report(scan, {
        type: rule.type ?? "API_KEY",
        kind: rule.kind,
        start,
        end: start + value.length,
        score: LABEL_SCORE,
        rule: rule.id,
      });
      return true;
    }
  }
  return false;
}

/** The run, and the padding of base64 after it. */
function withPadding(scan: Scan, start: number, end: number): string {
  let last = end;
  while (last < end + 2 && scan.units[last] === 0x3d) last++;
  return scan.text.slice(start, last);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const MIN_GENERIC_ENTROPY = 3.2;
const SHORTEST_GENERIC = 12;
const LONGEST_GENERIC = 256;

/** A random value that is assigned to something called a key, secret or token. */
function findGeneric(scan: Scan, start: number, end: number): void {
  const length = end - start;
  if (scan.label !== SECRET || start - scan.labelEnd > LABEL_WINDOW) return;
  if (length < SHORTEST_GENERIC || length > LONGEST_GENERIC) return;
  const between = scan.text.slice(scan.labelEnd, start);
  if (between.includes(",")) return;
  if (
    !ASSIGNED.test(between) &&
    !(SCHEME.test(between) && /bearer|authorization/i.test(scan.text.slice(scan.labelStart, scan.labelEnd)))
  )
    return;
  const value = withPadding(scan, start, end);
  if (scan.units[end] === 0x28 || scan.units[end] === 0x5b) return;
  if (UUID.test(value) || isPlaceholder(value) || isName(value) || entropyOf(value) <= MIN_GENERIC_ENTROPY) return;
  report(scan, {
    type: "API_KEY",
    kind: "generic_secret",
    start,
    end: start + value.length,
    score: GENERIC_SCORE,
    rule: "generic",
  });
}

/** A path, a property, a version or a name in words: `config.token2.value`, `src/auth/v2`, `gpt-4o-2024-08-06`. */
function isName(value: string): boolean {
  const parts = value.split(/[-_./+~%]/);
  return parts.every((part) => /^(?:[A-Za-z]?[a-z]*[0-9]{0,4}|[A-Z]*[0-9]{0,4}|[0-9]{1,4}[a-z]{0,2})$/.test(part));
}
