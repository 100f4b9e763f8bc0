import { openSync, writeSync } from "node:fs";
import { createAudit } from "../../create-audit.ts";
import { KEY } from "../key.ts";
import { recordOf } from "../records.ts";
import type { LoadTask, TestStoreModule } from "./start-load.ts";

// The program of a process that records without end, and writes down what it has been promised.
const { module, connection, directory, prefix, log } = JSON.parse(process.argv[2] as string) as LoadTask;
const { openTestStore } = (await import(module)) as TestStoreModule;
const audit = createAudit({ store: openTestStore(connection), directory, signingKey: KEY, checkpointEvery: 50 });
const promised = openSync(log, "a");
// It never ends by itself, but with its parent.
process.once("disconnect", () => process.exit());

for (let index = 0; ; index += 1) {
  const correlationId = `${prefix}_${index}`;
  audit.append(recordOf(index, { correlationId, account: `a${index % 2}` }));
  writeSync(promised, `${correlationId}\n`);
  if (index % 20 !== 0) continue;
  process.send?.(index);
  await new Promise(setImmediate);
}
