import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type Budget, createBudget } from "../../create-budget.ts";
import { fund, sweepAll, wholeLedger } from "../budget-bench.ts";
import { type LoadRecord, loadLimits, possibleCharges } from "../processes/load-record.ts";
import { openTestStore, type ProcessSubject } from "../processes/process-subject.ts";
import { startWorker } from "../processes/start-worker.ts";

const PROCESSES = 4;
const REQUESTS = 200;
const AFFORDED = 37;
/** Set HUB_TEST_CRASHES to 50 for as many as the proof asks for; each takes about a second. */
const CRASHES = Number(process.env.HUB_TEST_CRASHES ?? 2);
const AN_HOUR_MS = 3_600_000;

/** What holds for several processes on the same data, and when they are killed. */
export function testProcesses({ module, connect }: ProcessSubject): void {
  async function withBudget(connection: string, now: () => number, use: (budget: Budget) => Promise<void>) {
    const budget = createBudget({ store: await openTestStore(module, connection, now), sweepEveryMs: 0 });
    try {
      await use(budget);
    } finally {
      await budget.close();
    }
  }

  describe("several processes", () => {
    it(`admit together as many of ${REQUESTS} requests as the wallet affords`, async () => {
      const connection = await connect(randomUUID());
      await withBudget(connection, Date.now, async (budget) => {
        await fund(budget, "w", AFFORDED * 100 + 99);
        const workers = await Promise.all(
          Array.from({ length: PROCESSES }, (_, index) => {
            const requests = REQUESTS / PROCESSES;
            const task = { kind: "contend", prefix: `p${index}:`, requests, wallet: "w", usd: 100 } as const;
            return startWorker({ module, connection, task });
          }),
        );
        for (const worker of workers) worker.go();
        const admitted = await Promise.all(workers.map((worker) => worker.admitted()));
        expect(admitted.reduce((sum, count) => sum + count)).toBe(AFFORDED);
        expect(await budget.wallet("w")).toMatchObject({ balance: AFFORDED * 100 + 99, reserved: AFFORDED * 100 });
      });
    }, 60_000);

    it(
      `lose nothing that was answered and leave nothing reserved when they are killed, ${CRASHES} times`,
      async () => {
        const connection = await connect(randomUUID());
        const directory = mkdtempSync(join(tmpdir(), "hub-budget-crash-"));
        try {
          for (let round = 0; round < CRASHES; round += 1) {
            const wallet = `wallet:${round}`;
            await withBudget(connection, Date.now, (budget) => fund(budget, wallet, 1_000_000_000));
            const logs = [0, 1].map((index) => join(directory, `${round}-${index}.log`));
            await crash(connection, wallet, logs);
            const records = logs.flatMap(readRecords);
            expect(records.filter(({ step }) => step === "settled").length).toBeGreaterThan(0);
            await withBudget(
              connection,
              () => Date.now() + AN_HOUR_MS,
              async (budget) => {
                await sweepAll(budget);
                await expectConsistent(budget, wallet, records);
              },
            );
          }
        } finally {
          rmSync(directory, { recursive: true });
        }
      },
      60_000 + CRASHES * 10_000,
    );
  });

  /** Starts a process for each log under load, and kills each after its own short while. */
  async function crash(connection: string, wallet: string, logs: readonly string[]): Promise<void> {
    const workers = await Promise.all(
      logs.map((log, index) => {
        const task = { kind: "load", prefix: `${wallet}/${index}/`, wallet, log } as const;
        return startWorker({ module, connection, task });
      }),
    );
    for (const worker of workers) worker.go();
    await Promise.all(
      workers.map(async (worker, index) => {
        // It is killed in the middle of its work, not before it has begun.
        while (!readRecords(logs[index] as string).some(({ step }) => step === "settled")) await sleep(5);
        await sleep(Math.random() * 150);
        await worker.kill();
      }),
    );
  }
}

async function expectConsistent(budget: Budget, wallet: string, records: readonly LoadRecord[]): Promise<void> {
  const ledger = await wholeLedger(budget, wallet);
  let balance = 0;
  for (const [index, entry] of ledger.entries()) {
    balance += entry.usd;
    expect(entry).toMatchObject({ seq: index + 1, balance });
  }
  expect(await budget.wallet(wallet)).toEqual({ id: wallet, balance, reserved: 0, unlimited: false });

  const charged = new Map<string, number>();
  const credited = new Set<string>();
  for (const { kind, key, usd } of ledger)
    if (kind === "top_up") credited.add(key);
    else charged.set(key, (charged.get(key) ?? 0) - usd);
  const possible = possibleCharges(records);
  for (const [id, amounts] of possible) expect(amounts, id).toContain(charged.get(id) ?? 0);
  for (const id of charged.keys()) expect(possible.has(id), id).toBe(true);
  for (const { step, id } of records) if (step === "credited") expect(credited.has(id), id).toBe(true);

  const total = [...charged.values()].reduce((sum, usd) => sum + usd, 0);
  const [spent, inFlight, tokens] = await budget.standings(loadLimits(wallet));
  expect(spent).toMatchObject({ spent: total, reserved: 0 });
  expect(inFlight).toMatchObject({ spent: 0, reserved: 0 });
  expect(tokens).toMatchObject({ reserved: 0 });
}

function readRecords(log: string): LoadRecord[] {
  const lines = readWhatIsThere(log).split("\n");
  // The last line ends with a line break, or was cut by the end of its process.
  return lines.slice(0, -1).map((line) => JSON.parse(line) as LoadRecord);
}

function readWhatIsThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
