import { fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { Keyring } from "../../keyring.ts";
import { openKeyring, outcomeOf } from "../open-keyring.ts";
import { openTestStore, type ProcessSubject, type WorkerTask, type WorkRecord } from "../processes/process-subject.ts";

const WORKER = fileURLToPath(new URL("../processes/keyring-worker.ts", import.meta.url));
/** Answered calls to wait for before a process is killed. */
const ENOUGH = 40;

/** Starts a worker, which ends with the test at the latest; resolves when it works. */
async function startWorker(task: WorkerTask): Promise<() => Promise<void>> {
  const child = fork(WORKER, [JSON.stringify(task)], {
    execArgv: ["--conditions=@hub/source", "--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = once(child, "exit");
  const message = await Promise.race([once(child, "message"), ended.then(() => undefined)]);
  if (!message) throw new Error("a worker process ended early");
  return async () => {
    child.kill("SIGKILL");
    await ended;
  };
}

const readLog = (path: string): WorkRecord[] =>
  existsSync(path)
    ? readFileSync(path, "utf8")
        .split("\n")
        .flatMap((line) => (line === "" ? [] : [JSON.parse(line) as WorkRecord]))
    : [];

/** Whether a keyring holds what a worker was answered. */
async function expectKept(keyring: Keyring, project: string, policy: string, records: WorkRecord[]): Promise<void> {
  const revoked = new Set(records.flatMap((record) => (record.step === "revoked" ? [record.id] : [])));
  for (const record of records)
    if (record.step === "set")
      expect(keyring.credentials.open({ project }, record.vendor)?.credential).toEqual({ apiKey: record.apiKey });
    else if (record.step === "saved")
      expect(await keyring.policies.get(policy, record.version)).toMatchObject({ document: record.document });
    // The last key of a process that was killed may have been revoked without an answer.
    else if (record !== records.findLast(({ step }) => step === "created"))
      expect(outcomeOf(keyring, record.secret)).toBe(revoked.has(record.id) ? "revoked" : "ok");
}

export function testProcesses(subject: ProcessSubject): void {
  describe("processes that are killed while they work", () => {
    it("have lost nothing that was answered, and left nothing half done", async () => {
      const directory = mkdtempSync(join(tmpdir(), "hub-keyring-processes-"));
      onTestFinished(() => rmSync(directory, { recursive: true }));
      const connection = subject.connect(randomUUID());
      const keyring = await openKeyring({ store: await openTestStore(subject.module, connection) });
      const { id: project } = await keyring.projects.create({ name: "p" });
      const { id: policy } = await keyring.policies.save({ name: "rules", document: null });
      const tasks = ["a", "b"].map((prefix) => ({
        module: subject.module,
        connection,
        prefix,
        project,
        policy,
        log: join(directory, prefix),
      }));
      const kills = await Promise.all(tasks.map(startWorker));
      const isEnough = () => {
        for (const { log } of tasks) expect(readLog(log).length).toBeGreaterThan(ENOUGH);
      };
      await vi.waitFor(isEnough, { timeout: 15_000, interval: 10 });
      await Promise.all(kills.map((kill) => kill()));
      await keyring.refresh();
      for (const { log } of tasks) await expectKept(keyring, project, policy, readLog(log));
      const versions = (await keyring.policies.list({ id: policy })).map(({ version }) => version);
      expect(versions).toEqual(Array.from(versions, (_, index) => versions.length - index));
    });
  });
}
