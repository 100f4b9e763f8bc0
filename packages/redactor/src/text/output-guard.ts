import type { KeyedHash } from "../hash.ts";
import type { Judged, Scanner } from "../scan/scanner.ts";
import { replaceForGood } from "./apply-action.ts";
import { createDepthTracker } from "./depth-tracker.ts";
import { MAX_HELD_KEY_LENGTH, MAX_HELD_LENGTH, type StableLength, stableLength } from "./stable-length.ts";
import type { TextFormat, TextRestorer } from "./text-restorer.ts";

/** What a guard works with. */
export interface OutputGuardOptions {
  scanner: Scanner;
  hash: KeyedHash;
  format: TextFormat;
  /** Where placeholders stand in a text: they are not the model's own words. */
  placeholdersIn(text: string): { start: number; end: number }[];
  /** Told of each finding, with offsets in the whole text as the model wrote it. May throw to stop the stream. */
  onFinding(finding: Judged): void;
}

/** How much of what was let go is kept for its labels, in UTF-16 units. */
const CONTEXT_LENGTH = 64;
/** How much is looked at in one go when nothing has to be held back, in UTF-16 units. */
const BATCH_LENGTH = 512;

/**
 * Watches over what a model says by itself, in a text that comes in pieces. Held back is only the tail that may still
 * grow into an entity, and nothing where the policy changes nothing.
 */
export function createOutputGuard(options: OutputGuardOptions): TextRestorer {
  const { scanner, hash, format, placeholdersIn, onFinding } = options;
  const mayChange = scanner.changesOutput;
  const tracker = format === "text" ? undefined : createDepthTracker(format);
  let context = "";
  let pending = "";
  let contextStart = 0;
  /** How long what is pending must be for the next look, where nothing has to be held back. */
  let nextBatch = BATCH_LENGTH;

  function advance(isEnd: boolean): string {
    const window = context + pending;
    const base = context.length;
    const stable = isEnd ? { length: window.length, isForced: false } : stableLength(window, base);
    if (stable.length <= base) return "";
    const judged = scanner.scanOutput(window).filter(({ end }) => end > base);
    const placeholders = judged.length > 0 ? placeholdersIn(window) : [];
    const own = apartFrom(placeholders, judged);
    const boundary = releasable(stable, base, window.length, own);
    if (boundary === base) return "";

    let released = "";
    let done = base;
    for (const finding of own) {
      if (finding.start >= boundary) break;
      while (done < finding.end) {
        released += take(window.slice(done, Math.max(done, finding.start)));
        const { start, end } = nextPiece(window, Math.max(done, finding.start), finding.end);
        released += take(window.slice(Math.max(done, finding.start), start));
        const value = window.slice(start, end);
        if (/[\p{L}\p{N}]/u.test(value)) {
          onFinding({ ...finding, start: contextStart + start, end: contextStart + end });
          released += replacement(finding, value);
          tracker?.feed(value);
        } else released += take(value);
        done = end;
      }
    }
    const end = Math.max(done, boundary);
    released += take(window.slice(done, end));
    pending = window.slice(end);
    context = window.slice(Math.max(0, end - CONTEXT_LENGTH), end);
    contextStart += end - context.length;
    return released;
  }

  function take(text: string): string {
    tracker?.feed(text);
    return text;
  }

  function replacement({ action, type }: Judged, value: string): string {
    if (action === "flag" || action === "tokenize") return value;
    const isBareNumber = tracker?.isStructure() === true && /^[-+.\deE]+$/.test(value);
    return isBareNumber ? "0" : replaceForGood(action, type, value, hash);
  }

  /** The next stretch of a finding that can be replaced: in JSON, one inside of one string, and no half of an escape. */
  function nextPiece(window: string, from: number, to: number): { start: number; end: number } {
    if (!tracker || (tracker.depth() === 0 && !tracker.isStructure())) return { start: from, end: to };
    const start = backslashesBefore(window, from) % 2 === 1 ? from + 1 : from;
    const quote = window.indexOf('"', start);
    if (quote < 0 || quote >= to) return { start, end: to };
    const quoteStart = Math.max(start, quote - backslashesBefore(window, quote));
    // A quote by itself is a piece that is left alone.
    return { start, end: quoteStart === start ? quote + 1 : quoteStart };
  }

  return {
    push(piece) {
      pending += piece;
      if (mayChange) return advance(false);
      if (pending.length >= nextBatch) {
        advance(false);
        nextBatch = pending.length + BATCH_LENGTH;
      }
      return piece;
    },
    end() {
      const rest = advance(true);
      return mayChange ? rest : "";
    },
  };
}

/**
 * How much of a window may go: not the beginning of what is already an entity and may still grow, unless that would
 * hold back too much.
 */
function releasable(stable: StableLength, base: number, length: number, findings: readonly Judged[]): number {
  const straddling = findings.find(({ start, end }) => start < stable.length && end > stable.length);
  if (!straddling) return stable.length;
  const from = Math.max(base, straddling.start);
  const limit = straddling.type === "PRIVATE_KEY" ? MAX_HELD_KEY_LENGTH : MAX_HELD_LENGTH;
  return stable.isForced || length - from > limit ? straddling.end : from;
}

/** How many backslashes stand before a place, as far as the context goes: more would be no escapes of ours. */
function backslashesBefore(text: string, place: number): number {
  let start = place;
  while (start > 0 && place - start < CONTEXT_LENGTH && text[start - 1] === "\\") start--;
  return place - start;
}

/** The findings that overlap no placeholder. Both are in order. */
function apartFrom(placeholders: readonly { start: number; end: number }[], findings: readonly Judged[]): Judged[] {
  let next = 0;
  return findings.filter(({ start, end }) => {
    while (next < placeholders.length && (placeholders[next] as { end: number }).end <= start) next++;
    const place = placeholders[next];
    return !place || place.start >= end;
  });
}
