import { once } from "node:events";
import { createBudget } from "../../create-budget.ts";
import { applyLoad } from "./apply-load.ts";
import { openTestStore } from "./process-subject.ts";
import type { WorkerTask } from "./start-worker.ts";

// The program of a worker process.
const { module, connection, task } = JSON.parse(process.argv[2] as string) as WorkerTask;
const budget = createBudget({ store: await openTestStore(module, connection), sweepEveryMs: 0 });
await budget.wallet(task.wallet);
process.send?.("ready");
await once(process, "message");

if (task.kind === "contend") {
  const results = await Promise.all(
    Array.from({ length: task.requests }, (_, index) =>
      budget.reserve({ id: `${task.prefix}${index}`, wallet: { id: task.wallet }, usd: task.usd }),
    ),
  );
  await budget.close();
  process.send?.(results.filter(({ ok }) => ok).length);
  process.disconnect();
} else {
  // It never ends by itself, but with its parent.
  process.once("disconnect", () => process.exit());
  await applyLoad(budget, task);
}
