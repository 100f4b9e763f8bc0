import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../../../test/temporary-directory.ts";
import { Config } from "../../config.ts";
import { checkClock } from "./check-clock.ts";
import { checkConfigFile, checkDataDirectory } from "./check-files.ts";
import { checkListening } from "./check-listening.ts";
import { checkNode } from "./check-node.ts";
import { checkSecrets } from "./check-secrets.ts";
import { checkStores } from "./check-stores.ts";

const STRONG = "9f3a7c51d2e84b60a1c8e5f7";

describe("Node.js", () => {
  it.each([
    ["22.18.0", "fault"],
    ["20.19.4", "fault"],
    ["22.19.0", "ok"],
    ["24.0.1", "ok"],
  ])("%s is %s", (version, status) => expect(checkNode(version).status).toBe(status));
});

describe("the data directory", () => {
  it("is to be this user's alone", () => {
    const path = join(temporaryDirectory(), "data");
    expect(checkDataDirectory(path)).toMatchObject({ status: "ok", message: expect.stringContaining("will be made") });
    mkdirSync(path, { mode: 0o700 });
    expect(checkDataDirectory(path).status).toBe("ok");
    chmodSync(path, 0o755);
    expect(checkDataDirectory(path)).toMatchObject({ status: "warning", fix: `chmod 700 ${path}` });
  });

  it("is a directory", () => {
    const path = join(temporaryDirectory(), "data");
    writeFileSync(path, "");
    expect(checkDataDirectory(path).status).toBe("fault");
    expect(checkDataDirectory(join(path, "below")).status).toBe("fault");
  });

  it("holds more secrets than the configuration file, which is looked at as well", () => {
    const path = join(temporaryDirectory(), "hub.json");
    writeFileSync(path, "{}", { mode: 0o600 });
    expect(checkConfigFile(path).status).toBe("ok");
    chmodSync(path, 0o644);
    expect(checkConfigFile(path)).toMatchObject({ status: "warning", fix: `chmod 600 ${path}` });
  });
});

describe("the admin key", () => {
  it.each([
    [undefined, "warning"],
    ["secret", "fault"],
    ["a".repeat(64), "fault"],
    [`${STRONG} x`, "fault"],
    [STRONG, "ok"],
  ])("%j is %s", (key, status) => expect(checkSecrets(key, {})[0]?.status).toBe(status));

  it("is no other key, and is not shown", () => {
    const findings = checkSecrets(STRONG, { HUB_MASTER_KEY: STRONG });
    expect(findings[0]?.status).toBe("fault");
    expect(JSON.stringify(findings)).not.toContain(STRONG);
  });
});

describe("listening", () => {
  it.each([
    ["127.0.0.1", true, false, "ok"],
    ["::1", false, false, "ok"],
    ["0.0.0.0", true, false, "fault"],
    ["0.0.0.0", true, true, "warning"],
    ["0.0.0.0", false, false, "warning"],
    ["hub.example", false, false, "warning"],
  ])("on %s, simulated: %s, allowed: %s, is %s", (host, isSimulated, allowPublic, status) => {
    expect(checkListening({ ...Config.parse({}), host, allowPublic }, isSimulated).status).toBe(status);
  });
});

describe("the clock", () => {
  const at = (skew: number) => ({ source: "a vendor", ours: 1_000_000_000 + skew, theirs: 1_000_000_000 });

  it.each([
    [[], "ok"],
    [[at(2_000)], "ok"],
    [[at(-90_000)], "warning"],
    [[at(600_000)], "fault"],
    [[at(600_000), at(0), at(1_000)], "ok"],
    [[{ ...at(0), theirs: Number.NaN }], "ok"],
  ])("compared with %j is %s", (readings, status) => expect(checkClock(readings).status).toBe(status));

  it("says in which direction it is off", () => {
    expect(checkClock([at(-90_000)]).message).toContain("90 s behind");
    expect(checkClock([at(90_000)]).message).toContain("90 s ahead");
  });
});

describe("stores", () => {
  const check = (settings: object) => checkStores({ ...Config.parse({}), ...settings }, () => {});

  it("in a file are read, and damage is found", async () => {
    const dataDir = temporaryDirectory();
    expect(await check({ dataDir })).toMatchObject([{ status: "ok" }, { status: "ok" }]);
    const path = join(dataDir, "hub.sqlite");
    const database = new DatabaseSync(path);
    database.exec("CREATE TABLE a (b)");
    database.close();
    expect(await check({ dataDir })).toMatchObject([{ check: "sqlite", status: "ok" }, { status: "ok" }]);
    writeFileSync(path, "this is no database, however long it is looked at".repeat(100));
    expect(await check({ dataDir })).toMatchObject([{ check: "sqlite", status: "fault" }, { status: "ok" }]);
  });

  it("that do not answer are named without their passwords", async () => {
    const databaseUrl = "postgres://hub:pa55word@127.0.0.1:1/hub";
    const redisUrl = "redis://:pa55word@127.0.0.1:1";
    const findings = await check({ databaseUrl, redisUrl });
    expect(findings).toMatchObject([
      { check: "postgresql", status: "fault", fix: expect.any(String) },
      { check: "redis", status: "fault", fix: expect.any(String) },
    ]);
    expect(JSON.stringify(findings)).not.toContain("pa55word");
  });
});
