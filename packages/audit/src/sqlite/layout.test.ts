import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { type Selection, where } from "../query/select.ts";
import { LAYOUT } from "./layout.ts";

const NEWEST_FIRST = "ORDER BY time DESC, seq DESC LIMIT 10";
const OLDEST_FIRST = "ORDER BY time, seq LIMIT 1 OFFSET 4999";
const place = { time: 5, seq: 5 };
const span = { from: 1, to: 9 };

it.each<[what: string, selection: Omit<Selection, "account">, rest: string, index: string]>([
  ["a page", span, NEWEST_FIRST, "time (account=? AND time>? AND time<?)"],
  ["the next page", { ...span, after: place }, NEWEST_FIRST, "time (account=? AND time>? AND (time,seq)<(?,?))"],
  ["a key's page", { keyId: "k", after: place }, NEWEST_FIRST, "key (account=? AND key_id=? AND (time,seq)<(?,?))"],
  ["a project's page", { project: "p" }, NEWEST_FIRST, "project (account=? AND project=?)"],
  ["an outcome's page", { outcome: "failed" }, NEWEST_FIRST, "outcome (account=? AND outcome=?)"],
  ["a request", { keyId: "k" }, "AND correlation_id = 'x' ORDER BY seq DESC", "id (account=? AND correlation_id=?)"],
  ["a slice's end", { since: place, to: 9 }, OLDEST_FIRST, "time (account=? AND (time,seq)>(?,?) AND time<?)"],
  ["a slice", { since: place, until: place }, "", "time (account=? AND (time,seq)>(?,?) AND (time,seq)<(?,?))"],
])("%s is found by an index from end to end, in its order", (_what, selection, rest, index) => {
  const database = new DatabaseSync(":memory:");
  database.exec(LAYOUT);
  const { condition, values } = where({ account: "acme", ...selection }, "?");
  const plan = database.prepare(`EXPLAIN QUERY PLAN SELECT * FROM audit_records WHERE ${condition} ${rest}`);
  const steps = plan.all(...values).map(({ detail }) => detail);
  database.close();
  expect(steps).toEqual([`SEARCH audit_records USING INDEX audit_records_${index}`]);
});
