import { entropyOf } from "../secrets/entropy.ts";
import { isPlaceholder, isReference } from "../secrets/placeholder.ts";
import { isAlphanumericAt, report, type Scan } from "./scan.ts";

const MIN_LENGTH = 4;
const MAX_LENGTH = 128;
const MIN_ENTROPY = 2.3;
const WINDOW = 180;
/** "pass" is more often a verb: it needs a separator. */
const LONGEST_VERB = 4;

/** Rest of the key's name, separator and quote, up to the value. */
const ASSIGNMENT =
  /^[\w-]{0,24}["'`\]]{0,2}\s{0,3}(?:\([^()\n]{1,20}\)\s?)?(?::=|=>|->|=|:|\bis\b:?|\bwas\b|\bset to\b|>)\s{0,3}(?:(?:[bru]|N)(?=["']))?(\\?["'`])?/i;
const XML_ATTRIBUTE = /^["']\s{0,3}value\s?=\s?(["'])/i;
/** The list of variables of a Kubernetes container: `- name: DB_PASSWORD`, then `value: ...`. */
const NAMED_VALUE = /^[\w-]{0,24}["']?,?\s{1,40}["']?value["']?:\s?(["'])?/;
const BARE_VALUE = /^ (?=[^\s"']*[0-9])(?=[^\s"']*[^\w\s"'])/;
/** What stands after an option of a command: `--password X`. */
const OPTION_VALUE = /^ (["'])?(?!-)/;
const TYPE_NAMES =
  /^(?:string|str|text|varchar|char|boolean|bool|number|int|integer|null|none|nil|undefined|true|false|required|optional|any|object|bytes|unknown|void|password|passwd|secret|hidden|empty|invalid|incorrect|wrong|missing|expired|valid|reset|changed|not|the|your|a|an|my|very|too|weak|strong|stored|set|hash|hashed|encrypted|protected|correct|unset|default|input|private|public|static|const|let|var|new|return|await|self|this|readonly)$/i;

/** The value after a word for passwords that ends at `labelEnd`. */
export function findPassword(scan: Scan, labelStart: number, labelEnd: number): void {
  const ahead = scan.text.slice(labelEnd, labelEnd + WINDOW);
  const assignment =
    ASSIGNMENT.exec(ahead) ??
    XML_ATTRIBUTE.exec(ahead) ??
    NAMED_VALUE.exec(ahead) ??
    (isOption(scan, labelStart) ? OPTION_VALUE.exec(ahead) : null) ??
    (labelEnd - labelStart > LONGEST_VERB ? BARE_VALUE.exec(ahead) : null);
  if (assignment === null) return;
  const quote = assignment[1];
  const rest = ahead.slice(assignment[0].length);
  const value = quote === undefined ? bareValue(rest) : quotedValue(rest, quote);
  if (value.length < MIN_LENGTH || value.length > MAX_LENGTH) return;
  const after = rest.charAt(value.length);
  // After a tag the value is what stands before the closing tag.
  if (assignment[0].endsWith(">") && !/[-=]>$/.test(assignment[0]) && !rest.startsWith("</", value.length)) return;
  const isPlain =
    (/^ (?!=)/.test(assignment[0]) && !isOption(scan, labelStart)) || /\b(?:is|was|to)\b/i.test(assignment[0]);
  if (!isPassword(value, quote !== undefined, isPlain, after)) return;
  const start = labelEnd + assignment[0].length;
  const type = isInConnectionString(scan, labelStart) ? "DB_CONNECTION_STRING" : "PASSWORD";
  report(scan, { type, start, end: start + value.length, score: quote === undefined ? 0.8 : 0.9, rule: "password" });
}

/** Whether the word is an option of a command, or the end of its name: `--password`, `--db-password`. */
function isOption(scan: Scan, labelStart: number): boolean {
  return OPTION_NAME.test(scan.text.slice(Math.max(0, labelStart - LONGEST_OPTION), labelStart));
}

const OPTION_NAME = /(?:^|\s)--?(?:[a-z0-9]{1,12}-){0,2}$/i;
const LONGEST_OPTION = 30;

/** Up to the closing quote, or as without quotes where there is none. */
export function quotedValue(rest: string, quote: string): string {
  const end = rest.indexOf(quote);
  return end < 0 ? bareValue(rest) : rest.slice(0, end);
}

/** Up to a space, a quote, a bracket, the next pair of a query (`&name=`), or punctuation that ends a sentence. */
export function bareValue(rest: string): string {
  const value =
    /^(?:[^\s"'`,;<>|\\&)\]}]|&(?=[^\s&"'])(?!(?:amp;)?[\w.-]{1,32}=)(?!amp;)){1,129}/.exec(rest)?.[0] ?? "";
  return value.replace(/[.:!?]+$/, (ending) =>
    /^[!?]+$/.test(ending) && ending.length < 3 && /[0-9]/.test(value) ? ending : "",
  );
}

/** Whether a value beside the name of a password is one. `isPlain`: it stands in a sentence, not behind a sign. */
export function isPassword(value: string, isQuoted: boolean, isPlain: boolean, after: string): boolean {
  if (/\s/.test(value) || TYPE_NAMES.test(value) || isPlaceholder(value) || isReference(value)) return false;
  if (!isQuoted && (after === "(" || /[([{]/.test(value.charAt(0)) || /\w[([]/.test(value))) return false;
  if (/^[:@]|^[0-9]+\.[0-9]+$/.test(value)) return false;
  const hasDigit = /[0-9]/.test(value);
  const hasSymbol = /[^\w\s.-]/.test(value);
  const isMixed = /[a-z]/.test(value) && /[A-Z]/.test(value);
  if (isQuoted ? !hasDigit && !hasSymbol && !isMixed : !hasDigit && !hasSymbol) return false;
  if (isQuoted && !hasDigit && /^[A-Z]?[a-z]+(?:[A-Z][a-z]+)*$/.test(value)) return false;
  if (/^[A-Z]+(?:_[A-Z0-9]+)+$/.test(value) || /^[a-z]+(?:[-_.][a-z]+)+[0-9]?$/.test(value)) return false;
  if (!hasDigit && /^[^\w]/.test(value) && !/[A-Za-z]{3}/.test(value)) return false;
  if (isPlain && !hasDigit && !(hasSymbol && isMixed)) return false;
  return entropyOf(value) > MIN_ENTROPY;
}

const CONNECTION_STRING =
  /(?:jdbc:|server\s?=|data source\s?=|host\s?=|user id\s?=|uid\s?=|database\s?=|initial catalog\s?=)/i;

/** Whether the pair stands in a list of `Key=value;` pairs that name a server: ADO.NET, ODBC, JDBC. */
function isInConnectionString(scan: Scan, labelStart: number): boolean {
  const before = scan.units[labelStart - 1];
  if (before !== 0x3b && before !== 0x20 && before !== 0x26 && before !== 0x3f) return false;
  if (isAlphanumericAt(scan, labelStart - 1)) return false;
  const line = scan.text.slice(Math.max(0, labelStart - 200), labelStart);
  return (line.includes(";") || line.includes("jdbc:")) && CONNECTION_STRING.test(line);
}
