import type { AssistantMessage, ChatRequest } from "@hub/protocol";
import { addAll, assertSomethingSaid, toToolInput, toToolMessages } from "@hub/provider";
import { type ContentContext, toParts, toTextParts } from "./content.ts";
import type { ModelRules } from "./model-rules.ts";
import { FOREIGN_SIGNATURE, readCallId, readExtraSignature } from "./thought-signatures.ts";
import { type CallBook, createCallBook, mediaOf, type ToolResult, toFunctionResponse } from "./tool-results.ts";
import type { Content, Part } from "./wire-types.ts";

/** A conversation in Google's form. */
export interface Conversation {
  system: Part[];
  contents: Content[];
}

interface SaidTurn {
  role: Content["role"];
  parts: Part[];
}

/** Results of functions: they make up a turn of their own. */
interface ResultTurn {
  role: "user";
  /** `media` are those that cannot stand in the result itself. */
  results: { position: number; part: Part; media: Part[] }[];
}

/**
 * Translates the conversation: instructions are hoisted into `system` in their order, neighbours of one role are one
 * turn, empty text is left out. All results of one turn are one turn too, in the order of the calls; what the user says
 * next follows in a turn of its own, as recorded: Google wants as many results in a turn as there were calls.
 *
 * A conversation may begin with the model. One that ends with it asks for a continuation, which models from 3.6 on
 * refuse with a clear message of their own ("Requests ending with a model turn are not supported").
 *
 * @param instruction comes after the caller's own; may be empty
 * @throws HubError 400 when nothing is left to send, or a part cannot be translated
 */
export function toConversation(
  request: ChatRequest,
  rules: ModelRules,
  context: ContentContext,
  instruction: string,
): Conversation {
  const system: Part[] = [];
  const turns: (SaidTurn | ResultTurn)[] = [];
  const calls = createCallBook();

  const say = (role: Content["role"], parts: Part[]) => parts.length > 0 && turns.push({ role, parts });

  function resultTurn(): ResultTurn {
    const last = turns.at(-1);
    if (last && "results" in last) return last;
    const turn: ResultTurn = { role: "user", results: [] };
    turns.push(turn);
    return turn;
  }

  function giveBack(callId: string, result: ToolResult, param: string): void {
    const call = calls.take(callId, param);
    resultTurn().results.push({
      position: call.position,
      part: toFunctionResponse(call, result, rules.mediaInResults),
      media: rules.mediaInResults ? [] : mediaOf(result.parts),
    });
  }

  toToolMessages(request.messages).forEach((message, index) => {
    const path = `messages[${index}]`;
    if (message.name) context.dropped.add("messages[].name");
    switch (message.role) {
      case "system":
      case "developer":
        addAll(system, toParts(message.content, path, context));
        break;
      case "user":
        say("user", toParts(message.content, path, context));
        break;
      case "assistant":
        say("model", toModelParts(message, index, calls, context));
        break;
      case "tool":
        giveBack(
          message.tool_call_id,
          { parts: toParts(message.content, path, context), isError: message.is_error === true },
          `${path}.${idFieldOf(request, index)}`,
        );
    }
  });

  assertSomethingSaid(turns);
  system.push(...toTextParts(instruction));
  if (!rules.systemInstruction && system.length > 0) turns.unshift({ role: "user", parts: system.splice(0) });
  const contents = toContents(turns);
  if (rules.needsSignatures) markForeignCalls(contents);
  return { system, contents };
}

/** What names the call of a result in the caller's own words. */
function idFieldOf({ messages }: ChatRequest, index: number): string {
  return messages[index]?.role === "function" ? "name" : "tool_call_id";
}

/** Text before calls: the order that the OpenAI format has forgotten, as models write it. */
function toModelParts(message: AssistantMessage, turn: number, calls: CallBook, { dropped }: ContentContext): Part[] {
  if (message.audio) dropped.add("messages[].audio");
  // Google's models remember by their signatures; summaries of thoughts are for people.
  if (message.reasoning_content) dropped.add("messages[].reasoning_content");
  if (message.thinking_blocks?.length) dropped.add("messages[].thinking_blocks");

  const texts = typeof message.content === "string" ? [message.content] : [];
  for (const part of Array.isArray(message.content) ? message.content : []) {
    texts.push(part.type === "text" ? part.text : part.refusal);
  }
  const said = [...texts, message.refusal ?? ""].flatMap(toTextParts);
  const signature = readExtraSignature(message);
  const last = said.at(-1);
  if (last && signature !== undefined) last.thoughtSignature = signature;

  for (const call of message.tool_calls ?? []) {
    const { id, signature: idSignature } = readCallId(call.id);
    const { name } = call.type === "function" ? call.function : call.custom;
    const args = call.type === "function" ? toToolInput(call.function.arguments) : { input: call.custom.input };
    const thoughtSignature = readExtraSignature(call) ?? idSignature;
    calls.add({ callId: call.id, id, name, turn });
    said.push({ functionCall: { id, name, args }, ...(thoughtSignature !== undefined && { thoughtSignature }) });
  }
  return said;
}

function toContents(turns: readonly (SaidTurn | ResultTurn)[]): Content[] {
  const contents: Content[] = [];
  for (const turn of turns) {
    if (!("results" in turn)) {
      addTo(contents, turn.role, turn.parts);
      continue;
    }
    const results = turn.results.toSorted((a, b) => a.position - b.position);
    contents.push({ role: "user", parts: results.map(({ part }) => part) });
    addTo(
      contents,
      "user",
      results.flatMap(({ media }) => media),
    );
  }
  return contents;
}

function addTo(contents: Content[], role: Content["role"], parts: readonly Part[]): void {
  if (parts.length === 0) return;
  const last = contents.at(-1);
  if (last?.role === role && !isResults(last)) addAll(last.parts, parts);
  else contents.push({ role, parts: [...parts] });
}

function isResults({ parts }: Content): boolean {
  return parts.every(({ functionResponse }) => functionResponse !== undefined);
}

/**
 * "The first functionCall part in each step of the current turn must include its thoughtSignature"; the turn begins
 * where the user last said something. Calls that another model made, or that lost theirs, get the documented stand-in.
 */
function markForeignCalls(contents: readonly Content[]): void {
  const start = contents.findLastIndex((content) => content.role === "user" && !isResults(content));
  for (const { role, parts } of contents.slice(start + 1)) {
    const first = role === "model" ? parts.find(({ functionCall }) => functionCall) : undefined;
    if (first) first.thoughtSignature ??= FOREIGN_SIGNATURE;
  }
}
