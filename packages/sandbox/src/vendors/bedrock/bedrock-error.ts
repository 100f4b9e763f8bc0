import type { Path, Violation } from "../../shape/shape.ts";
import type { VendorReply } from "../../vendor.ts";

/** Error names and usual sentences by status (Bedrock's Converse reference, read 2026-11). */
const errors: Readonly<Record<number, readonly [string, string]>> = {
  400: ["ValidationException", "The request could not be processed."],
  401: ["UnrecognizedClientException", "The security token included in the request is invalid."],
  403: ["AccessDeniedException", "You don't have access to the model with the specified model ID."],
  404: ["ResourceNotFoundException", "The requested resource could not be found."],
  408: ["ModelTimeoutException", "The model timed out."],
  413: ["RequestEntityTooLargeException", "The request body is too large."],
  424: ["ModelErrorException", "The system encountered an unexpected error during processing. Try your request again."],
  429: ["ThrottlingException", "Too many requests, please wait before trying again."],
  500: [
    "InternalServerException",
    "The system encountered an unexpected error during processing. Try your request again.",
  ],
  503: ["ServiceUnavailableException", "Bedrock is unable to process your request."],
};

/** An error as Bedrock sends it: `{message}`, its name in the header `x-amzn-errortype`. */
export function bedrockError(status: number, message?: string, type?: string): VendorReply {
  const [name, usual] = errors[status] ?? [status >= 500 ? "InternalServerException" : "ValidationException", ""];
  const errorType = `${type ?? name}:http://internal.amazon.com/coral/com.amazon.bedrock/`;
  return {
    kind: "json",
    status,
    body: { message: message ?? (usual || `Status ${status}`) },
    headers: { "x-amzn-errortype": errorType },
  };
}

/** A 400 with a message. */
export function validationError(message: string): VendorReply {
  return bedrockError(400, message);
}

/** What the service wraps errors of the model's own checks in. */
export const modelError = (message: string) => `The model returned the following errors: ${message}`;

/** A path as the service's framework writes it: `messages.1.member.content`, counted from 1. */
const memberPath = (path: Path) =>
  path.map((part) => (typeof part === "number" ? `${part + 1}.member` : part)).join(".");

/** Puts a violation into the words of the service's framework. */
export function bedrockViolation(violation: Violation): VendorReply {
  const constraint = constraintOf(violation);
  if (constraint !== undefined) {
    const value = violation.kind === "missing" ? "null" : `'${shown(violation.value)}'`;
    const message = `1 validation error detected: Value ${value} at '${memberPath(violation.path)}' failed to satisfy constraint: ${constraint}`;
    return validationError(message);
  }
  if (violation.kind === "unknown") {
    const message = `Malformed input request: #${violation.path.map((part) => `/${part}`).join("")}: extraneous key [${violation.keys?.[0]}] is not permitted, please reformat your input and try again.`;
    return validationError(message);
  }
  if (violation.kind === "type") {
    const token = violation.got === "object" || violation.got === "array" ? "START" : "VALUE";
    const message = `${violation.got?.toUpperCase()}_${token} can not be converted to ${violation.expected}`;
    return bedrockError(400, message, "SerializationException");
  }
  return validationError(violation.message ?? "The request is not valid.");
}

/** Values longer than this are cut in messages. */
const shownLength = 200;

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.slice(0, shownLength);
}

function constraintOf(violation: Violation): string | undefined {
  const { limit } = violation;
  switch (violation.kind) {
    case "missing":
      return "Member must not be null";
    case "enum":
      return `Member must satisfy enum value set: [${violation.values?.join(", ")}]`;
    case "pattern":
      return `Member must satisfy regular expression pattern: ${violation.pattern?.replace(/^\^|\$$/g, "")}`;
    case "below":
      return `Member must have value greater than or equal to ${limit}`;
    case "above":
      return `Member must have value less than or equal to ${limit}`;
    case "short":
    case "few":
      return `Member must have length greater than or equal to ${limit}`;
    case "long":
    case "many":
      return `Member must have length less than or equal to ${limit}`;
    default:
      return undefined;
  }
}
