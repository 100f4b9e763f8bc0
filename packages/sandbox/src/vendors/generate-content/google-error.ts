import type { VendorReply } from "../../vendor.ts";
import type { FieldViolation } from "./proto-json.ts";

/** Names and usual sentences of Google's errors by HTTP status (ai.google.dev's troubleshooting page, read 2026-11). */
const errors: Readonly<Record<number, readonly [string, string]>> = {
  400: ["INVALID_ARGUMENT", "Request contains an invalid argument."],
  401: [
    "UNAUTHENTICATED",
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
  ],
  403: ["PERMISSION_DENIED", "The caller does not have permission"],
  404: ["NOT_FOUND", "Requested entity was not found."],
  413: ["INVALID_ARGUMENT", "Request payload size exceeds the limit: 20971520 bytes."],
  429: [
    "RESOURCE_EXHAUSTED",
    "You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits. \nPlease retry in 48.9s.",
  ],
  499: ["CANCELLED", "The operation was cancelled."],
  500: [
    "INTERNAL",
    "An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting",
  ],
  503: ["UNAVAILABLE", "The model is overloaded. Please try again later."],
  504: ["DEADLINE_EXCEEDED", "Deadline expired before operation could complete."],
};

const retryInfo = { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "48s" };

/** An error object as both fronts send it: `{error: {code, message, status, details}}`. */
export function googleErrorBody(
  status: number,
  message?: string,
  details: readonly object[] = status === 429 ? [retryInfo] : [],
): object {
  const [name, usual] = errors[status] ?? [status >= 500 ? "INTERNAL" : "INVALID_ARGUMENT", `Status ${status}`];
  return {
    error: { code: status, message: message ?? usual, status: name, ...(details.length > 0 ? { details } : {}) },
  };
}

/** An error reply. */
export function googleError(status: number, message?: string, details?: readonly object[]): VendorReply {
  return { kind: "json", status, body: googleErrorBody(status, message, details) };
}

/** Violations that one answer reports. */
const maximumViolations = 100;

/** The refusal of a request that is no valid message: all violations at once. */
export function violationsError(all: readonly FieldViolation[]): VendorReply {
  const violations = all.slice(0, maximumViolations);
  const message = violations.map(({ description }) => description).join("\n");
  const details = [{ "@type": "type.googleapis.com/google.rpc.BadRequest", fieldViolations: violations }];
  return googleError(400, message, details);
}

/** The same error inside an array, as streaming methods wrap it. */
export function inArray(reply: VendorReply): VendorReply {
  return reply.kind === "json" ? { ...reply, body: [reply.body] } : reply;
}
