import { base36, createSeededRandom, randomText } from "../../answer/seeded.ts";
import { dottedPath, type Violation } from "../../shape/shape.ts";
import type { VendorReply } from "../../vendor.ts";

/** Error types by status (Anthropic's error page, read 2026-11). */
const types: Readonly<Record<number, readonly [string, string]>> = {
  400: ["invalid_request_error", "The request could not be processed."],
  401: ["authentication_error", "invalid x-api-key"],
  402: ["billing_error", "Your credit balance is too low to access the Anthropic API."],
  403: ["permission_error", "Your API key does not have permission to use the specified resource."],
  404: ["not_found_error", "Not found"],
  413: ["request_too_large", "Request exceeds the maximum size"],
  429: ["rate_limit_error", "This request would exceed your organization's rate limit. Please try again later."],
  500: ["api_error", "Internal server error"],
  503: ["api_error", "Service Unavailable"],
  504: ["timeout_error", "Request timed out"],
  529: ["overloaded_error", "Overloaded"],
};

/** An error as Anthropic sends it: `{"type":"error","error":{type,message},"request_id"}`. */
export function anthropicError(status: number, message?: string): VendorReply {
  const [type, usual] = types[status] ?? [status >= 500 ? "api_error" : "invalid_request_error", `Status ${status}`];
  const text = message ?? usual;
  const request_id = `req_011C${randomText(createSeededRandom(`${status}${text}`), 20, base36)}`;
  return {
    kind: "json",
    status,
    body: { type: "error", error: { type, message: text }, request_id },
    headers: { "x-should-retry": String(status === 429 || status >= 500) },
  };
}

/** A 400 with a message. */
export function invalidRequest(message: string): VendorReply {
  return anthropicError(400, message);
}

/** Puts a violation into Anthropic's words: `path: what is wrong`. */
export function anthropicViolation(violation: Violation): VendorReply {
  const { path } = violation;
  const at = path.length === 0 ? "" : `${dottedPath(path)}: `;
  const inMessage = path.length === 2 && path[0] === "messages";
  switch (violation.kind) {
    case "missing":
      return invalidRequest(`${at}Field required`);
    case "unknown":
      return invalidRequest(`${dottedPath([...path, violation.keys?.[0] ?? ""])}: Extra inputs are not permitted`);
    case "type":
      // Recorded for a message that is not an object.
      if (inMessage) return invalidRequest(`${at}Input does not match the expected shape.`);
      return invalidRequest(`${at}Input should be a valid ${pythonType(violation.expected ?? "")}`);
    case "enum":
      return path.at(-1) === "type"
        ? invalidRequest(
            `${dottedPath(path.slice(0, -1))}: Input tag '${String(violation.value)}' found using 'type' does not match any of the expected tags: ${quoted(violation.values).join(", ")}`,
          )
        : invalidRequest(`${at}Input should be ${quoted(violation.values).join(" or ")}`);
    case "pattern":
      return invalidRequest(`${at}String should match pattern '${violation.pattern}'`);
    case "below":
      return path[0] === "temperature"
        ? invalidRequest("temperature: range: 0..1")
        : invalidRequest(`${at}Input should be greater than or equal to ${violation.limit}`);
    case "above":
      return path[0] === "temperature"
        ? invalidRequest("temperature: range: 0..1")
        : invalidRequest(`${at}Input should be less than or equal to ${violation.limit}`);
    case "short":
      return invalidRequest(`${at}String should have at least ${violation.limit} character`);
    case "long":
      return invalidRequest(`${at}String should have at most ${violation.limit} characters`);
    case "few":
      return path[0] === "messages" && path.length === 1
        ? invalidRequest("messages: at least one message is required")
        : invalidRequest(`${at}List should have at least ${violation.limit} item after validation, not 0`);
    case "many":
      return invalidRequest(`${at}List should have at most ${violation.limit} items after validation`);
    case "rule":
      return invalidRequest(violation.message ?? "Invalid request");
  }
}

const quoted = (values: readonly string[] | undefined) => (values ?? []).map((value) => `'${value}'`);

function pythonType(expected: string): string {
  const names: Readonly<Record<string, string>> = { array: "list", object: "dictionary" };
  return expected
    .split(" or ")
    .map((type) => names[type] ?? type)
    .join(" or ");
}
