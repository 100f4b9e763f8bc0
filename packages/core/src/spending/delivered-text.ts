import type { ChatChunk, ChatCompletion } from "@hub/protocol";

/** Calls back with every text in an answer that a vendor counts as output. */
export function eachDeliveredText({ choices }: ChatChunk | ChatCompletion, add: (text: string) => void): void {
  for (const { delta, message } of choices as readonly { delta?: SaidPart; message?: SaidPart }[]) {
    const said = delta ?? message ?? {};
    addText(said.content, add);
    addText(said.refusal, add);
    addText(said.reasoning_content, add);
    addText(said.function_call?.arguments, add);
    for (const call of said.tool_calls ?? []) {
      addText(call.function?.name, add);
      addText(call.function?.arguments, add);
      addText(call.custom?.input, add);
    }
  }
}

/** What deltas and messages have in common. */
interface SaidPart {
  content?: unknown;
  refusal?: unknown;
  reasoning_content?: unknown;
  function_call?: { arguments?: unknown } | null | undefined;
  tool_calls?:
    | readonly {
        function?: { name?: unknown; arguments?: unknown } | undefined;
        custom?: { input?: unknown } | undefined;
      }[]
    | null
    | undefined;
}

function addText(text: unknown, add: (text: string) => void): void {
  if (typeof text === "string" && text !== "") add(text);
}
