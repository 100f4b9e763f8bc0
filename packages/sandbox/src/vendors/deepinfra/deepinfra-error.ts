import { pydanticBadJson, pydanticRefusal } from "../../openai-compatible/pydantic-errors.ts";
import { isRecord, type Path, type Violation } from "../../shape/shape.ts";
import type { VendorReply } from "../../vendor.ts";

/** An error in OpenAI's form, which DeepInfra's chat endpoint uses of late (xtekky/gpt4free#3446, 2026-05). */
export function deepinfraError(status: number, message: string, param: string | null = null): VendorReply {
  const error = { message, type: "invalid_request_error", param, code: null };
  return { kind: "json", status, body: { error } };
}

/** An error in DeepInfra's older form, `{"detail":{"error"}}`. */
function detailError(status: number, error: string): VendorReply {
  return { kind: "json", status, body: { detail: { error } } };
}

/** Errors in the older form by status; none is publicly recorded, the words follow DeepInfra's documentation. */
const details: Readonly<Record<number, string>> = {
  400: "The request could not be processed.",
  402: "Inference prohibited, please enter a payment method",
  403: "User does not have permission",
  404: "Model is not available",
  413: "Request body too large",
  503: "Service temporarily unavailable",
  504: "Inference timed out",
};

const busy = "Model busy, retry later";

/** DeepInfra's error for a status: four shapes, as different parts of it answer. */
export function deepinfraFailure(status: number, message?: string): VendorReply {
  if (status === 401) return deepinfraError(401, message ?? "Not authenticated");
  // truefoundry/models#862 (2026): no type, no code.
  if (status === 429) return { kind: "json", status, body: { error: { message: message ?? busy } } };
  if (status === 500) return { kind: "json", status, body: { detail: message ?? "Internal Server Error" } };
  return detailError(status, message ?? details[status] ?? `The server answered with status ${status}.`);
}

/** An error inside a stream: a data event with an error object. None is publicly recorded. */
export const deepinfraStreamFailure = { data: '{"error": {"message": "Model busy, retry later"}}' };

/** The classes of messages on the way to their fields, `ChatCompletionToolMessage` among them (huggingface/smolagents#1518). */
const classes: Readonly<Record<string, string>> = {
  system: "ChatCompletionSystemMessage",
  user: "ChatCompletionUserMessage",
  assistant: "ChatCompletionAssistantMessage",
  tool: "ChatCompletionToolMessage",
};

function locate(path: Path, body: unknown): readonly (string | number)[] {
  const [first, index, ...rest] = path;
  if (first !== "messages" || typeof index !== "number" || rest.length === 0) return path;
  const messages = isRecord(body) && Array.isArray(body.messages) ? body.messages : [];
  const message: unknown = messages[index];
  const name = isRecord(message) ? classes[String(message.role)] : undefined;
  return name === undefined ? path : [first, index, name, ...rest];
}

/** A body that does not validate, as FastAPI says it. */
export function deepinfraViolation(violation: Violation, body: unknown): VendorReply {
  return pydanticRefusal(violation, body, locate);
}

/** What DeepInfra answers before it looks at a conversation. */
export const deepinfraRefusals = {
  badKey: () => deepinfraFailure(401),
  noRoute: (): VendorReply => ({ kind: "json", status: 404, body: { detail: "Not Found" } }),
  badJson: pydanticBadJson,
  badShape: deepinfraViolation,
  noModel: () => deepinfraFailure(404),
};
