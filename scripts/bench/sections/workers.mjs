// Several processes on one machine, on all cores, which they share with load and vendor: what a request costs, and whether
// rates grow as far as the machine has cores to give.
import { availableParallelism } from "node:os";
import { stop } from "../measure/processes.mjs";
import { sideBySide } from "../measure/window.mjs";

const JOB = { loop: "closed", connections: 64, prompt: { kind: "conversation", bytes: 10_000 } };

export async function measureWorkers(bench) {
  const rows = {};
  for (let workers = 1; workers <= availableParallelism(); workers *= 2) {
    const name = `${workers}`;
    const gateway = await bench.startGateway({ name, cores: undefined, env: { HUB_WORKERS: name } });
    Object.assign(rows, await sideBySide(bench, [gateway], JOB));
    await stop(gateway);
  }
  return rows;
}
