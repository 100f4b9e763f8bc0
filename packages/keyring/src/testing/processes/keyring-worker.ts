import { openSync, writeSync } from "node:fs";
import { createKeyring } from "../../create-keyring.ts";
import { MASTER_KEY } from "../master-key.ts";
import { openTestStore, type WorkerTask, type WorkRecord } from "./process-subject.ts";

// The program of a worker process: it changes the keyring in every way without end, until it is killed.
const { module, connection, prefix, project, policy, log } = JSON.parse(process.argv[2] as string) as WorkerTask;
const keyring = await createKeyring({ store: await openTestStore(module, connection), masterKeys: [MASTER_KEY] });
process.once("disconnect", () => process.exit());
const file = openSync(log, "a");
const note = (record: WorkRecord): void => {
  writeSync(file, `${JSON.stringify(record)}\n`);
};
process.send?.("ready");

for (let index = 0; ; index += 1) {
  const { key, secret } = await keyring.keys.create({ name: `${prefix} ${index}`, project });
  note({ step: "created", id: key.id, secret });
  if (index % 3 === 0) {
    await keyring.keys.revoke(key.id);
    note({ step: "revoked", id: key.id, secret });
  }
  const [vendor, apiKey] = [`${prefix}-${index}`, `value of ${prefix} ${index}`.replaceAll(" ", "-")];
  await keyring.credentials.set({ project, vendor, credential: { apiKey } });
  note({ step: "set", vendor, apiKey });
  const saved = await keyring.policies.save({ id: policy, document: apiKey });
  note({ step: "saved", version: saved.version, document: apiKey });
}
