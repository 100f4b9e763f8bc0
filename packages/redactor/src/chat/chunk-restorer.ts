import type { TextRestorer } from "../text/text-restorer.ts";
import { restoreAnnotations } from "./annotations.ts";
import { type AnswerPlace, mapAnswerTexts } from "./answer-fields.ts";
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
}

/** Creates the restorer of one stream. */
export function createChunkRestorer(context: AnswerContext): ChunkRestorer {
  const choices = new Map<unknown, OpenChoice>();
  const idle = isIdle(context);
  let latest: JsonObject | undefined;

  function openChoice(index: unknown): OpenChoice {
    let choice = choices.get(index);
    if (!choice) {
      choice = { index, texts: new Map(), offsets: createMovedOffsets(context.vault) };
      choices.set(index, choice);
    }
    return choice;
  }

  function openText(choice: OpenChoice, place: AnswerPlace, choiceOf: OpenText["choiceOf"]): TextRestorer {
    let open = choice.texts.get(place.name);
    if (!open) {
      const path = `/choices/${String(choice.index)}/${place.name}`;
      open = { text: createAnswerText(context, place.format, path), choiceOf };
      choice.texts.set(place.name, open);
    }
    return open.text;
  }

  function restoreDelta(choice: OpenChoice, delta: JsonObject): JsonObject {
    if (typeof delta.content === "string") choice.offsets.push(delta.content);
    const mapped = mapAnswerTexts(
      delta,
      (place) => {
        const named = { ...place, name: `message/${place.name}` };
        return openText(choice, named, (piece) => ({ delta: place.fieldsOf(piece) }));
      },
      (text, piece) => text.push(piece),
    );
    return restoreAnnotations(context.vault, mapped, choice.offsets);
  }

  /** The text of the older completions, which have no deltas. */
  function restoreLegacyText(choice: OpenChoice, piece: string): string {
    const place: AnswerPlace = { name: "text", format: "text", fieldsOf: (text) => ({ text }) };
    return openText(choice, place, place.fieldsOf).push(piece);
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

  function restore(chunk: JsonObject, parts: readonly unknown[]): JsonObject[] {
    const before: JsonObject[] = [];
    let hasChanged = false;
    const restored = parts.map((part) => {
      if (!isJsonObject(part)) return part;
      const { index, delta, text, finish_reason: reason } = part;
      const choice = openChoice(index);
      const said: JsonObject = {};
      if (isJsonObject(delta)) said.delta = restoreDelta(choice, delta);
      if (typeof text === "string") said.text = restoreLegacyText(choice, text);
      const rest = reason === null || reason === undefined ? [] : release(choice);
      const isSame = Object.keys(said).every((field) => said[field] === part[field]);
      hasChanged ||= !isSame || rest.length > 0;
      if (rest.length === 0) return isSame ? part : { ...part, ...said };
      for (const earlier of [said, ...rest]) before.push(chunkOf(chunk, index, earlier));
      return { ...part, ...(said.delta ? { delta: {} } : {}), ...(said.text === undefined ? {} : { text: "" }) };
    });
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
