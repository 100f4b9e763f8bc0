import { pydanticBadJson, pydanticRefusal } from "../../openai-compatible/pydantic-errors.ts";
import { isRecord, type Path, type Violation } from "../../shape/shape.ts";
import type { VendorReply } from "../../vendor.ts";

/** Mistral's flat error body. */
interface MistralErrorBody {
  readonly object: "error";
  readonly message: string;
  readonly type: string;
  readonly param: null;
  readonly code: string | null;
  readonly raw_status_code: number;
}

function errorBody(status: number, message: string, type: string, code: string | null): MistralErrorBody {
  return { object: "error", message, type, param: null, code, raw_status_code: status };
}

/** An error as Mistral sends it: flat, with a numeric code as text (earendil-works/pi#3096, nearai/ironclaw#1241). */
export function mistralError(status: number, message: string, type: string, code: string | null): VendorReply {
  return { kind: "json", status, body: errorBody(status, message, type, code) };
}

/** The type and code of a request that the model cannot serve. */
export function mistralInvalidArguments(message: string): VendorReply {
  return mistralError(400, message, "invalid_request_invalid_args", "3051");
}

/** Wrong keys get FastAPI's form with a sentence in it. */
const unauthorized: VendorReply = { kind: "json", status: 401, body: { detail: "Invalid API Key" } };

/** Native bodies by status: [message, type, code]. 429 as in raycast/extensions#31107; 5xx follow the error glossary. */
const failures: Readonly<Record<number, readonly [string, string, string | null]>> = {
  400: ["The request could not be processed.", "invalid_request_invalid_args", "3051"],
  402: ["Payment required.", "invalid_request_error", null],
  403: ["Access to this model is not allowed for your subscription.", "invalid_request_error", null],
  404: ["no Route matched with those values", "invalid_request_error", null],
  413: ["Request size limit exceeded", "invalid_request_error", null],
  429: ["Rate limit exceeded", "rate_limited", "1300"],
  500: ["Service unavailable.", "internal_server_error", "3000"],
  502: ["Bad gateway.", "internal_server_error", null],
  503: ["Service tier capacity exceeded for this model.", "service_tier_capacity_exceeded", "3505"],
  504: ["The server took too long to answer.", "internal_server_error", null],
};

/** Mistral's error for a status. */
export function mistralFailure(status: number, message?: string): VendorReply {
  if (status === 401 && message === undefined) return unauthorized;
  const [usual, type, code] = failures[status] ?? [
    `The server answered with status ${status}.`,
    status >= 500 ? "internal_server_error" : "invalid_request_error",
    null,
  ];
  return mistralError(status, message ?? usual, type, code);
}

/** An error inside a stream: the same flat body as a data event. None is publicly recorded. */
export const mistralStreamFailure = {
  data: JSON.stringify(errorBody(500, "Service unavailable.", "internal_server_error", "3000")),
};

/** Mistral names the role of a message on the way to its fields (charmbracelet/crush#1590). */
function locate(path: Path, body: unknown): readonly (string | number)[] {
  const [first, index, ...rest] = path;
  if (first !== "messages" || typeof index !== "number" || rest.length === 0) return path;
  const messages = isRecord(body) && Array.isArray(body.messages) ? body.messages : [];
  const message: unknown = messages[index];
  return isRecord(message) && typeof message.role === "string" ? [first, index, message.role, ...rest] : path;
}

/** A body that does not validate, as FastAPI says it (Gitlawb/openclaude#739, 2026-04). */
export function mistralViolation(violation: Violation, body: unknown): VendorReply {
  return pydanticRefusal(violation, body, locate);
}

/** What Mistral answers before it looks at a conversation. */
export const mistralRefusals = {
  badKey: () => unauthorized,
  noRoute: (): VendorReply => ({ kind: "json", status: 404, body: { message: "no Route matched with those values" } }),
  badJson: pydanticBadJson,
  badShape: mistralViolation,
  noModel: (id: string) => mistralError(400, `Invalid model: ${id}`, "invalid_model", "1500"),
};
