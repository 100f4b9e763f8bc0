import type { TextRestorer } from "../text/text-restorer.ts";
import { restoreAnnotations } from "./annotations.ts";
import { type AnswerPlace, mapAnswerTexts, type Pass, type TextOf } from "./answer-fields.ts";
import { type AnswerContext, createAnswerText, isIdle } from "./answer-text.ts";
import { isJsonObject, type JsonObject } from "./json.ts";
import { createMovedOffsets, type MovedOffsets } from "./moved-offsets.ts";

/** Puts values back into an answer that comes in chunks. */
export interface ChunkRestorer {
  /**
   * What can be said for sure after this chunk. A chunk always comes out, though its text may be held back; what was
   * held back comes with a later one, at the latest before the chunk with the finish reason: until then, any text may
   * go on, since vendors write several at a time.
   *
   * @throws RedactionError `pii_policy_violation` when the policy blocks what the model says: end the stream there
   */
  push<Chunk extends object>(chunk: Chunk): Chunk[];
  /** What was still held back when the stream ended without a finish reason. */
  end<Chunk extends object>(): Chunk[];
}

interface OpenText {
  text: TextRestorer;
  /** A choice that adds to this text and does nothing else. */
  choiceOf(piece: string): JsonObject;
}

/** One alternative of an answer. */
interface OpenChoice {
  index: unknown;
  texts: Map<string, OpenText>;
  /** Offsets in the content. */
  offsets: MovedOffsets;
  /** The text at a place of its deltas. */
  textOf: TextOf;
}

/** The text of the older completions, which have no deltas. */
const LEGACY_TEXT: AnswerPlace = { name: "text", format: "auto", fieldsOf: (text) => ({ text }) };
const push: Pass = (text, piece) => text.push(piece);

/** Creates the restorer of one stream. */
export function createChunkRestorer(context: AnswerContext): ChunkRestorer {
  const choices = new Map<unknown, OpenChoice>();
  const idle = isIdle(context);
  let latest: JsonObject | undefined;

  function openChoice(index: unknown): OpenChoice {
    let choice = choices.get(index);
    if (!choice) {
      choice = {
        index,
        texts: new Map(),
        offsets: createMovedOffsets(context.vault),
        textOf: (place) => openText(choice as OpenChoice, place),
      };
      choices.set(index, choice);
    }
    return choice;
  }

  function openText(choice: OpenChoice, place: AnswerPlace): TextRestorer {
    let open = choice.texts.get(place.name);
    if (!open) {
      const { name, format, fieldsOf } = place;
      const isLegacy = place === LEGACY_TEXT;
      const path = `/choices/${String(choice.index)}/${isLegacy ? "" : "message/"}${name}`;
      const choiceOf: OpenText["choiceOf"] = isLegacy ? fieldsOf : (piece) => ({ delta: fieldsOf(piece) });
      open = { text: createAnswerText(context, format, path), choiceOf };
      choice.texts.set(name, open);
    }
    return open.text;
  }

  function restoreDelta(choice: OpenChoice, delta: JsonObject): JsonObject {
    if (typeof delta.content === "string") choice.offsets.push(delta.content);
    return restoreAnnotations(context.vault, mapAnswerTexts(delta, choice.textOf, push), choice.offsets);
  }

  /** What is held back of a choice's texts, each as a choice of its own. */
  function release(choice: OpenChoice): JsonObject[] {
    return [...choice.texts.values()].flatMap(({ text, choiceOf }) => {
      const rest = text.end();
      return rest === "" ? [] : [choiceOf(rest)];
    });
  }

  function chunkOf(chunk: JsonObject, index: unknown, said: JsonObject): JsonObject {
    const part: JsonObject = { ...chunk, choices: [{ index, ...said, finish_reason: null }] };
    if (part.usage !== undefined) part.usage = null;
    return part;
  }

  /** A choice with what can be said of it so far; what has to come before it goes to `before`. */
  function restoreChoice(part: unknown, chunk: JsonObject, before: JsonObject[]): unknown {
    if (!isJsonObject(part)) return part;
    const { index, delta, text, finish_reason: reason } = part;
    const choice = openChoice(index);
    const restoredDelta = isJsonObject(delta) ? restoreDelta(choice, delta) : delta;
    const restoredText = typeof text === "string" ? openText(choice, LEGACY_TEXT).push(text) : text;
    const isSame = restoredDelta === delta && restoredText === text;
    const rest = reason === null || reason === undefined ? [] : release(choice);
    if (isSame && rest.length === 0) return part;
    const said = {
      ...(isJsonObject(delta) ? { delta: restoredDelta } : {}),
      ...(typeof text === "string" ? { text: restoredText } : {}),
    };
    if (rest.length === 0) return { ...part, ...said };
    for (const earlier of [said, ...rest]) before.push(chunkOf(chunk, index, earlier));
    return {
      ...part,
      ...(isJsonObject(delta) ? { delta: {} } : {}),
      ...(typeof text === "string" ? { text: "" } : {}),
    };
  }

  function restore(chunk: JsonObject, parts: readonly unknown[]): JsonObject[] {
    const before: JsonObject[] = [];
    const restored = parts.map((part) => restoreChoice(part, chunk, before));
    const hasChanged = restored.some((part, position) => part !== parts[position]);
    return [...before, hasChanged ? { ...chunk, choices: restored } : chunk];
  }

  return {
    push<Chunk extends object>(chunk: Chunk): Chunk[] {
      if (idle) return [chunk];
      const { choices: parts } = chunk as JsonObject;
      if (!Array.isArray(parts) || parts.length === 0) return [chunk];
      latest = chunk as JsonObject;
      return restore(latest, parts) as Chunk[];
    },
    end<Chunk extends object>(): Chunk[] {
      const template = latest;
      if (!template) return [];
      return [...choices.values()].flatMap((choice) =>
        release(choice).map((said) => chunkOf(template, choice.index, said) as Chunk),
      );
    },
  };
}
