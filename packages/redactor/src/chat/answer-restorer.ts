import type { LocatedFinding } from "../engine.ts";
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
  /** The same for an answer in chunks; one for each stream. */
  restoreChunks(): ChunkRestorer;
  /** What the model said by itself that the policy watches for, so far. */
  outputFindings: readonly LocatedFinding[];
}

/** Creates the restorer of one request's answers. */
export function createAnswerRestorer(options: Omit<AnswerContext, "findings">): AnswerRestorer {
  const context: AnswerContext = { ...options, findings: [] };

  function restoreChoice(choice: unknown, position: number): unknown {
    if (!isJsonObject(choice)) return choice;
    const path = `/choices/${position}`;
    const restoreWhole = (text: TextRestorer, piece: string) => text.push(piece) + text.end();
    const { message, text } = choice;
    const changed: JsonObject = {};
    // The older completions have their text in the choice itself.
    if (typeof text === "string") {
      changed.text = restoreWhole(createAnswerText(context, "text", `${path}/text`), text);
    }
    if (isJsonObject(message)) {
      const textOf = ({ name, format }: AnswerPlace) => createAnswerText(context, format, `${path}/message/${name}`);
      const offsets = createMovedOffsets(context.vault);
      if (typeof message.content === "string") offsets.push(message.content);
      changed.message = restoreAnnotations(context.vault, mapAnswerTexts(message, textOf, restoreWhole), offsets);
    }
    return Object.keys(changed).every((field) => changed[field] === choice[field]) ? choice : { ...choice, ...changed };
  }

  return {
    isIdle: isIdle(context),
    outputFindings: context.findings,
    restoreCompletion(completion) {
      const { choices } = completion as JsonObject;
      if (isIdle(context) || !Array.isArray(choices)) return completion;
      return { ...completion, choices: choices.map(restoreChoice) };
    },
    restoreChunks: () => createChunkRestorer(context),
  };
}
