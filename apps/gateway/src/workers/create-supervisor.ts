/** One worker, from its start to its end. */
export interface Worker {
  /** Resolves when it takes requests; never where it ends before. */
  readonly ready: Promise<unknown>;
  /** Resolves when it is no more, to how it came to that. */
  readonly ended: Promise<string>;
  /** Lets it take no more connections, and end when its last one has. */
  retire(): void;
}

/** What happens to workers, for the log. */
export interface SupervisorEvents {
  /** A worker has ended by itself; another one is started in its place after a pause. */
  onCrash(how: string, pauseMs: number): void;
  /** Workers do not live: none is started any more. Called once. */
  onGiveUp(how: string): void;
  /** All workers have been replaced, or not all: then the others are the old ones, and go on. */
  onReplaced(failure: string | undefined): void;
}

/** How workers are watched over. */
export interface SupervisorOptions extends SupervisorEvents {
  count: number;
  start(): Worker;
  /** Calls back after so many milliseconds, unless what it returns is called before. Default: a timer. */
  after?: ((ms: number, act: () => void) => () => void) | undefined;
}

/** Keeps a number of workers running. */
export interface Supervisor {
  /**
   * Starts the workers: the first alone, which puts in order what the others find; then the others together.
   *
   * @throws Error where the first one ends instead
   */
  start(): Promise<void>;
  /** Replaces the workers one after the other, each when its successor takes requests. */
  replaceAll(): void;
  /** Starts no worker any more. */
  stop(): void;
}

/** Which worker stands in a place; another one after a crash or a replacement. */
interface Place {
  worker: Worker | undefined;
}

/** How long a worker has to live so that its start counts as one that went well, in milliseconds. */
export const STABLE_MS = 5_000;
/** So many ends in a row, without a start that went well between them, are a crash loop. */
export const MAX_ENDS = 10;
const FIRST_PAUSE_MS = 100;
const LAST_PAUSE_MS = 10_000;

/** Watches over workers. */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { count, start, onCrash, onGiveUp, onReplaced, after = afterTimer } = options;
  const places: Place[] = Array.from({ length: count }, () => ({ worker: undefined }));
  let ends = 0;
  let isStopped = false;
  let isReplacing = false;
  let isWantedAgain = false;

  /** Puts a worker in a place, and another one after it where it ends while it stands there. */
  function put(place: Place, worker: Worker): void {
    place.worker = worker;
    let cancel: (() => void) | undefined;
    let isOver = false;
    void worker.ready.then(() => {
      if (isOver) return;
      cancel = after(STABLE_MS, () => {
        ends = 0;
      });
    });
    void worker.ended.then((how) => {
      isOver = true;
      cancel?.();
      if (place.worker === worker && !isStopped) follow(place, worker, how);
    });
  }

  function follow(place: Place, worker: Worker, how: string): void {
    ends++;
    if (ends >= MAX_ENDS) {
      isStopped = true;
      onGiveUp(how);
      return;
    }
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (ends - 1), LAST_PAUSE_MS);
    onCrash(how, pauseMs);
    after(pauseMs, () => {
      if (place.worker === worker && !isStopped) put(place, start());
    });
  }

  /** @throws Error where the successor ends before it takes requests */
  async function replace(place: Place): Promise<void> {
    const successor = start();
    await readyOrEnded(successor);
    const predecessor = place.worker;
    put(place, successor);
    predecessor?.retire();
  }

  async function replaceEach(): Promise<void> {
    isReplacing = true;
    do {
      isWantedAgain = false;
      let failure: string | undefined;
      for (const place of places) {
        try {
          if (!isStopped) await replace(place);
        } catch (error) {
          failure = (error as Error).message;
          break;
        }
      }
      if (!isStopped) onReplaced(failure);
    } while (isWantedAgain);
    isReplacing = false;
  }

  return {
    async start() {
      const [first, ...others] = places as [Place, ...Place[]];
      const worker = start();
      await readyOrEnded(worker);
      put(first, worker);
      for (const place of others) put(place, start());
      await Promise.all(others.map(({ worker }) => worker && Promise.race([worker.ready, worker.ended])));
    },
    replaceAll() {
      isWantedAgain = true;
      if (!isReplacing) void replaceEach();
    },
    stop() {
      isStopped = true;
    },
  };
}

async function readyOrEnded({ ready, ended }: Worker): Promise<void> {
  const how = await Promise.race([ready.then(() => undefined), ended]);
  if (how !== undefined) throw new Error(`a worker has ended before it took requests: ${how}`);
}

function afterTimer(ms: number, act: () => void): () => void {
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
}
