import type { z } from "zod";
import { type ErrorCode, HubError } from "./hub-error.ts";

type Issue = z.core.$ZodIssue;

/** The first fault of a request body, in the words and codes that OpenAI uses for it. */
export function toRequestError(issues: readonly Issue[], body: unknown): HubError {
  const { issue, path } = mostSpecific(issues, []);
  const param = formatPath(path);
  const missing = valueAt(body, path) === undefined;
  if (missing && param !== "") {
    return new HubError("missing_required_parameter", `Missing required parameter: '${param}'.`, { param });
  }
  return new HubError(codeOf(issue), `Invalid '${param}': ${describe(issue)}.`, { param });
}

/** A union reports every branch; the branch that got furthest into the value is the one that was meant. */
function mostSpecific(issues: readonly Issue[], base: readonly PropertyKey[]): { issue: Issue; path: PropertyKey[] } {
  const issue = issues[0] as Issue;
  const path = [...base, ...issue.path];
  if (issue.code !== "invalid_union") return { issue, path };
  const nested = issue.errors
    .filter((branch) => branch.length > 0)
    .map((branch) => mostSpecific(branch, path))
    .sort((a, b) => b.path.length - a.path.length)[0];
  return nested && nested.path.length > path.length ? nested : { issue, path };
}

function codeOf(issue: Issue): ErrorCode {
  switch (issue.code) {
    case "invalid_type":
      return "invalid_type";
    case "too_small":
      return issue.origin === "array" ? "empty_array" : "invalid_value";
    case "too_big":
      return issue.origin === "array" ? "array_above_max_length" : "invalid_value";
    case "invalid_union":
      return issue.discriminator === undefined ? "invalid_type" : "invalid_value";
    default:
      return "invalid_value";
  }
}

function describe(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return `expected ${issue.expected}`;
    case "invalid_value":
      return `expected ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
    case "invalid_union":
      return issue.discriminator === undefined
        ? `expected ${expectedOf(issue.errors)}`
        : `unknown value for '${issue.discriminator}'`;
    case "too_small":
      return issue.origin === "array" ? "the array is too short" : `expected at least ${issue.minimum}`;
    case "too_big":
      return issue.origin === "array" || issue.origin === "string"
        ? `longer than the maximum of ${issue.maximum}`
        : `expected at most ${issue.maximum}`;
    default:
      return "not accepted";
  }
}

function expectedOf(branches: readonly (readonly Issue[])[]): string {
  const kinds = branches.flatMap((branch) => {
    const first = branch[0];
    if (first?.code === "invalid_type") return [first.expected];
    if (first?.code === "invalid_value") return first.values.map((value) => JSON.stringify(value));
    return ["object"];
  });
  return [...new Set(kinds)].join(" or ");
}

/** `messages[0].content[1].type`: how OpenAI writes where a fault is. */
function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    return text === "" ? String(key) : `${text}.${String(key)}`;
  }, "");
}

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    body,
  );
}
