import { dottedPath, type Violation } from "../../shape/shape.ts";
import type { VendorReply } from "../../vendor.ts";

/** The request id that errors name; its form is recorded. */
const requestId = "oSandbox-2kFHot-0000000000000000";

interface TogetherErrorFields {
  readonly type?: string;
  readonly param?: string | null;
  readonly code?: string | null;
}

function errorBody(message: string, fields: TogetherErrorFields = {}): object {
  const { type = "invalid_request_error", param = null, code = null } = fields;
  return { id: requestId, error: { message, type, param, code } };
}

/** An error as Together sends it: `{id,error:{message,type,param,code}}` (HeyPuter/puter#3168, 2026). */
export function togetherError(status: number, message: string, fields: TogetherErrorFields = {}): VendorReply {
  return { kind: "json", status, body: errorBody(message, fields) };
}

/** Native bodies by status: [message, type, code]. */
const failures: Readonly<Record<number, readonly [string, string, string | null]>> = {
  400: ["The request could not be processed.", "invalid_request_error", null],
  401: [
    "Invalid API key provided. You can find your API key at https://api.together.ai/settings/api-keys.",
    "invalid_request_error",
    "invalid_api_key",
  ],
  402: ["Credit limit exceeded, please navigate to https://api.together.ai/settings/billing.", "credit_limit", null],
  403: [
    "Input token count + max_tokens parameter must be less than the context length of the model being queried.",
    "invalid_request_error",
    null,
  ],
  404: ["Invalid endpoint or model name.", "invalid_request_error", null],
  429: [
    "You have reached the rate limit specific to this model. The maximum rate limit for this model is 600 queries per minute.",
    "dynamic_request_limited",
    null,
  ],
  500: ["Internal server error", "server_error", null],
  503: ["The server is overloaded or not ready yet.", "overloaded", null],
  504: ["The server took too long to answer.", "timeout", null],
  524: ["Cloudflare timed out.", "timeout", null],
  529: ["The server is overloaded or not ready yet.", "overloaded", null],
};

/** Together's error for a status. */
export function togetherFailure(status: number, message?: string): VendorReply {
  const [usual, type, code] = failures[status] ?? [
    `The server answered with status ${status}.`,
    status >= 500 ? "server_error" : "invalid_request_error",
    null,
  ];
  return togetherError(status, message ?? usual, { type, code });
}

/** An error inside a stream: a data event with an error object. None is publicly recorded. */
export const togetherStreamFailure = {
  data: JSON.stringify(errorBody("The server is overloaded or not ready yet.", { type: "overloaded" })),
};

/** A body that does not fit, in the words of a JSON Schema validator, as lmg-anon/mikupad#55 quotes them. */
function violationReply(violation: Violation): VendorReply {
  const at = dottedPath(violation.path);
  return togetherError(400, at === "" ? sentence(violation) : `${sentence(violation)} - '${at}'`, {
    param: at === "" ? null : at,
  });
}

function sentence(violation: Violation): string {
  const value = JSON.stringify(violation.value)?.slice(0, 100);
  switch (violation.kind) {
    case "missing":
      return `"${violation.path.at(-1)}" is a required property`;
    case "type":
      return `${value} is not of type "${violation.expected}"`;
    case "enum":
      return `${value} is not one of ${JSON.stringify(violation.values)}`;
    case "below":
      return `${value} is less than the minimum of ${violation.limit}`;
    case "above":
      return `${value} is greater than the maximum of ${violation.limit}`;
    case "few":
      return `${value} has less than ${violation.limit} items`;
    case "many":
      return `${value} has more than ${violation.limit} items`;
    default:
      return `${value} is not valid`;
  }
}

/** What Together answers before it looks at a conversation. */
export const togetherRefusals = {
  badKey: () => togetherFailure(401),
  noRoute: () => togetherFailure(404),
  badJson: (problem: string) => togetherError(400, `Invalid JSON: ${problem}`),
  badShape: violationReply,
  noModel: (id: string) =>
    togetherError(
      404,
      `Unable to access model ${id}. Please visit https://api.together.ai/models to view the list of supported models.`,
      { code: "model_not_available" },
    ),
};
