import { AUDIT_OUTCOMES, USAGE_GROUPS } from "@hub/audit";
import { formatUsd } from "@hub/catalog";
import { HubError } from "@hub/protocol";
import { z } from "zod";
import { notFound } from "../admin-error.ts";
import { Id, listOf, Span, whole } from "../common-schemas.ts";
import { EntryView, showEntry } from "../entry-view.ts";
import { inBlocks } from "../in-blocks.ts";
import type { AdminParts } from "../ports.ts";
import { downloadRoute, type Route, route } from "../route.ts";

const FORMATS = { jsonl: "application/x-ndjson", csv: "text/csv" } as const;

const UsageView = z.object({
  group: z.string().nullable().describe("The key's or project's id, `vendor/model`, the vendor, or the day in UTC."),
  requests: z.int(),
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  cached_tokens: z.int(),
  reasoning_tokens: z.int(),
  cost_usd: z.string().describe("Decimal USD, at list price."),
  charged_usd: z.string().describe("Decimal USD, as wallets have paid."),
  redactions: z.int(),
  blocks: z.int(),
  failures: z.int(),
});

const WHOLE_CHAIN = "A part of the chain cannot be verified. Leave the filters out, or ask for `format=csv`.";

const outcome = z.enum(AUDIT_OUTCOMES).optional();
const filters = { ...Span, project: Id.optional(), key: Id.optional() };

/** The record of all requests, and what they add up to. */
export function auditRoutes({
  account,
  audit,
  auditPublicKey,
}: Pick<AdminParts, "account" | "audit" | "auditPublicKey">): Route[] {
  return [
    route({
      method: "GET",
      path: "/audit",
      summary: "Records of requests, the newest first. They hold no content.",
      query: z.strictObject({
        ...filters,
        outcome,
        after: z.string().min(1).max(256).optional(),
        limit: z.coerce.number().int().min(1).max(1_000).default(100),
      }),
      answer: listOf(EntryView),
      async handle({ query: { key: keyId, ...query } }) {
        const { entries, next } = await audit.list({ account, ...query, keyId });
        return { object: "list" as const, data: entries.map(showEntry), next };
      },
    }),
    downloadRoute({
      method: "GET",
      path: "/audit/export",
      summary: "The records as a file; `hub audit verify` checks one of the format jsonl without the gateway.",
      query: z.strictObject({ ...filters, outcome, format: z.enum(["jsonl", "csv"]).default("jsonl") }),
      contentTypes: Object.values(FORMATS),
      async handle({ query: { format, key: keyId, ...query } }) {
        const filter = { ...query, keyId };
        if (format === "jsonl" && Object.values(filter).some((value) => value !== undefined)) {
          throw new HubError("invalid_value", WHOLE_CHAIN, { param: "format" });
        }
        const pieces = format === "csv" ? audit.exportCsv({ account, ...filter }) : audit.exportJsonl(account);
        return {
          contentType: `${FORMATS[format]}; charset=utf-8`,
          fileName: `audit.${format}`,
          pieces: await inBlocks(pieces),
        };
      },
    }),
    route({
      method: "GET",
      path: "/audit/public-key",
      summary: "The key that checkpoints are verified with. Keep a copy apart from the gateway.",
      answer: z.object({ algorithm: z.literal("Ed25519"), public_key: z.string().describe("PEM") }),
      handle: () => ({ algorithm: "Ed25519" as const, public_key: auditPublicKey }),
    }),
    route({
      method: "GET",
      path: "/audit/{correlation_id}",
      summary: "The record of one request.",
      params: z.strictObject({ correlation_id: Id }),
      answer: EntryView,
      async handle({ params: { correlation_id: id } }) {
        const entry = await audit.get(id, { account });
        if (entry) return showEntry(entry);
        throw notFound(`There is no record of a request '${id}'. GET /admin/v1/audit lists them.`);
      },
    }),
    route({
      method: "GET",
      path: "/usage",
      summary: "Requests, tokens and cost, added up by key, project, model, vendor or day.",
      query: z.strictObject({ ...filters, group_by: z.enum(USAGE_GROUPS).default("day") }),
      answer: listOf(UsageView),
      async handle({ query: { group_by: groupBy, key: keyId, ...query } }) {
        const rows = await audit.usage({ account, groupBy, keyId, ...query });
        return whole(
          rows.map(({ promptTokens, completionTokens, cachedTokens, reasoningTokens, cost, charged, ...row }) => ({
            ...row,
            prompt_tokens: promptTokens,
            completion_tokens: completionTokens,
            cached_tokens: cachedTokens,
            reasoning_tokens: reasoningTokens,
            cost_usd: formatUsd(cost),
            charged_usd: formatUsd(charged),
          })),
        );
      },
    }),
  ];
}
