/** What an answer is: a stream of events, JSON lines, one JSON text, or none of these. */
export type AnswerKind = "events" | "lines" | "json" | "other";

const EVENTS = /^text\/event-stream/i;
const LINES = /^application\/(?:x-)?(?:ndjson|jsonl|jsonlines)/i;
const JSON_TEXT = /^(?:application|text)\/(?:[\w.-]+\+)?json/i;
/** What Express makes of a body that is given to `response.send` without a type, and plain text. */
const UNSURE = /^(?:text\/(?:html|plain)|application\/octet-stream)/i;
/** Without a type, what begins so is taken for events. */
const EVENT_START = /^(?:data|event|id|retry)?:/;

/** The kind that a `content-type` names; `undefined`: it takes a look at the first bytes. */
export function kindOf(type: string | undefined): AnswerKind | undefined {
  if (type === undefined || UNSURE.test(type)) return undefined;
  if (EVENTS.test(type)) return "events";
  if (LINES.test(type)) return "lines";
  return JSON_TEXT.test(type) ? "json" : "other";
}

/** The kind that a beginning looks like. Events are looked for only where there is no type at all. */
export function sniffKind(beginning: string, type: string | undefined): AnswerKind {
  const start = beginning.trimStart();
  if (start.startsWith("{")) return "json";
  return type === undefined && EVENT_START.test(start) ? "events" : "other";
}
