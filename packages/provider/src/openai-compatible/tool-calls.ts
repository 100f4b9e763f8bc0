import { randomUUID } from "node:crypto";
import type { ChunkChoice, ToolCallDelta } from "@hub/protocol";

interface OpenCall {
  index: number;
  /** The vendor's id, if it gave one. */
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
  const byId = new Map<string, OpenCall>();

  function callOf(delta: ToolCallDelta): { call: OpenCall; isFirst: boolean } {
    const id = delta.id || undefined;
    const hasIndex = typeof delta.index === "number";
    const known = hasIndex ? byVendorIndex.get(delta.index) : callWithId(id);
    const isAnother = known === undefined || (id !== undefined && known.id !== undefined && id !== known.id);
    if (!isAnother) return { call: known, isFirst: false };
    const call: OpenCall = { index: calls.length, id, hasArguments: false };
    calls.push(call);
    if (hasIndex) byVendorIndex.set(delta.index, call);
    if (id !== undefined && !byId.has(id)) byId.set(id, call);
    return { call, isFirst: true };
  }

  /** Without an index, a delta belongs to the call of its id or, without that too, to the latest one. */
  function callWithId(id: string | undefined): OpenCall | undefined {
    return id ? byId.get(id) : calls.at(-1);
  }

  function normalize(delta: ToolCallDelta): ToolCallDelta {
    const { call, isFirst } = callOf(delta);
    if (delta.custom) {
      call.hasArguments = true;
      if (!isFirst) return { index: call.index, custom: delta.custom };
      return { ...delta, index: call.index, id: call.id ?? newCallId(), type: "custom" };
    }
    const text = argumentText(delta.function?.arguments);
    if (text !== "") call.hasArguments = true;
    if (!isFirst) return { index: call.index, function: { arguments: text } };
    return {
      ...delta,
      index: call.index,
      id: call.id ?? newCallId(),
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

/** An id for a tool call whose vendor gave it none. */
export function newCallId(): string {
  return `call_${randomUUID().replaceAll("-", "").slice(0, 24)}`;
}

/** Arguments as the JSON text that OpenAI's format wants, where a vendor sends the object itself. */
export function argumentText(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : JSON.stringify(value);
}
