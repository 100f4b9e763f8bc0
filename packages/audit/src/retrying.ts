/** A task that is done at most once at a time, and again after a while where it fails. */
export interface Retrying {
  /** Does it soon, unless that is planned already. */
  plan(): void;
  /** Does it now, or waits for what is under way. @throws whatever the task throws */
  run(): Promise<void>;
  /** Plans nothing any more. */
  stop(): void;
}

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 10_000;

/**
 * @param delayMs how long a planned task waits for more to do
 * @param onError told when a planned task fails
 */
export function createRetrying(
  task: () => Promise<void>,
  delayMs: number,
  onError: (error: unknown) => void,
): Retrying {
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let isWantedAgain = false;
  let failures = 0;

  async function attempt(): Promise<void> {
    isWantedAgain = false;
    try {
      await task();
      failures = 0;
    } catch (error) {
      planIn(Math.min(FIRST_RETRY_MS * 2 ** failures, LAST_RETRY_MS));
      failures += 1;
      throw error;
    } finally {
      running = undefined;
      if (isWantedAgain) planIn(delayMs);
    }
  }
  function run(): Promise<void> {
    running ??= attempt();
    return running;
  }
  function planIn(ms: number): void {
    if (timer || isStopped) return;
    // The journal keeps what there is to do: it must not keep the process.
    timer = setTimeout(() => {
      timer = undefined;
      run().catch(onError);
    }, ms).unref();
  }
  function plan(): void {
    if (running) isWantedAgain = true;
    else planIn(delayMs);
  }

  return {
    run,
    plan,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
