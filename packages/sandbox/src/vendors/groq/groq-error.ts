import { bracketPath, dottedPath, type Path, type Violation } from "../../shape/shape.ts";
import type { VendorReply } from "../../vendor.ts";

/** An error as Groq sends it: `{"error":{message,type,code?,param?,failed_generation?}}`. */
export function groqError(
  status: number,
  message: string,
  fields: { readonly type?: string; readonly code?: string; readonly param?: string } = {},
): VendorReply {
  const { type = "invalid_request_error", ...rest } = fields;
  return { kind: "json", status, body: { error: { message, type, ...rest } } };
}

/** Native bodies by status: [message, type, code]; 413, 429, 498 and 5xx from Groq's error page (read 2026-11). */
const failures: Readonly<Record<number, readonly [string, string, string?]>> = {
  400: ["The request could not be processed.", "invalid_request_error"],
  401: ["Invalid API Key", "invalid_request_error", "invalid_api_key"],
  403: ["Access denied. Please check your network settings.", "invalid_request_error"],
  404: [
    "The model `sandbox` does not exist or you do not have access to it.",
    "invalid_request_error",
    "model_not_found",
  ],
  413: ["Request Entity Too Large", "invalid_request_error", "request_too_large"],
  422: ["Unprocessable Entity", "invalid_request_error"],
  424: ["Failed Dependency", "invalid_request_error"],
  429: [
    "Rate limit reached for model `llama-3.1-8b-instant` in organization `org_sandbox` service tier `on_demand` on tokens per minute (TPM): Limit 6000, Used 5990, Requested 120. Please try again in 1.1s.",
    "tokens",
    "rate_limit_exceeded",
  ],
  498: ["Flex tier capacity exceeded. Please try again later.", "capacity_error", "capacity_exceeded"],
  500: ["Internal Server Error", "internal_server_error"],
  502: ["Bad Gateway", "internal_server_error"],
  503: ["Service Unavailable", "internal_server_error"],
};

/** Groq's error for a status. */
export function groqFailure(status: number, message?: string): VendorReply {
  const usual = failures[status];
  const type = usual?.[1] ?? (status >= 500 ? "internal_server_error" : "invalid_request_error");
  const code = usual?.[2];
  return groqError(status, message ?? usual?.[0] ?? `The server answered with status ${status}.`, {
    type,
    ...(code === undefined ? {} : { code }),
  });
}

/**
 * Puts a violation into Groq's words. The forms `property 'x' is unsupported` and `for 'role:…' the following must be
 * satisfied[…]` are as reported in public issues (karthink/gptel#774, janhq/jan#8136); the rest follows their pattern.
 */
export function groqViolation(violation: Violation, body: unknown): VendorReply {
  return groqError(400, inMessage(violation.path, body, sentence(violation)));
}

function sentence(violation: Violation): string {
  const at = violation.path.length === 0 ? "" : `'${dottedPath(violation.path)}' : `;
  switch (violation.kind) {
    case "missing":
      return `'${dottedPath(violation.path.slice(0, -1))}' : property '${violation.path.at(-1)}' is missing`.replace(
        "'' : ",
        "",
      );
    case "unknown":
      return `${at}property '${violation.keys?.[0] ?? ""}' is unsupported`;
    case "type":
      return `${at}value must be ${/^[aeio]/.test(violation.expected ?? "") ? "an" : "a"} ${violation.expected}`;
    case "enum":
      return `${at}value must be one of [${(violation.values ?? []).map((value) => `"${value}"`).join(", ")}]`;
    case "pattern":
      return `${at}value must match the pattern ${violation.pattern}`;
    case "below":
      return `${at}number must be at least ${violation.limit}`;
    case "above":
      return `${at}number must be at most ${violation.limit}`;
    case "short":
      return `${at}minimum string length is ${violation.limit}`;
    case "long":
      return `${at}maximum string length is ${violation.limit}`;
    case "few":
      return `${at}minimum number of items is ${violation.limit}`;
    case "many":
      return `${at}maximum number of items is ${violation.limit}`;
    case "rule":
      return violation.message ?? "invalid request";
  }
}

/** Problems inside a message are reported as unmet conditions of its role. */
function inMessage(path: Path, body: unknown, text: string): string {
  const [first, index] = path;
  if (first !== "messages" || typeof index !== "number") return text;
  const role = (body as { messages?: { role?: unknown }[] }).messages?.[index]?.role;
  return typeof role === "string"
    ? `'messages.${index}' : for 'role:${role}' the following must be satisfied[(${text})]`
    : text;
}

/** An error about one parameter that Groq knows and does not support. */
export function groqUnsupported(path: Path, message: string): VendorReply {
  return groqError(400, message, { param: bracketPath(path) });
}
