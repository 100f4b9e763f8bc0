import { parentPort, workerData } from "node:worker_threads";
import { openRedactionSecret } from "../src/redaction.ts";

/** A thread that opens the secrets of many directories, each in the same moment as the other threads. */
const { dataDirs, barrier, parties } = workerData as { dataDirs: string[]; barrier: Int32Array; parties: number };

const secrets = dataDirs.map((dataDir, round) => {
  Atomics.add(barrier, 0, 1);
  // Waiting for a wake-up would part them again.
  while (Atomics.load(barrier, 0) < (round + 1) * parties);
  try {
    return Buffer.from(openRedactionSecret(dataDir, undefined)).toString("hex");
  } catch (error) {
    return String(error);
  }
});
parentPort?.postMessage(secrets);
