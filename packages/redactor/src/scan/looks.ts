import type { TextSlot } from "../engine.ts";
import type { Policy } from "../policy/policy.ts";
import { RedactionError } from "../redaction-error.ts";
import type { HiddenText } from "../text/hide-findings.ts";
import { type Reading, read } from "../text/json-places.ts";
import { mayLookAlike } from "../text/placeholder.ts";
import type { Deadline } from "./deadline.ts";
import type { KnownText, TextMemory } from "./findings-cache.ts";
import type { Scanner } from "./scanner.ts";
import type { Steps } from "./steps.ts";

/** What was seen in one text. */
export interface Look {
  slot: TextSlot;
  /** Under which key it is remembered, if at all. */
  key: string | undefined;
  known: KnownText;
  /** What is to be dealt with: sorted, none overlapping. Repetitions are added to it. */
  judged: KnownText["judged"];
  /** Made when it is needed: most texts hold nothing. See {@link readingOf}. */
  reading: Reading | undefined;
  /** What is put in place of the text, where there is anything to deal with. */
  hidden: HiddenText | undefined;
}

/** What looking at texts takes. */
export interface LookOptions {
  scanner: Scanner;
  tenant: string;
  memory: TextMemory;
  deadline: Deadline;
  onFailure: Policy["onFailure"];
}

/** After how much text that is remembered work may be interrupted, in UTF-16 units. */
const LENGTH_A_STEP = 1024 * 1024;

/**
 * What was seen in each text, now or before; `undefined` for those that could not be inspected and may leave all the
 * same.
 *
 * @throws RedactionError `inspection_unavailable`
 */
export function* lookAtAll(slots: readonly TextSlot[], options: LookOptions): Steps<(Look | undefined)[]> {
  const { memory, deadline, onFailure } = options;
  const looks: (Look | undefined)[] = [];
  let length = 0;
  for (const slot of slots) {
    const key = memory.keyOf(wayOf(slot), slot.text);
    let look = key === undefined ? undefined : recall(slot, key, memory);
    if (look) {
      length += slot.text.length;
    } else {
      length = LENGTH_A_STEP;
      try {
        look = yield* deadline.keep(() => lookAt(slot, key, options));
      } catch (error) {
        if (onFailure === "block" || !RedactionError.isInstance(error)) throw error;
      }
    }
    looks.push(look);
    if (length >= LENGTH_A_STEP) {
      length = 0;
      yield;
    }
  }
  return looks;
}

/** What detectors read of the text. */
export function readingOf(look: Look): Reading {
  look.reading ??= read(look.slot.text, look.slot.format);
  return look.reading;
}

function wayOf({ direction, isForeign, format }: TextSlot): string {
  return `${direction} ${format} ${isForeign}`;
}

function recall(slot: TextSlot, key: string, memory: TextMemory): Look | undefined {
  const known = memory.recall(key);
  return known && { slot, key, known, judged: known.judged, reading: undefined, hidden: undefined };
}

function* lookAt(slot: TextSlot, key: string | undefined, options: LookOptions): Steps<Look> {
  const { scanner, tenant, memory } = options;
  const { direction, isForeign } = slot;
  const reading = read(slot.text, slot.format);
  const { judged, verdict } = yield* scanner.scan(reading.text, { direction, tenant, isForeign });
  const known = { judged, verdict, mayLookAlike: mayLookAlike(reading.text) };
  if (key !== undefined) memory.remember(key, known);
  return { slot, key, known, judged, reading, hidden: undefined };
}
