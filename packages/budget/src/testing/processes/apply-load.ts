import { openSync, writeSync } from "node:fs";
import type { Budget } from "../../create-budget.ts";
import { type LoadRecord, loadLimits } from "./load-record.ts";

const IN_FLIGHT = 16;

/** Uses a budget in every way without end, and writes down what it is about to do and what has been answered. */
export async function applyLoad(
  budget: Budget,
  { prefix, wallet, log }: { prefix: string; wallet: string; log: string },
): Promise<void> {
  const file = openSync(log, "a");
  const note = (record: LoadRecord): void => {
    writeSync(file, `${JSON.stringify(record)}\n`);
  };
  const limits = loadLimits(wallet);

  async function request(id: string): Promise<void> {
    const amount = 1 + Math.floor(Math.random() * 1_000);
    await budget.reserve({ id, wallet: { id: wallet }, limits, usd: 1_000, tokens: 100, ttlMs: 60_000 });
    note({ step: "reserved", id });
    const fate = Math.random();
    if (fate < 0.5) {
      const usd = Math.ceil(amount / 2);
      note({ step: "owing", id, usd });
      await budget.extend(id, { ttlMs: 60_000, owed: { usd, tokens: 10 } });
      note({ step: "owed", id, usd });
    }
    if (fate % 0.25 < 0.15) {
      note({ step: "settling", id, usd: amount });
      await budget.settle(id, { usd: amount, tokens: 50 });
      note({ step: "settled", id, usd: amount });
    } else if (fate % 0.25 < 0.2) {
      note({ step: "releasing", id });
      await budget.release(id);
      note({ step: "released", id });
    }
  }
  async function work(name: string): Promise<never> {
    for (let index = 0; ; index += 1) {
      await request(`${name}:${index}`);
      if (index % 20 !== 0) continue;
      const key = `${name}:credit:${index}`;
      await budget.topUp({ wallet, usd: 7, key, reason: "load" });
      note({ step: "credited", id: key, usd: 7 });
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, (_, index) => work(`${prefix}${index}`)));
}
