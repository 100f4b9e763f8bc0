import { isJsonObject, type JsonObject, Usage } from "@hub/protocol";

/**
 * Whether a message, or a piece of one, has the types that its readers count on, in the fields that hold text. Each
 * chunk is asked this, so it looks at nothing else.
 */
export function isReadable(message: JsonObject): boolean {
  return (
    isText(message.content) &&
    isText(message.refusal) &&
    isText(message.reasoning_content) &&
    isCalled(message.function_call) &&
    isListOfCalls(message.tool_calls)
  );
}

/** Whether a vendor's usage can be counted with. */
export function isUsage(said: unknown): said is Usage {
  return Usage.safeParse(said).success;
}

function isListOfCalls(calls: unknown): boolean {
  return isNothing(calls) || (Array.isArray(calls) && calls.every(isCall));
}

function isCall(call: unknown): boolean {
  return isJsonObject(call) && isText(call.id) && isCalled(call.function) && isCalled(call.custom);
}

/** Arguments may be an object as well: some vendors do not write them as text. */
function isCalled(called: unknown): boolean {
  return isNothing(called) || (isJsonObject(called) && isText(called.name) && isText(called.input));
}

function isText(value: unknown): boolean {
  return typeof value === "string" || isNothing(value);
}

function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
