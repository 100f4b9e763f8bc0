import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { openRedactionSecret } from "../src/redaction.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const hex = (secret: Uint8Array) => Buffer.from(secret).toString("hex");

describe("the secret of the data directory", () => {
  it("is made once, for its owner alone, and read again", () => {
    const dataDir = join(temporaryDirectory(), "data");
    const secret = openRedactionSecret(dataDir, undefined);
    expect(secret).toHaveLength(32);
    expect(openRedactionSecret(dataDir, undefined)).toEqual(secret);
    expect(readdirSync(dataDir)).toEqual(["redaction-secret"]);
    expect(statSync(join(dataDir, "redaction-secret")).mode & 0o777).toBe(0o600);
    expect(openRedactionSecret(temporaryDirectory(), undefined)).not.toEqual(secret);
  });

  it("is closed to others when it was open to them", () => {
    const dataDir = temporaryDirectory();
    const path = join(dataDir, "redaction-secret");
    writeFileSync(path, `${"ab".repeat(32)}\n`, { mode: 0o644 });
    expect(hex(openRedactionSecret(dataDir, undefined))).toBe("ab".repeat(32));
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("can be made when an earlier start has died while it wrote", () => {
    const dataDir = temporaryDirectory();
    writeFileSync(join(dataDir, "redaction-secret.0123456789abcdef"), "ab", { mode: 0o600 });
    const secret = openRedactionSecret(dataDir, undefined);
    expect(secret).toHaveLength(32);
    expect(openRedactionSecret(dataDir, undefined)).toEqual(secret);
  });

  it("is not replaced when it is damaged", () => {
    const dataDir = temporaryDirectory();
    writeFileSync(join(dataDir, "redaction-secret"), "abc", { mode: 0o600 });
    expect(() => openRedactionSecret(dataDir, undefined)).toThrow(/redaction-secret is damaged\. Remove it/);
    expect(readFileSync(join(dataDir, "redaction-secret"), "utf8")).toBe("abc");
  });

  it("follows from the master key where there is one, without a file", () => {
    const dataDir = temporaryDirectory();
    expect(openRedactionSecret(dataDir, "master")).toEqual(openRedactionSecret("/nowhere", "master"));
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it("is the same for all that start at once", async () => {
    const root = temporaryDirectory();
    const dataDirs = Array.from({ length: 40 }, (_, index) => join(root, String(index)));
    for (const dataDir of dataDirs) mkdirSync(dataDir);
    const barrier = new Int32Array(new SharedArrayBuffer(4));
    const workers = Array.from({ length: 2 }, () => {
      const url = new URL("./open-redaction-secrets.ts", import.meta.url);
      return new Worker(url, { workerData: { dataDirs, barrier, parties: 2 }, execArgv: ["--conditions=@hub/source"] });
    });
    const [first, second] = await Promise.all(workers.map(async (worker) => (await once(worker, "message"))[0]));
    expect(first).toHaveLength(dataDirs.length);
    expect(first).toEqual(second);
    expect(first).toEqual(dataDirs.map((dataDir) => hex(openRedactionSecret(dataDir, undefined))));
  });
});
