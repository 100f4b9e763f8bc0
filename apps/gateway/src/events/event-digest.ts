import type { EventType, HubEvent } from "./hub-event.ts";
import { newEventId } from "./new-event-id.ts";

/** How events are gathered. */
export interface EventDigestOptions {
  /** Sends an event; at once, and without ever throwing. */
  send(event: HubEvent): void;
  /** Least time between two events of the same type and subject, in milliseconds. Default one minute. */
  windowMs?: number | undefined;
  /** Most subjects that are told apart at a time. Default 10,000; beyond them they are gathered as one. */
  maxSubjects?: number | undefined;
  /** The time in milliseconds since 1970. */
  now(): number;
}

/** Sends the first event of a type and subject at once, and those that follow soon together. */
export interface EventDigest {
  /**
   * @param subject whom or what it is about
   * @param found how many of each kind were found
   */
  add(type: EventType, subject: Readonly<Record<string, string>>, found?: Readonly<Record<string, number>>): void;
  /** Sends what has been gathered. Nothing is taken any more. */
  close(): void;
}

/** What has been gathered of a type and subject since the last was sent. */
interface Gathered {
  type: EventType;
  subject: Readonly<Record<string, string>>;
  sentAt: number;
  lastAt: number;
  count: number;
  found: Map<string, number>;
}

/** How often what has been gathered is looked through, as a part of the window. */
const LOOKS_PER_WINDOW = 6;
/** Most kinds that are told apart in one event. */
const MAX_KINDS = 64;
const OTHERS = "other";

/** Creates a digest. */
export function createEventDigest(options: EventDigestOptions): EventDigest {
  const { send, now, windowMs = 60_000, maxSubjects = 10_000 } = options;
  const gatheredBySubject = new Map<string, Gathered>();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  function gatheredOf(type: EventType, subject: Gathered["subject"]): Gathered {
    const name = nameOf(type, subject);
    const known = gatheredBySubject.get(name);
    if (known) return known;
    const isCrowded = gatheredBySubject.size >= maxSubjects && Object.keys(subject).length > 0;
    if (isCrowded) return gatheredOf(type, {});
    const at = Number.NEGATIVE_INFINITY;
    const created: Gathered = { type, subject, sentAt: at, lastAt: at, count: 0, found: new Map() };
    gatheredBySubject.set(name, created);
    return created;
  }

  function tell(gathered: Gathered, at: number): void {
    const { type, subject, count, found, lastAt } = gathered;
    const data = { ...subject, count, ...(found.size > 0 && { found: Object.fromEntries(found) }) };
    gathered.sentAt = at;
    gathered.count = 0;
    gathered.found.clear();
    send({ id: newEventId(), type, at: lastAt, data });
  }

  /** Runs only while something is waited for. */
  function look(): void {
    const at = now();
    for (const [name, gathered] of gatheredBySubject) {
      if (at - gathered.sentAt < windowMs) continue;
      if (gathered.count > 0) tell(gathered, at);
      else gatheredBySubject.delete(name);
    }
    if (gatheredBySubject.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  return {
    add(type, subject, found = {}) {
      if (isClosed) return;
      const at = now();
      const gathered = gatheredOf(type, subject);
      gathered.count++;
      gathered.lastAt = at;
      addCounts(gathered.found, found);
      if (at - gathered.sentAt >= windowMs) tell(gathered, at);
      timer ??= setInterval(look, windowMs / LOOKS_PER_WINDOW).unref();
    },
    close() {
      isClosed = true;
      clearInterval(timer);
      for (const gathered of gatheredBySubject.values()) if (gathered.count > 0) tell(gathered, now());
      gatheredBySubject.clear();
    },
  };
}

function nameOf(type: EventType, subject: Readonly<Record<string, string>>): string {
  return JSON.stringify([type, ...Object.values(subject)]);
}

function addCounts(sums: Map<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [kind, count] of Object.entries(counts)) {
    const name = sums.size < MAX_KINDS || sums.has(kind) ? kind : OTHERS;
    sums.set(name, (sums.get(name) ?? 0) + count);
  }
}
