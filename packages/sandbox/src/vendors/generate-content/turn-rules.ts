import { isThinkingSigned } from "../../answer/thinking-signature.ts";
import type { GeminiModel } from "./gemini-models.ts";
import type { Content, Part } from "./request-body.ts";

/** Values that Google documents for histories whose signatures are lost (thought signatures page, read 2026-11). */
const skipValues = ["skip_thought_signature_validator", "context_engineering_is_the_way_to_go"];

interface Turn {
  readonly isModel: boolean;
  /** Index of the turn's first content. */
  readonly index: number;
  readonly parts: Part[];
}

/** Consecutive contents of one side are one turn. */
function turnsOf(contents: readonly Content[]): readonly Turn[] {
  const turns: Turn[] = [];
  for (const [index, content] of contents.entries()) {
    const isModel = content.role === "model";
    const last = turns.at(-1);
    if (last?.isModel === isModel) last.parts.push(...(content.parts ?? []));
    else turns.push({ isModel, index, parts: [...(content.parts ?? [])] });
  }
  return turns;
}

/** The first problem in how function calls, their responses and their signatures follow each other. */
export function turnsProblem(contents: readonly Content[], model: GeminiModel): string | undefined {
  const turns = turnsOf(contents);
  return orderProblem(turns) ?? (model.signs ? signatureProblem(turns) : undefined);
}

function orderProblem(turns: readonly Turn[]): string | undefined {
  for (const [index, turn] of turns.entries()) {
    const calls = turn.parts.filter((part) => part.functionCall !== undefined).length;
    const responses = turn.parts.filter((part) => part.functionResponse !== undefined).length;
    if (turn.isModel && calls > 0) {
      if (index === 0) {
        return "Please ensure that function call turn comes immediately after a user turn or after a function response turn.";
      }
      const answered = turns[index + 1]?.parts.filter((part) => part.functionResponse !== undefined).length ?? 0;
      // Calls that nothing answers are accepted (recorded), calls that are answered in part are not.
      if (answered > 0 && answered !== calls) {
        return "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.";
      }
    }
    const asked = turns[index - 1]?.parts.some((part) => part.functionCall !== undefined) === true;
    if (!turn.isModel && responses > 0 && !asked) {
      return "Please ensure that function response turn comes immediately after a function call turn.";
    }
  }
  return undefined;
}

/**
 * Gemini 3 wants the signature of the first function call of each step of the current turn back, and every signature
 * as it was issued (thought signatures page, read 2026-11).
 */
function signatureProblem(turns: readonly Turn[]): string | undefined {
  const current = turns.findLastIndex(
    (turn) => !turn.isModel && turn.parts.some((part) => part.functionResponse === undefined),
  );
  for (const [index, turn] of turns.entries()) {
    const calls = turn.parts.filter((part) => part.functionCall !== undefined);
    const [first] = calls;
    if (first?.functionCall !== undefined && !first.thoughtSignature && index > current) {
      return `Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance. Additional data, function call \`default_api:${first.functionCall.name}\` , position ${turn.index + 1}. Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures for more details.`;
    }
    if (turn.parts.some((part) => part.thoughtSignature !== undefined && !isSigned(part))) {
      return "Corrupted thought signature.";
    }
  }
  return undefined;
}

function isSigned(part: Part): boolean {
  const signature = part.thoughtSignature ?? "";
  const isSkip = skipValues.some((value) => signature === value || signature === Buffer.from(value).toString("base64"));
  return isSkip || isThinkingSigned(signedText(part), signature);
}

/** What a part's signature is made over: the function's name; other parts are not told apart. */
export function signedText(part: Part): string {
  return part.functionCall === undefined ? "text" : `call ${part.functionCall.name}`;
}
