import { statSync } from "node:fs";
import { type Config, type Environment, loadConfig } from "../config.ts";
import { changedSettings, withLiveSettings } from "./changed-settings.ts";

/** What has changed in the configuration. */
export interface ConfigChange {
  /** The configuration to run with from now on. */
  config: Config;
  /** What is new in it, as paths. */
  applied: readonly string[];
  /** What else the file says now, which takes a restart. */
  needsRestart: readonly string[];
}

/** Who hears of the configuration. */
export interface ConfigListeners {
  /** Takes over a change; where it throws, all stays as it is, and `onError` is told why. */
  onChange(change: ConfigChange): void;
  /** Told why the configuration cannot be used: a ConfigError names the path. The last good one stays in force. */
  onError(error: unknown): void;
}

/** How a file is followed. */
export interface WatchConfigOptions {
  /** How often to look whether the file is another one, in milliseconds. Default 1,000. */
  pollMs?: number | undefined;
  /** How long a change has to settle before it is read, in milliseconds. Default 100. */
  settleMs?: number | undefined;
}

/** A configuration that is followed. */
export interface ConfigWatch {
  /** Reads the configuration now. */
  reload(): void;
  /** Stops following it. */
  close(): void;
}

/**
 * Follows the file that `HUB_CONFIG` names. It is looked at by its path again and again, so that it does not matter how
 * it is replaced: written, renamed into its place, or linked there as Kubernetes does.
 *
 * @param running the configuration that the gateway was started with
 */
export function watchConfig(
  environment: Environment,
  running: Config,
  { onChange, onError }: ConfigListeners,
  { pollMs = 1_000, settleMs = 100 }: WatchConfigOptions = {},
): ConfigWatch {
  const path = environment.HUB_CONFIG;
  let inForce = running;
  let settling: NodeJS.Timeout | undefined;
  /** What the file was like at the last look. Unknown at first: it may have changed since `running` was read. */
  let seen: string | undefined;

  function reload(): void {
    clearTimeout(settling);
    try {
      const found = loadConfig(environment);
      const { live, restart } = changedSettings(inForce, found);
      if (live.length + restart.length === 0) return;
      const config = withLiveSettings(inForce, found);
      onChange({ config, applied: live, needsRestart: restart });
      inForce = config;
    } catch (error) {
      onError(error);
    }
  }

  function look(file: string): void {
    const found = signatureOf(file);
    if (found === seen) return;
    seen = found;
    clearTimeout(settling);
    settling = setTimeout(reload, settleMs).unref();
  }

  const polling = path ? setInterval(look, pollMs, path).unref() : undefined;
  return {
    reload,
    close() {
      clearTimeout(settling);
      clearInterval(polling);
    },
  };
}

/** What is different once a file has been written, or another one put in its place. */
function signatureOf(path: string): string {
  try {
    const { ino, size, mtimeMs, ctimeMs } = statSync(path);
    return [ino, size, mtimeMs, ctimeMs].join(" ");
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}

/**
 * Reads the configuration anew on SIGHUP, as services do; returns what ends that. At a terminal the signal says that the
 * terminal is gone, and ends the process as ever.
 */
export function reloadOnHangup(
  watch: Pick<ConfigWatch, "reload">,
  { isTerminal = process.stdin.isTTY === true }: { isTerminal?: boolean | undefined } = {},
): () => void {
  if (isTerminal) return () => {};
  const reload = () => watch.reload();
  process.on("SIGHUP", reload);
  return () => void process.off("SIGHUP", reload);
}
