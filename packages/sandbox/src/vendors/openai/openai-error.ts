import { bracketPath, type Violation } from "../../shape/shape.ts";
import type { VendorReply } from "../../vendor.ts";

/** An error as OpenAI sends it: `{"error":{message,type,param,code}}`. */
export function openaiError(
  status: number,
  message: string,
  fields: { readonly type?: string; readonly param?: string | null; readonly code?: string | null } = {},
): VendorReply {
  const { type = "invalid_request_error", param = null, code = null } = fields;
  return { kind: "json", status, body: { error: { message, type, param, code } } };
}

/** Native bodies by status: [message, type, code]. 429 and 5xx are from OpenAI's error guide (read 2026-11). */
const failures: Readonly<Record<number, readonly [string, string, string | null]>> = {
  400: ["The request could not be processed.", "invalid_request_error", null],
  401: ["Incorrect API key provided: sk-sandb********0000.", "invalid_request_error", "invalid_api_key"],
  403: ["You are not allowed to sample from this model", "invalid_request_error", null],
  404: [
    "The model `sandbox` does not exist or you do not have access to it.",
    "invalid_request_error",
    "model_not_found",
  ],
  409: ["The resource was updated by another process. Please try your request again.", "conflict_error", null],
  413: ["Request body too large.", "invalid_request_error", null],
  422: ["Unprocessable Entity", "invalid_request_error", null],
  429: [
    "Rate limit reached for requests per min (RPM): Limit 500, Used 500, Requested 1. Please try again in 120ms.",
    "requests",
    "rate_limit_exceeded",
  ],
  500: ["The server had an error while processing your request. Sorry about that!", "server_error", null],
  503: ["That model is currently overloaded with other requests. You can retry your request.", "server_error", null],
};

/** OpenAI's error for a status. */
export function openaiFailure(status: number, message?: string): VendorReply {
  const [usual, type, code] = failures[status] ?? [
    `The server answered with status ${status}.`,
    status >= 500 ? "server_error" : "invalid_request_error",
    null,
  ];
  return openaiError(status, message ?? usual, { type, code });
}

/** OpenAI's answer to a message whose content is null although nothing else stands for it. */
export function openaiNullContent(index: string | number | undefined): VendorReply {
  return openaiError(400, "Invalid value for 'content': expected a string, got null.", {
    param: `messages.[${index}].content`,
  });
}

/** Puts a violation into OpenAI's words (messages as recorded in public traffic). */
export function openaiViolation(violation: Violation): VendorReply {
  const at = bracketPath(violation.path);
  const bad = (message: string, code: string | null, param: string | null = at) =>
    openaiError(400, message, { code, param });
  const kindOf = violation.expected === "integer" ? "integer" : "decimal";
  switch (violation.kind) {
    case "missing":
      if (at === "model") return bad("you must provide a model parameter", null, null);
      return bad(`Missing required parameter: '${at}'.`, "missing_required_parameter");
    case "unknown": {
      const keys = violation.keys ?? [];
      if (violation.path.length === 0) {
        const noun = keys.length === 1 ? "argument" : "arguments";
        return bad(`Unrecognized request ${noun} supplied: ${keys.join(", ")}`, null, null);
      }
      const first = bracketPath([...violation.path, keys[0] ?? ""]);
      return bad(`Unknown parameter: '${first}'.`, "unknown_parameter", first);
    }
    case "type":
      // Words as reported in openai/openai-cookbook#503 and langchain-ai/langchainjs#4153.
      if (violation.got === "null" && violation.path.at(-1) === "content") return openaiNullContent(violation.path[1]);
      return bad(
        `Invalid type for '${at}': expected ${article(violation.expected)}, but got ${article(violation.got)} instead.`,
        "invalid_type",
      );
    case "enum":
      return bad(
        `Invalid value: '${String(violation.value)}'. Supported values are: ${listValues(violation.values ?? [])}.`,
        "invalid_value",
      );
    case "pattern":
      return bad(
        `Invalid '${at}': string does not match pattern. Expected a string that matches the pattern '${violation.pattern}'.`,
        "invalid_value",
      );
    case "below":
      return bad(
        `Invalid '${at}': ${kindOf} below minimum value. Expected a value >= ${violation.limit}, but got ${violation.value} instead.`,
        `${kindOf}_below_min_value`,
      );
    case "above":
      return bad(
        `Invalid '${at}': ${kindOf} above maximum value. Expected a value <= ${violation.limit}, but got ${violation.value} instead.`,
        `${kindOf}_above_max_value`,
      );
    case "short":
      return bad(
        `Invalid '${at}': empty string. Expected a string with minimum length ${violation.limit}, but got an empty string instead.`,
        "empty_string",
      );
    case "long":
      return bad(
        `Invalid '${at}': string too long. Expected a string with maximum length ${violation.limit}, but got a string with length ${String(violation.value).length} instead.`,
        "string_above_max_length",
      );
    case "few":
      return bad(
        `Invalid '${at}': empty array. Expected an array with minimum length ${violation.limit}, but got an empty array instead.`,
        "empty_array",
      );
    case "many":
      return bad(
        `Invalid '${at}': array too long. Expected an array with maximum length ${violation.limit}, but got an array with length ${(violation.value as unknown[]).length} instead.`,
        "array_above_max_length",
      );
    case "rule":
      return bad(violation.message ?? "Invalid request.", null);
  }
}

const nouns: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  integer: "an integer",
  boolean: "a boolean",
  object: "an object",
  array: "an array",
  null: "null",
};

function article(types: string | undefined): string {
  const known = (types ?? "a value").split(" or ").map((type) => nouns[type] ?? type);
  return known.length <= 1 ? known.join("") : `one of ${known.slice(0, -1).join(", ")} or ${known.at(-1)}`;
}

function listValues(values: readonly string[]): string {
  const quoted = values.map((value) => `'${value}'`);
  if (quoted.length <= 2) return quoted.join(" and ");
  return `${quoted.slice(0, -1).join(", ")}, and ${quoted.at(-1)}`;
}
