import { isDeepStrictEqual } from "node:util";
import type { Config } from "../config.ts";

/**
 * What can be changed while the gateway runs. All else is part of what is open: sockets, vendors' connections, databases,
 * counters that would begin anew.
 */
export const LIVE_SETTINGS: ReadonlySet<string> = new Set([
  "routing",
  "dlp",
  "logLevel",
  "spending.limits",
  "spending.markup",
  "spending.defaultMaxTokens",
  "spending.onInsufficient",
]);

/** What differs between two configurations, as paths. */
export interface ChangedSettings {
  /** What takes effect at once. */
  live: readonly string[];
  /** What takes effect at the next start. */
  restart: readonly string[];
}

/** Compares configurations, spending setting by setting. */
export function changedSettings(before: Config, after: Config): ChangedSettings {
  const [old, changed] = [settingsOf(before), settingsOf(after)];
  const paths = [...new Set([...old.keys(), ...changed.keys()])].filter(
    (path) => !isDeepStrictEqual(old.get(path), changed.get(path)),
  );
  return {
    live: paths.filter((path) => LIVE_SETTINGS.has(path)),
    restart: paths.filter((path) => !LIVE_SETTINGS.has(path)),
  };
}

/** A running configuration with what can be changed in it taken from another one. */
export function withLiveSettings(running: Config, { routing, dlp, logLevel, spending }: Config): Config {
  const { limits, markup, defaultMaxTokens, onInsufficient } = spending;
  return {
    ...running,
    routing,
    dlp,
    logLevel,
    spending: { ...running.spending, limits, markup, defaultMaxTokens, onInsufficient },
  };
}

function settingsOf({ spending, ...others }: Config): Map<string, unknown> {
  const ofSpending = Object.entries(spending).map(([name, value]): [string, unknown] => [`spending.${name}`, value]);
  return new Map([...Object.entries(others), ...ofSpending]);
}
