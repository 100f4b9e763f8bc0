import { renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { temporaryDirectory } from "../../test/temporary-directory.ts";
import { Config, ConfigError, type Environment, loadConfig } from "../config.ts";
import { changedSettings, LIVE_SETTINGS, withLiveSettings } from "./changed-settings.ts";
import { type ConfigChange, reloadOnHangup, watchConfig } from "./watch-config.ts";

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

/** A file that is followed, and what is heard of it. */
function follow(text: string, more: Environment = {}) {
  const folder = temporaryDirectory();
  const path = join(folder, "hub.json");
  writeFileSync(path, text);
  const environment = { ...more, HUB_CONFIG: path };
  const heard: (ConfigChange | Error)[] = [];
  let refuse: Error | undefined;
  const watch = watchConfig(environment, loadConfig(environment), {
    onChange(change) {
      if (refuse) throw refuse;
      heard.push(change);
    },
    onError: (error) => heard.push(error as Error),
  });
  onTestFinished(() => watch.close());
  /** What has been heard, once there was time to look. */
  function next(): ConfigChange | Error {
    vi.advanceTimersByTime(2_000);
    const event = heard.shift();
    if (!event) throw new Error("Nothing was heard.");
    return event;
  }
  return {
    folder,
    path,
    watch,
    heard,
    next,
    refuseWith(error: Error | undefined) {
      refuse = error;
    },
    write: (content: unknown) => writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content)),
  };
}

