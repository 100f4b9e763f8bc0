import { randomUUID } from "node:crypto";
import type { ChunkChoice, ToolCallDelta } from "@hub/protocol";

interface OpenCall {
  index: number;
  id: string | undefined;
  /** Whether any arguments have arrived; custom tools have an input instead, which may be empty. */
  hasArguments: boolean;
}

/**
 * Puts the tool-call deltas of one choice in OpenAI's form: dense indexes; id, type and name on the first delta of a
 * call and nowhere else; `{}` for a call without arguments. Vendors leave out the index, repeat the type on
 * each delta, or send several whole calls under one index.
 */
export function createToolCallNormalizer(): (choice: ChunkChoice) => void {
  const calls: OpenCall[] = [];
  const byVendorIndex = new Map<number, OpenCall>();

  function callOf(delta: ToolCallDelta): { call: OpenCall; isFirst: boolean } {
    const known = delta.index === undefined ? calls.at(-1) : byVendorIndex.get(delta.index);
    const isAnother = known === undefined || (delta.id !== undefined && delta.id !== "" && delta.id !== known.id);
    if (!isAnother) return { call: known, isFirst: false };
    const call: OpenCall = { index: calls.length, id: delta.id || undefined, hasArguments: false };
    calls.push(call);
    if (delta.index !== undefined) byVendorIndex.set(delta.index, call);
    return { call, isFirst: true };
  }

  function normalize(delta: ToolCallDelta): ToolCallDelta {
    const { call, isFirst } = callOf(delta);
    if (delta.custom) {
      call.hasArguments = true;
      return { ...delta, index: call.index };
    }
    const text = argumentText(delta.function?.arguments);
    if (text !== "") call.hasArguments = true;
    if (!isFirst) return { index: call.index, function: { arguments: text } };
    call.id ??= `call_${randomUUID().replaceAll("-", "").slice(0, 24)}`;
    return {
      ...delta,
      index: call.index,
      id: call.id,
      type: "function",
      function: { ...delta.function, name: delta.function?.name ?? "", arguments: text },
    };
  }

  return (choice) => {
    const { delta } = choice;
    if (!delta.tool_calls || delta.tool_calls.length === 0) delete delta.tool_calls;
    else delta.tool_calls = delta.tool_calls.map(normalize);
    if (choice.finish_reason !== null && calls.length > 0) completeEmptyCalls(delta);
  };

  function completeEmptyCalls(delta: ChunkChoice["delta"]): void {
    const empty = calls.filter((call) => !call.hasArguments);
    if (empty.length === 0) return;
    for (const call of empty) call.hasArguments = true;
    const ends = empty.map(({ index }) => ({ index, function: { arguments: "{}" } }));
    delta.tool_calls = [...(delta.tool_calls ?? []), ...ends];
  }
}

/** Arguments as the JSON text that OpenAI's format wants, where a vendor sends the object itself. */
export function argumentText(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : JSON.stringify(value);
}
