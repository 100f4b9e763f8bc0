import { type FSWatcher, watch } from "node:fs";
import { dirname } from "node:path";

/** When to look at a file. */
export interface WatchFileOptions {
  /** How long changes have to settle, in ms: editors and deployments make several at once. Default 100. */
  settleMs?: number;
  /** How often to look, whether or not the system reports changes, in ms: it cannot for some file systems. Default 2000. */
  pollMs?: number;
}

/**
 * Calls `look` when a file may have changed, and every now and then; never while an earlier call is not done. The folder
 * is watched, not the file, so that files which are renamed or linked into its place are seen.
 */
export function watchFile(path: string, look: () => Promise<void>, options: WatchFileOptions = {}): { close(): void } {
  const { settleMs = 100, pollMs = 2000 } = options;
  let settling: NodeJS.Timeout | undefined;
  let isClosed = false;
  let isLooking = false;
  let isDue = false;

  async function lookNow(): Promise<void> {
    isDue = true;
    if (isLooking) return;
    isLooking = true;
    try {
      while (isDue && !isClosed) {
        isDue = false;
        await look();
      }
    } finally {
      // A look that fails is an unhandled rejection, and no reason not to look again.
      isLooking = false;
    }
  }
  const settle = (): void => {
    clearTimeout(settling);
    settling = setTimeout(lookNow, settleMs).unref();
  };
  const watcher = watchFolder(dirname(path), settle);
  const polling = setInterval(lookNow, pollMs).unref();
  return {
    close() {
      isClosed = true;
      clearTimeout(settling);
      clearInterval(polling);
      watcher?.close();
    },
  };
}

/** `undefined` where the system cannot watch it: it is not there, or there are too many watches. Polling remains. */
function watchFolder(folder: string, onEvent: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, onEvent);
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