describe("a configuration that is followed", () => {
  it("takes effect as the file is written", () => {
    const { write, next } = follow('{"dlp": "balanced"}');
    write({ dlp: "strict", spending: { markup: 250 } });
    expect(next()).toMatchObject({
      config: { dlp: "strict", spending: { markup: 250 } },
      applied: ["dlp", "spending.markup"],
      needsRestart: [],
    });
  });

  it("keeps the last good one where the file is bad, and says which path in it is wrong", () => {
    const { path, write, next } = follow('{"dlp": "strict"}');
    write({ dlp: "relaxed", routing: { strategy: "dearest" }, port: "many" });
    const problem = next() as Error;
    expect(problem).toBeInstanceOf(ConfigError);
    for (const part of [`${path}: routing.strategy`, `${path}: port`]) expect(problem.message).toContain(part);
    write('{"dlp": ');
    expect(next() as Error).toMatchObject({ message: expect.stringContaining("not valid JSON") });
    unlinkSync(path);
    expect(next() as Error).toMatchObject({ message: expect.stringContaining(path) });
    write({ dlp: "strict", routing: { strategy: "fastest" } });
    // What differs is told against the last good one.
    expect(next()).toMatchObject({ applied: ["routing"], config: { dlp: "strict" } });
  });

  it("never says what a bad file holds", () => {
    const { write, next } = follow("{}");
    write({ vendors: { openai: { apiKey: ["sk-canary"] } }, bootstrapKey: "sk canary" });
    expect(String(next())).not.toContain("canary");
  });

  it("is not taken over where whoever uses it cannot", () => {
    const { write, next, refuseWith, watch } = follow('{"dlp": "strict"}');
    refuseWith(new ConfigError("The policy under `dlp` (HUB_DLP) cannot be used."));
    write({ dlp: "none such" });
    expect(next()).toMatchObject({ name: "ConfigError" });
    refuseWith(undefined);
    watch.reload();
    expect(next()).toMatchObject({ applied: ["dlp"] });
  });

  it("names what takes a restart, and leaves it as it was", () => {
    const { write, next, watch } = follow('{"port": 4000}');
    write({ port: 5000, logLevel: "debug", spending: { loops: false, markup: 1 } });
    const change = {
      config: { port: 4000, logLevel: "debug", spending: { markup: 1 } },
      applied: ["logLevel", "spending.markup"],
      needsRestart: ["port", "spending.loops"],
    };
    expect(next()).toMatchObject(change);
    // It is said again for as long as it is so.
    watch.reload();
    const again = next() as ConfigChange;
    expect(again).toMatchObject({ applied: [], needsRestart: ["port", "spending.loops"] });
    expect(again.config.spending).not.toHaveProperty("loops");
  });

  it("says nothing where nothing has changed", () => {
    const { write, next, heard, watch } = follow('{"dlp": "strict", "port": 4000}');
    write('{ "port": 4000, "dlp": "strict" }');
    vi.advanceTimersByTime(10_000);
    watch.reload();
    expect(heard).toEqual([]);
    write({ dlp: "off", port: 4000 });
    expect(next()).toMatchObject({ applied: ["dlp"] });
    expect(heard).toEqual([]);
  });

  it("is that of the environment where that says something", () => {
    const { write, next } = follow("{}", { HUB_DLP: "strict" });
    write({ dlp: "off", spending: { markup: 5 } });
    expect(next()).toMatchObject({ applied: ["spending.markup"], config: { dlp: "strict" } });
  });

  it("is followed through renames and links, as editors and Kubernetes make them", () => {
    const { folder, path, next } = follow('{"dlp": "strict"}');
    writeFileSync(join(folder, "new"), '{"dlp": "relaxed"}');
    renameSync(join(folder, "new"), path);
    expect(next()).toMatchObject({ config: { dlp: "relaxed" } });
    writeFileSync(join(folder, "other"), '{"dlp": "off"}');
    rmSync(path);
    symlinkSync("other", join(folder, "link"));
    renameSync(join(folder, "link"), path);
    expect(next()).toMatchObject({ config: { dlp: "off" } });
  });

  it("is let go when it is closed", () => {
    const { write, heard, watch } = follow('{"dlp": "strict"}');
    watch.close();
    write({ dlp: "off" });
    vi.advanceTimersByTime(10_000);
    expect(heard).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("need not be in a file", () => {
    const errors: unknown[] = [];
    const listeners = { onChange: () => errors.push("changed"), onError: (error: unknown) => errors.push(error) };
    const watch = watchConfig({}, loadConfig({}), listeners);
    watch.reload();
    watch.close();
    expect(errors).toEqual([]);
  });
});

it("a change is read once it has settled, also where one was made before anybody looked", () => {
  const { write, heard } = follow('{"dlp": "balanced"}');
  write('{"dlp": ');
  vi.advanceTimersByTime(1_050);
  write({ dlp: "strict" });
  vi.advanceTimersByTime(2_000);
  expect(heard).toMatchObject([{ applied: ["dlp"] }]);
});

describe("SIGHUP", () => {
  it("reads the configuration anew, until it is to no more", () => {
    let reloads = 0;
    const listeners = process.listenerCount("SIGHUP");
    const stop = reloadOnHangup({ reload: () => reloads++ }, { isTerminal: false });
    process.emit("SIGHUP");
    expect(reloads).toBe(1);
    stop();
    expect(process.listenerCount("SIGHUP")).toBe(listeners);
  });

  it("ends the process as ever at a terminal", () => {
    const listeners = process.listenerCount("SIGHUP");
    reloadOnHangup({ reload: () => {} }, { isTerminal: true })();
    expect(process.listenerCount("SIGHUP")).toBe(listeners);
  });
});

describe("what can be changed while the gateway runs", () => {
  it("is all that is taken from the new configuration", () => {
    const before = Config.parse({});
    const after = Config.parse({
      host: "::1",
      port: 1,
      logLevel: "debug",
      dlp: "off",
      routing: { strategy: "fastest" },
      vendors: { openai: { regions: ["eu"] } },
      spending: {
        limits: [{ requests: { per: "minute", max: 1 } }],
        markup: 1,
        defaultMaxTokens: 1,
        onInsufficient: "reject",
        alerts: { thresholds: [10] },
        loops: false,
        velocity: { factor: 2 },
        conversation: { maxRequests: 1 },
        idempotencyTtlMs: 1,
      },
    });
    const { live, restart } = changedSettings(before, after);
    expect(new Set(live)).toEqual(LIVE_SETTINGS);
    const merged = withLiveSettings(before, after);
    expect(changedSettings(merged, after)).toEqual({ live: [], restart });
    expect(new Set(changedSettings(before, merged).live)).toEqual(LIVE_SETTINGS);
    expect(changedSettings(before, merged).restart).toEqual([]);
  });
});
