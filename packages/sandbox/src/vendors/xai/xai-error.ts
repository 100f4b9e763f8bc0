import { bracketPath, type Violation } from "../../shape/shape.ts";
import type { VendorReply } from "../../vendor.ts";

/** xAI's words for a status, which it sends as `code`. */
const codes = {
  invalid: "Client specified an invalid argument",
  missing: "Some requested entity was not found",
  forbidden: "The caller does not have permission to execute the specified operation",
  unauthenticated: "The request does not have valid authentication credentials for the operation",
  exhausted: "Some resource has been exhausted",
  internal: "Internal error",
  unavailable: "The service is currently unavailable",
} as const;

/** An error as xAI sends it: `error` is a text, `code` a sentence (iniwap/AIWriteX#26, elizaOS/eliza#2578). */
export function xaiError(status: number, error: string, code: string = codes.invalid): VendorReply {
  return { kind: "json", status, body: { code, error } };
}

/** A parameter that the model has not, in camel case (miaoxworld/NativeTavern#83, 2026-09). */
export function xaiUnsupported(model: string, parameter: string): VendorReply {
  return xaiError(400, `Model ${model} does not support parameter ${parameter}.`);
}

/** Live Search is gone from chat completions; this answer has no code (langchain-ai/langchain#34906, vercel/ai#15713). */
export const xaiLiveSearchGone: VendorReply = {
  kind: "json",
  status: 410,
  body: {
    error:
      "Live search is deprecated. Please switch to the Agent Tools API: https://docs.x.ai/docs/guides/tools/overview",
  },
};

const limit =
  "Too many requests for team sandbox and model grok-4.6. Your team's rate limit is: requests per minute: 480 (actual/limit: 481/480).";

/** Native bodies by status: [error, code]. 403 as in continuedev/continue#12670; 5xx follow the pattern. */
const failures: Readonly<Record<number, readonly [string, string]>> = {
  400: ["The request could not be processed.", codes.invalid],
  401: ["No API key provided.", codes.unauthenticated],
  403: ["Your newly created team doesn't have any credits or licenses yet.", codes.forbidden],
  404: ["The requested entity was not found.", codes.missing],
  429: [limit, codes.exhausted],
  500: ["Internal error.", codes.internal],
  503: ["The service is currently unavailable.", codes.unavailable],
};

/** xAI's error for a status. */
export function xaiFailure(status: number, message?: string): VendorReply {
  const [error, code] = failures[status] ?? [
    `The server answered with status ${status}.`,
    status >= 500 ? codes.unavailable : codes.invalid,
  ];
  return xaiError(status, message ?? error, code);
}

/** An error inside a stream: the same body as a data event. None is publicly recorded. */
export const xaiStreamFailure = {
  data: JSON.stringify({ code: codes.unavailable, error: "The service is currently unavailable." }),
};

/**
 * A body that does not fit, in the words of Rust's serde, as xAI's other endpoints have them (CherryHQ/cherry-studio#4732).
 * There the sentence is the whole body, as plain text.
 */
function violationReply(violation: Violation): VendorReply {
  return xaiError(422, `Failed to deserialize the JSON body into the target type: ${sentence(violation)}`);
}

function sentence(violation: Violation): string {
  const { path, value } = violation;
  const missing = violation.kind === "missing";
  const at = bracketPath(missing ? path.slice(0, -1) : path);
  const prefix = at === "" ? "" : `${at}: `;
  const expected = (violation.values ?? []).map((name) => `\`${name}\``).join(", ");
  switch (violation.kind) {
    case "missing":
      return `${prefix}missing field \`${path.at(-1)}\``;
    case "enum":
      return `${prefix}unknown variant \`${String(value)}\`, expected one of ${expected}`;
    case "type":
      return `${prefix}invalid type: ${violation.got}, expected ${violation.expected}`;
    default:
      return `${prefix}invalid value: ${JSON.stringify(value)?.slice(0, 100)}, limit ${violation.limit}`;
  }
}

/** What xAI answers before it looks at a conversation. */
export const xaiRefusals = {
  /** A wrong key is a 400 (continuedev/continue#11704, 2026-03); no key at all is a 401 (docs.x.ai, debugging page). */
  badKey(key: string | undefined): VendorReply {
    if (key === undefined) return xaiFailure(401);
    const shown = `${key.slice(0, 2)}***${key.slice(-2)}`;
    return xaiError(400, `Incorrect API key provided: ${shown}. You can obtain an API key from https://console.x.ai.`);
  },
  noRoute: () =>
    xaiError(
      404,
      "No handler found on route. Please double check your URL and consult https://api.x.ai/docs for more information.",
      codes.missing,
    ),
  badJson: (problem: string) => xaiError(400, `Failed to parse the request body as JSON: ${problem}`),
  badShape: violationReply,
  noModel: (id: string) =>
    xaiError(
      404,
      `The model ${id} does not exist or your team sandbox does not have access to it. Please ensure you're using the correct API key. If you believe this is a mistake, please contact support and quote your team ID and the model name.`,
      codes.missing,
    ),
};
