import { randomUUID } from "node:crypto";
import { type Command, CommandError, command, type Output, type Surroundings } from "../command.ts";
import { given } from "../option-values.ts";
import { pairs, table } from "../table.ts";

interface Wallet {
  wallet: string;
  balance_usd: string;
  reserved_usd: string;
  available_usd: string;
  unlimited: boolean;
}
interface Entry {
  seq: number;
  kind: string;
  amount_usd: string;
  balance_usd: string;
  reason: string;
  created_at: string;
}

const project = { type: "string", value: "<id>", help: "the wallet of this project" } as const;
const creditOptions = {
  project,
  reason: { type: "string", value: "<text>", help: "for the ledger" },
  key: { type: "string", value: "<text>", help: "makes it happen once, however often it is run" },
} as const;

function describe(wallet: Wallet, remark?: string): Output {
  const text = pairs([
    ["wallet", wallet.wallet],
    ["balance", `${wallet.balance_usd} USD`],
    ["reserved", `${wallet.reserved_usd} USD`],
    ["available", wallet.unlimited ? "unlimited" : `${wallet.available_usd} USD`],
  ]);
  return { json: wallet, text: remark ? `${remark}\n${text}` : text };
}

interface Credit {
  amount: string;
  options: { project?: string; reason?: string; key?: string };
}

/** Pays in or sets right. After a failure nobody can tell whether it has happened; the same key finds out. */
async function credit(
  path: string,
  { amount, options: { project: of, reason = "by hand", key = randomUUID() } }: Credit,
  { admin }: Surroundings,
): Promise<Output> {
  const body = given({ amount_usd: amount, project: of, reason, idempotency_key: key });
  try {
    const wallet = await admin.send<Wallet & { repeated: boolean }>("POST", path, body);
    return describe(wallet, wallet.repeated ? "This was done before, and has not been done again." : undefined);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(`${error.message}\nTo try again, and not twice, add: --key ${key}`, { cause: error });
  }
}

export const WALLET_COMMANDS: readonly Command[] = [
  command({
    name: "wallet balance",
    summary: "Show what there is to spend.",
    options: { project },
    run: async ({ options }, { admin }) => describe(await admin.get<Wallet>("/wallet", options)),
  }),
  command({
    name: "wallet top-up",
    summary: "Pay in.",
    operands: ["usd"],
    options: creditOptions,
    run: ({ operands: { usd }, options }, around) => credit("/wallet/top-ups", { amount: usd, options }, around),
  }),
  command({
    name: "wallet adjust",
    summary: "Set a balance right, up or down.",
    operands: ["usd"],
    options: creditOptions,
    notes: "An amount below zero takes away: hub wallet adjust -1.50 --reason refund",
    run: ({ operands: { usd }, options }, around) => credit("/wallet/adjustments", { amount: usd, options }, around),
  }),
  command({
    name: "wallet ledger",
    summary: "List what a wallet was paid and charged, the oldest first.",
    options: {
      project,
      after: { type: "string", value: "<seq>", help: "go on after this entry" },
      limit: { type: "string", value: "<number>", help: "at most so many (default 100)" },
    },
    async run({ options }, { admin }) {
      const answer = await admin.get<{ data: Entry[]; next: string | null }>("/wallet/ledger", options);
      const rows = answer.data.map((entry) => [
        entry.seq,
        entry.created_at,
        entry.kind,
        entry.amount_usd,
        entry.balance_usd,
        entry.reason,
      ]);
      const text = table(["SEQ", "TIME", "KIND", "USD", "BALANCE", "REASON"], rows, "The wallet has no entries.");
      return { json: answer, text: answer.next ? `${text}\n\nThere may be more: --after ${answer.next}` : text };
    },
  }),
];
