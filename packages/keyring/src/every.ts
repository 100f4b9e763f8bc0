/** Something that is done again and again. */
export interface Repetition {
  /** Ends it, and resolves when what is under way is done. */
  stop(): Promise<void>;
}

/**
 * Does `work` every so many ms, counted from the end of the last time, without keeping the process alive.
 *
 * @param onError hears of a time that failed; the next one comes all the same
 */
export function every(ms: number, work: () => Promise<void>, onError?: (error: unknown) => void): Repetition {
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  function schedule(): void {
    if (isStopped) return;
    timer = setTimeout(() => {
      running = work()
        .catch((error: unknown) => onError?.(error))
        .finally(schedule);
    }, ms);
    timer.unref();
  }
  schedule();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
