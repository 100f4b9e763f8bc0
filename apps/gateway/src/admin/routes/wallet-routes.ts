import type { IncomingHttpHeaders } from "node:http";
import type { CreditRequest, LedgerEntry, WalletState } from "@hub/budget";
import { formatUsd } from "@hub/catalog";
import { HubError } from "@hub/protocol";
import { z } from "zod";
import { usd } from "../../spending-config.ts";
import { conflict } from "../admin-error.ts";
import { Id, listOf } from "../common-schemas.ts";
import type { AdminParts } from "../ports.ts";
import { spendingOf } from "../project-spending.ts";
import { type Route, route } from "../route.ts";
import { signedUsd } from "../signed-usd.ts";

const Money = z.string().describe("Decimal USD");

const WalletView = z.object({
  object: z.literal("wallet"),
  wallet: z.string(),
  project: z.string().nullable(),
  balance_usd: Money,
  reserved_usd: Money,
  available_usd: Money.describe("What can be spent: the balance less what requests under way have reserved."),
  unlimited: z.boolean(),
});

const EntryView = z.object({
  seq: z.int(),
  kind: z.string(),
  amount_usd: Money,
  balance_usd: Money,
  key: z.string().describe("The idempotency key, or the request that was charged for."),
  reason: z.string(),
  created_at: z.string(),
});
const CreditView = WalletView.extend({
  entry: EntryView,
  repeated: z.boolean().describe("Whether this has been done before, under the same key: nothing has changed now."),
});

const MAX_KEY_LENGTH = 128;
const IdempotencyKey = z.string().min(1).max(MAX_KEY_LENGTH);

const credit = {
  project: Id.optional(),
  reason: z.string().trim().min(1).max(512),
  idempotency_key: IdempotencyKey.optional().describe("May come as the header `Idempotency-Key` instead."),
};
const ofProject = { project: Id.optional() };

