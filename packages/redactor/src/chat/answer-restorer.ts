import type { LocatedFinding } from "../engine.ts";
import { runAtOnce, runInTurns, type Steps } from "../scan/steps.ts";
import type { TextRestorer } from "../text/text-restorer.ts";
import { restoreAnnotations } from "./annotations.ts";
import { type AnswerPlace, mapAnswerTexts } from "./answer-fields.ts";
import { type AnswerContext, createAnswerText, isIdle } from "./answer-text.ts";
import { type ChunkRestorer, createChunkRestorer } from "./chunk-restorer.ts";
import { isJsonObject, type JsonObject } from "./json.ts";
import { createMovedOffsets } from "./moved-offsets.ts";

/** Puts an answer into the words of the one who asked. */
export interface AnswerRestorer {
  /** Whether answers come out as they went in, whatever they hold. */
  readonly isIdle: boolean;
  /**
   * A whole answer with its values back. The given one is not touched.
   *
   * @throws RedactionError `pii_policy_violation` when the policy blocks what the model says
   */
  restoreCompletion<Completion extends object>(completion: Completion): Completion;
  /** The same, without keeping the event loop from other work for more than about 10 ms: a long answer takes longer. */
  restoreCompletionInTurns<Completion extends object>(completion: Completion): Promise<Completion>;
  /** The same for an answer in chunks; one for each stream. */
  restoreChunks(): ChunkRestorer;
  /** What the model said by itself that the policy watches for, so far. */
  outputFindings: readonly LocatedFinding[];
}

/** How much of a text is restored in one step, in UTF-16 units. */
const STEP_LENGTH = 32 * 1024;
/** How long an answer may be worked on before others get their turn, in milliseconds. */
const TURN_MS = 6;

/** A text that was met in an answer. */
interface MetText {
  text: TextRestorer;
  piece: string;
}

/** Stands for a text where what becomes of it is known. */
const SETTLED: TextRestorer = { push: (piece) => piece, end: () => "" };

/** Creates the restorer of one request's answers. */
export function createAnswerRestorer(options: Omit<AnswerContext, "findings">): AnswerRestorer {
  const context: AnswerContext = { ...options, findings: [] };
  return {
    isIdle: isIdle(context),
    outputFindings: context.findings,
    restoreCompletion: (completion) => runAtOnce(restore(completion, context)),
    restoreCompletionInTurns: (completion) => runInTurns(restore(completion, context), TURN_MS),
    restoreChunks: () => createChunkRestorer(context),
  };
}

// These are no closures: a generator that is made within a request keeps it alive until all of the heap is swept.

function* restore<Completion extends object>(completion: Completion, context: AnswerContext): Steps<Completion> {
  const { choices } = completion as JsonObject;
  if (isIdle(context) || !Array.isArray(choices)) return completion;
  const restored: unknown[] = [];
  for (const choice of choices) restored.push(yield* restoreChoice(choice, `/choices/${restored.length}`, context));
  return { ...completion, choices: restored };
}

function* restoreChoice(choice: unknown, path: string, context: AnswerContext): Steps<unknown> {
  if (!isJsonObject(choice)) return choice;
  const { message, text } = choice;
  const changed: JsonObject = {};
  // The older completions have their text in the choice itself.
  if (typeof text === "string") {
    changed.text = yield* restoreWhole({ text: createAnswerText(context, "auto", `${path}/text`), piece: text });
  }
  if (isJsonObject(message)) changed.message = yield* restoreMessage(message, `${path}/message`, context);
  return Object.keys(changed).every((field) => changed[field] === choice[field]) ? choice : { ...choice, ...changed };
}

function* restoreMessage(message: JsonObject, path: string, context: AnswerContext): Steps<JsonObject> {
  const met: MetText[] = [];
  const textOf = ({ name, format }: AnswerPlace) => createAnswerText(context, format, `${path}/${name}`);
  mapAnswerTexts(message, textOf, (text, piece) => {
    met.push({ text, piece });
    return piece;
  });
  const restored: string[] = [];
  for (const each of met) restored.push(yield* restoreWhole(each));
  let next = 0;
  const changed = mapAnswerTexts(
    message,
    () => SETTLED,
    () => restored[next++] as string,
  );
  const offsets = createMovedOffsets(context.vault);
  if (typeof message.content === "string") offsets.push(message.content);
  return restoreAnnotations(context.vault, changed, offsets);
}

/** Passes a whole text through, in steps. */
function* restoreWhole({ text, piece }: MetText): Steps<string> {
  let restored = "";
  for (let start = 0; start < piece.length; start += STEP_LENGTH) {
    restored += text.push(piece.slice(start, start + STEP_LENGTH));
    yield;
  }
  return restored + text.end();
}
