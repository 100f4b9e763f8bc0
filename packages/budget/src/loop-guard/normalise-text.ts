import { hash } from "node:crypto";
import {
  ARGUMENT_NOISE,
  ERROR_NOISE,
  MASK,
  maskNoise,
  type Noise,
  NUDGE_NOISE,
  RESULT_NOISE,
  TASK_NOISE,
} from "./mask-noise.ts";
import { FIELD_NAMES, plainName } from "./noise-names.ts";

/**
 * What is left of a text when what differs from one attempt to the next is passed over. Two texts mean the same
 * where the same is left of them. Everything here takes time in proportion to the text, and reads a bounded part of it.
 */

/** Longest text read as a whole, in characters; of longer ones both ends are. */
export const MAX_TEXT_LENGTH = 8_192;
/** How much of the middle of a longer one is compared as it is. */
const MAX_MIDDLE_LENGTH = 65_536;
/** How much of a text shows whether it reports an error. */
const ERROR_WINDOW = 400;
const ERROR = new RegExp(
  [
    // Not "error: 0.2" or "failed = 3": measures and counts are news.
    String.raw`^[\s"'{[(<*#]{0,16}(?:[\w.]{0,64}(?:error|exception)|traceback|fail(?:ed|ure)?|fatal|panic|time(?:d )?out|cannot|can't|could not|unable|unexpected|invalid|access denied|permission denied|not found|no such|command failed|request failed|http \d{3}|connection re\w{1,16})\b(?!\s{0,2}(?:rate|count|margin)|["']?\s{0,2}[:=]\s{0,2}\d)`,
    String.raw`"(?:success|ok)"\s{0,2}:\s{0,2}false`,
    String.raw`"(?:is_?)?error(?:_?message)?"\s{0,2}:\s{0,2}(?:"[^"]|\{[^}]|\[[^\]]|true)`,
    String.raw`"status"\s{0,2}:\s{0,2}"(?:error|failed|failure)"`,
  ].join("|"),
  "i",
);
const CLAUSE = /\\+n|[\n:;()[\]{}]|[.!?,](?=\s)/;
/** Where a long text is cut. */
const CUTS = ["\n", "; ", ". "];
const QUOTING = /[\\"'`]+|\\+n/g;

/**
 * A task that somebody set. Numbers and ids are its substance ("translate item 17"), save times of day, labelled ids
 * of requests, and counters of attempts.
 */
export function normaliseTask(text: string): string {
  return maskNoise(ends(text), TASK_NOISE) + middleOf(text);
}

/**
 * What a tool answered. Where it is no error, anything but times, durations, ids and counters of attempts is news
 * ("45 % done"). An error is the same error with other numbers, and when it says over again what it said before.
 */
export function normaliseResult(text: string): string {
  return withoutNoise(text, RESULT_NOISE);
}

/** What the user said after a call, or a framework in their name: results, and words that make a model go on. */
export function normaliseNudge(text: string): string {
  return withoutNoise(text, NUDGE_NOISE);
}

/** Arguments of a call: without the fields that count attempts or name one of them, however they are set out. */
export function normaliseArguments(text: string): string {
  const read = text.length > MAX_TEXT_LENGTH ? text : withoutVolatileFields(text);
  return maskNoise(ends(read), ARGUMENT_NOISE) + middleOf(read);
}

function withoutNoise(text: string, noise: Noise): string {
  if (isError(text)) return clausesOf(maskNoise(wholeClauses(text), ERROR_NOISE));
  return maskNoise(ends(text), noise) + middleOf(text);
}

function isError(text: string): boolean {
  return text.slice(0, ERROR_WINDOW).search(ERROR) >= 0;
}

/** Each different clause once: texts that quote themselves grow, but say nothing new. */
function clausesOf(text: string): string {
  const clauses = new Set<string>();
  for (const clause of text.split(CLAUSE)) {
    const plain = clause.replace(QUOTING, "").trim();
    if (plain !== "" && plain !== MASK) clauses.add(plain);
  }
  return [...clauses].join("\n");
}

function withoutVolatileFields(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), (key, value) => (FIELD_NAMES.has(plainName(key)) ? undefined : value));
  } catch {
    // Custom tools take free text, and models write JSON that is not.
    return text;
  }
}

/** The whole text, or the ends of a long one. */
function ends(text: string): string {
  return text.length <= MAX_TEXT_LENGTH ? text : headOf(text) + tailOf(text);
}

/** The ends of a text that grows, cut so that no half of a clause looks like another one. */
function wholeClauses(text: string): string {
  if (text.length <= MAX_TEXT_LENGTH) return text;
  const head = headOf(text);
  const tail = tailOf(text);
  const headEnd = Math.max(...CUTS.map((cut) => head.lastIndexOf(cut)));
  const tailStarts = CUTS.map((cut) => tail.indexOf(cut)).filter((at) => at >= 0);
  return `${headEnd > 0 ? head.slice(0, headEnd) : head}\n${tail.slice(Math.min(...tailStarts, tail.length))}`;
}

function headOf(text: string): string {
  return text.slice(0, MAX_TEXT_LENGTH / 2);
}

function tailOf(text: string): string {
  return text.slice(-MAX_TEXT_LENGTH / 2);
}

/** Stands for what lies between the ends: any change in it counts, or in its length where there is too much of it. */
function middleOf(text: string): string {
  const unread = text.length - MAX_TEXT_LENGTH;
  if (unread <= 0) return "";
  const start = MAX_TEXT_LENGTH / 2;
  return `${unread} ${hash("sha1", text.slice(start, start + Math.min(unread, MAX_MIDDLE_LENGTH)))}`;
}