/** What there is to spend: the account's wallet, or a project's. */
export function walletRoutes({
  budget,
  walletOf,
  keyring: { projects },
}: Pick<AdminParts, "budget" | "walletOf" | "keyring">): Route[] {
  /** Who pays for a project; the account, where there is none. @throws KeyringError `not_found` */
  async function payerOf(project: string | undefined): Promise<string> {
    if (project === undefined) return walletOf(undefined);
    return walletOf(spendingOf(await projects.get(project)).wallet === "own" ? project : undefined);
  }

  /**
   * Changes a wallet; that of a project pays for it from now on. It is changed first, so that it does not begin empty.
   *
   * @throws KeyringError `not_found`, so that nobody pays into a project that is none
   * @throws HubError 409 for one that is archived
   */
  async function change<Result>(
    project: string | undefined,
    work: (wallet: string) => Promise<Result>,
  ): Promise<Result> {
    if (project === undefined) return work(walletOf(undefined));
    const { archivedAt } = await projects.get(project);
    if (archivedAt !== undefined) throw conflict("The project is archived: nothing can be paid for it any more.");
    const result = await work(walletOf(project));
    const { wallet, ...spending } = spendingOf(await projects.get(project));
    if (wallet !== "own") await projects.update(project, { spending: { ...spending, wallet: "own" } });
    return result;
  }

  type Credit = Pick<CreditRequest, "usd" | "reason" | "key"> & { project: string | undefined };
  async function give(kind: "topUp" | "adjust", { project, ...entry }: Credit) {
    const result = await change(project, (wallet) => budget[kind]({ wallet, ...entry }));
    return { ...showWallet(result.wallet, project), entry: showEntry(result.entry), repeated: result.repeated };
  }

  return [
    route({
      method: "GET",
      path: "/wallet",
      summary: "What the wallet holds that pays for the account, or for a project.",
      query: z.strictObject(ofProject),
      answer: WalletView,
      handle: async ({ query: { project } }) => showWallet(await budget.wallet(await payerOf(project)), project),
    }),
    route({
      method: "POST",
      path: "/wallet/top-ups",
      summary:
        "Pay in; under the same key once, however often it is asked for. A project that is paid into has a wallet of its own.",
      body: z.strictObject({
        amount_usd: usd.refine((amount) => amount > 0, "expected more than 0 dollars"),
        ...credit,
      }),
      example: { amount_usd: "25.00", reason: "November", idempotency_key: "invoice-2026-11" },
      answer: CreditView,
      handle: ({ body: { amount_usd, idempotency_key, project, reason }, headers }) =>
        give("topUp", { usd: amount_usd, project, reason, key: keyOf(idempotency_key, headers) }),
    }),
    route({
      method: "POST",
      path: "/wallet/adjustments",
      summary: "Set a balance right, up or down. Under the same key it happens once.",
      body: z.strictObject({
        amount_usd: signedUsd.refine((amount) => amount !== 0, "expected more or less than 0 dollars"),
        ...credit,
      }),
      example: { amount_usd: "-1.50", reason: "paid in twice", idempotency_key: "correction-7" },
      answer: CreditView,
      handle: ({ body: { amount_usd, idempotency_key, project, reason }, headers }) =>
        give("adjust", { usd: amount_usd, project, reason, key: keyOf(idempotency_key, headers) }),
    }),
    route({
      method: "PUT",
      path: "/wallet/unlimited",
      summary: "Let a wallet refuse nothing, or again what it cannot pay. It is counted either way.",
      body: z.strictObject({ unlimited: z.boolean(), ...ofProject }),
      example: { unlimited: false },
      answer: WalletView,
      handle: async ({ body: { unlimited, project } }) =>
        showWallet(await change(project, (wallet) => budget.setUnlimited(wallet, unlimited)), project),
    }),
    route({
      method: "GET",
      path: "/wallet/ledger",
      summary: "What a wallet was paid and charged, the oldest first.",
      query: z.strictObject({
        ...ofProject,
        after: z.coerce.number().int().min(0).default(0).describe("The `seq` after which to go on."),
        limit: z.coerce.number().int().min(1).max(1_000).default(100),
      }),
      answer: listOf(EntryView),
      async handle({ query: { project, after, limit } }) {
        const entries = await budget.ledger(await payerOf(project), { after, limit });
        const last = entries.length === limit ? entries.at(-1) : undefined;
        return { object: "list" as const, data: entries.map(showEntry), next: last ? String(last.seq) : null };
      },
    }),
  ];
}

/** The key that makes it happen once, from the body or the header. */
function keyOf(inBody: string | undefined, headers: IncomingHttpHeaders): string {
  const given = headers["idempotency-key"];
  const inHeader = Array.isArray(given) ? given[0] : given;
  const param = "idempotency_key";
  if (inBody !== undefined && inHeader !== undefined && inBody !== inHeader) {
    const remedy = "`idempotency_key` and the header `Idempotency-Key` differ. Send one of them.";
    throw new HubError("invalid_value", remedy, { param });
  }
  const key = inBody ?? inHeader;
  if (key && key.length <= MAX_KEY_LENGTH) return key;
  if (key) throw new HubError("invalid_value", "The header `Idempotency-Key` has more than 128 characters.", { param });
  const remedy = "Missing required parameter: 'idempotency_key'. Send a text that names this one payment.";
  throw new HubError("missing_required_parameter", remedy, { param });
}

function showWallet(
  { id, balance, reserved, unlimited }: WalletState,
  project: string | undefined,
): z.input<typeof WalletView> {
  return {
    object: "wallet",
    wallet: id,
    project: project ?? null,
    balance_usd: formatUsd(balance),
    reserved_usd: formatUsd(reserved),
    available_usd: formatUsd(balance - reserved),
    unlimited,
  };
}

function showEntry({ seq, kind, usd, balance, key, reason, at }: LedgerEntry): z.input<typeof EntryView> {
  return {
    seq,
    kind,
    amount_usd: formatUsd(usd),
    balance_usd: formatUsd(balance),
    key,
    reason,
    created_at: new Date(at).toISOString(),
  };
}
