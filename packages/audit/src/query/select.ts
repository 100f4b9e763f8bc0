import type { AuditScope, UsageGroup } from "./queries.ts";

/** A place in the order of times. */
interface Place {
  time: number;
  seq: number;
}

/** Which records are asked for. */
export interface Selection extends AuditScope {
  outcome?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
  /** Only those before this place. */
  after?: Place | undefined;
  /** Only those after this place. */
  since?: Place | undefined;
  /** Only those up to this place. */
  until?: Place | undefined;
}

/**
 * Which records are asked for, as a condition in SQL and the values of its parameters, from the first on.
 *
 * @param mark what a parameter's number comes after: `$` or `?`
 */
export function where(selection: Selection, mark: "$" | "?"): { condition: string; values: (string | number)[] } {
  const { account, project, keyId, outcome, from, to, after, since, until } = selection;
  const values: (string | number)[] = [];
  const given = (value: string | number): string => `${mark}${values.push(value)}`;
  const place = ({ time, seq }: Place): string => `(${given(time)}, ${given(seq)})`;
  const parts = [`account = ${given(account)}`];
  if (project !== undefined) parts.push(`project = ${given(project)}`);
  if (keyId !== undefined) parts.push(`key_id = ${given(keyId)}`);
  if (outcome !== undefined) parts.push(`outcome = ${given(outcome)}`);
  if (from !== undefined) parts.push(`time >= ${given(from)}`);
  // The nearer of two bounds alone: of both, SQLite may take the farther one to search by.
  if (after && (to === undefined || after.time < to)) parts.push(`(time, seq) < ${place(after)}`);
  else if (to !== undefined) parts.push(`time < ${given(to)}`);
  if (since) parts.push(`(time, seq) > ${place(since)}`);
  if (until) parts.push(`(time, seq) <= ${place(until)}`);
  return { condition: parts.join(" AND "), values };
}

/**
 * The columns of usage, to be grouped by the first.
 *
 * @param dayOfTime a day as text out of the column `time`, in the database's terms
 */
export function usageColumns(groupBy: UsageGroup, dayOfTime: string): string {
  const groups = { key: "key_id", project: "project", model: "model", vendor: "vendor", day: dayOfTime };
  return `${groups[groupBy]} AS "group", count(*) AS "requests", sum(prompt_tokens) AS "promptTokens",
    sum(completion_tokens) AS "completionTokens", sum(cached_tokens) AS "cachedTokens",
    sum(reasoning_tokens) AS "reasoningTokens", sum(cost) AS "cost", sum(charged) AS "charged",
    sum(redactions) AS "redactions", count(*) FILTER (WHERE outcome = 'blocked') AS "blocks",
    count(*) FILTER (WHERE outcome = 'failed') AS "failures"`;
}
