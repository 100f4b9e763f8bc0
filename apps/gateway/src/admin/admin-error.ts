import { AuditError, AuditStoreError } from "@hub/audit";
import { BudgetError, BudgetStoreError } from "@hub/budget";
import { KeyringError, type KeyringErrorCode } from "@hub/keyring";
import { type ErrorCode, HubError, type HubErrorOptions, toHubError } from "@hub/protocol";
import type { z } from "zod";

type Issue = z.core.$ZodIssue;

/** When it makes sense to ask again where a store does not answer, in milliseconds. */
const RETRY_MS = 1_000;

/** The error for something that is not there. `remedy` says where to look. */
export function notFound(remedy: string): HubError {
  return new HubError("unknown_url", remedy, { vendorCode: "not_found" });
}

/** The error for a change that does not fit what is there. */
export function conflict(message: string): HubError {
  return new HubError("invalid_request", message, { status: 409, vendorCode: "conflict" });
}

/** The error for input that a schema refuses: its first fault, by name, without what was sent. */
export function invalidInput(issues: readonly Issue[], input: unknown): HubError {
  const { issue, path, value } = mostSpecific(issues[0] as Issue, { path: [], value: input });
  if (issue.code === "unrecognized_keys") {
    const param = formatPath([...path, ...issue.keys.slice(0, 1)]);
    const remedy = `Unknown parameter${param && `: '${param}'`}. GET /admin/v1/openapi.json says which there are.`;
    return new HubError("unsupported_parameter", remedy, { param });
  }
  const param = formatPath(path);
  if (value === undefined && param !== "") {
    return new HubError("missing_required_parameter", `Missing required parameter: '${param}'.`, { param });
  }
  const where = param === "" ? "the input" : `'${param}'`;
  return new HubError("invalid_value", `Invalid ${where}: ${describe(issue)}.`, { param: param || null });
}

interface Fault {
  issue: Issue;
  path: readonly PropertyKey[];
  value: unknown;
}

/** Of a union the branch that got furthest was meant; failing that, the one that found more than a wrong type. */
function mostSpecific(issue: Issue, base: Omit<Fault, "issue">): Fault {
  const here = { issue, path: [...base.path, ...issue.path], value: issue.path.reduce(valueAt, base.value) };
  if (issue.code !== "invalid_union" || here.value === undefined) return here;
  const branches = issue.errors.flatMap(([first]) => first ?? []);
  const meant = branches.find(({ path }) => path.length > 0) ?? branches.find(({ code }) => code !== "invalid_type");
  return meant ? mostSpecific(meant, here) : here;
}

const valueAt = (container: unknown, key: PropertyKey): unknown =>
  (container as Record<PropertyKey, unknown> | null | undefined)?.[key];

/** What the schema wants instead. */
function describe(issue: Issue): string {
  if (issue.code === "invalid_value") return `expected one of ${issue.values.join(", ")}`;
  if (issue.code !== "invalid_union") return issue.message.replace(/^(Invalid|Too) \w+: /, "");
  const types = issue.errors.flatMap(([first]) => (first?.code === "invalid_type" ? [first.expected] : []));
  return `expected ${[...new Set(types)].join(" or ") || "another value"}`;
}

/** `limits[0].max`. A key that is no plain name may hold anything; the path ends before it. */
function formatPath(path: readonly PropertyKey[]): string {
  const end = path.findIndex((key) => typeof key !== "number" && !/^\w{1,64}$/.test(String(key)));
  const plain = end === -1 ? path : path.slice(0, end);
  return plain.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    return text === "" ? String(key) : `${text}.${String(key)}`;
  }, "");
}

/** Whatever was thrown, as an error that says what to do. */
export function toAdminError(thrown: unknown): HubError {
  if (BudgetError.isInstance(thrown)) {
    const code = thrown.code === "idempotency_conflict" ? "idempotency_key_reused" : "invalid_value";
    return new HubError(code, thrown.message, { param: thrown.param, cause: thrown });
  }
  if (KeyringError.isInstance(thrown)) {
    const meaning = KEYRING_MEANINGS[thrown.code];
    if (meaning) return new HubError(meaning.code, thrown.message, { param: thrown.param, cause: thrown, ...meaning });
  }
  if (AuditError.isInstance(thrown)) {
    const options = { param: thrown.param, cause: thrown };
    if (thrown.code === "invalid_argument") return new HubError("invalid_value", thrown.message, options);
    if (thrown.code === "unknown_account") return notFound("There are no records yet.");
  }
  if (BudgetStoreError.isInstance(thrown)) return unavailable("wallets", thrown);
  if (AuditStoreError.isInstance(thrown)) return unavailable("audit trail", thrown);
  return toHubError(thrown);
}

const KEYRING_MEANINGS: { readonly [Code in KeyringErrorCode]?: { code: ErrorCode } & HubErrorOptions } = {
  invalid_argument: { code: "invalid_value" },
  not_found: { code: "unknown_url", vendorCode: "not_found" },
  already_exists: { code: "invalid_request", status: 409, vendorCode: "already_exists" },
  conflict: { code: "invalid_request", status: 409, vendorCode: "conflict" },
  keyring_unavailable: { code: "keyring_unavailable", retryAfterMs: RETRY_MS },
};

function unavailable(what: string, cause: unknown): HubError {
  const remedy = `The ${what} cannot be reached. Look whether the database answers, and try again.`;
  return new HubError("budget_unavailable", remedy, { vendorCode: "store_unavailable", retryAfterMs: RETRY_MS, cause });
}
