import type { z } from "zod";
import { type ErrorCode, HubError } from "./hub-error.ts";

type Issue = z.core.$ZodIssue;

interface Fault {
  issue: Issue;
  path: readonly PropertyKey[];
  /** What the body holds at that path. */
  value: unknown;
}

/** The first fault of a request body, in the words and codes that OpenAI uses for it. */
export function toRequestError(issues: readonly Issue[], body: unknown): HubError {
  const { issue, path, value } = mostSpecific(issues, { path: [], value: body });
  const param = formatPath(path);
  if (value === undefined) {
    return new HubError("missing_required_parameter", `Missing required parameter: '${param}'.`, { param });
  }
  return new HubError(codeOf(issue, value), `Invalid '${param}': expected ${describe(issue)}.`, { param });
}

/** A union reports every branch; the one that got furthest into the value, or that takes its type, was meant. */
function mostSpecific(issues: readonly Issue[], base: Pick<Fault, "path" | "value">): Fault {
  const issue = issues[0] as Issue;
  const here: Fault = { issue, path: [...base.path, ...issue.path], value: valueAt(base.value, issue.path) };
  if (issue.code !== "invalid_union") return here;
  const meant = issue.errors
    .filter((branch) => branch.length > 0)
    .map((branch) => mostSpecific(branch, here))
    .filter(({ issue, path, value }) => path.length > here.path.length || !hasWrongType(issue, value))
    .sort((a, b) => b.path.length - a.path.length)[0];
  return meant ?? here;
}

function hasWrongType(issue: Issue, value: unknown): boolean {
  switch (issue.code) {
    case "invalid_type":
      return true;
    case "invalid_value":
      return !issue.values.some((allowed) => typeof allowed === typeof value);
    case "invalid_union":
      return issue.discriminator === undefined || typeof value !== "string";
    default:
      // A check of our own says what type it wants only when it is about the type.
      return issue.code === "custom" && issue.params?.expected !== undefined;
  }
}

function codeOf(issue: Issue, value: unknown): ErrorCode {
  if (hasWrongType(issue, value)) return "invalid_type";
  if (issue.code === "too_small" && issue.origin === "array") return "empty_array";
  if (issue.code === "too_big" && issue.origin === "array") return "array_above_max_length";
  return "invalid_value";
}

/** What the schema wants instead. Values are the schema's own, never the caller's. */
function describe(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return TYPE_NAMES[issue.expected] ?? issue.expected;
    case "invalid_value":
      return anyOf(issue.values.map((value) => JSON.stringify(value)));
    case "invalid_union":
      return anyOf(
        "options" in issue && issue.options
          ? issue.options.map((option) => JSON.stringify(option))
          : issue.errors.flatMap((branch) => (branch[0] ? [describe(branch[0])] : [])),
      );
    case "too_small":
      return `${lengthOf(issue.origin)}at least ${issue.minimum}`;
    case "too_big":
      return `${lengthOf(issue.origin)}at most ${issue.maximum}`;
    case "invalid_key":
      return "shorter keys";
    default:
      return issue.code === "custom" ? String(issue.params?.expected) : "another value";
  }
}

/** JSON's names, where the schema library has others. */
const TYPE_NAMES: Record<string, string> = { int: "integer", record: "object" };

const anyOf = (names: readonly string[]): string => [...new Set(names)].join(" or ");

const lengthOf = (origin: string): string => (origin === "array" || origin === "string" ? "a length of " : "");

/**
 * `messages[0].content[1].type`: how OpenAI writes where a fault is. A key that is no plain name is the caller's
 * own, of a map like `metadata`; the path ends before it, for it may hold anything.
 */
function formatPath(path: readonly PropertyKey[]): string {
  const end = path.findIndex((key) => typeof key !== "number" && !/^\w{1,64}$/.test(String(key)));
  return path.slice(0, end === -1 ? undefined : end).reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    return text === "" ? String(key) : `${text}.${String(key)}`;
  }, "");
}

function valueAt(container: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    container,
  );
}
