/** How often a client may bring a wrong key. */
export interface AuthThrottleOptions {
  /** Wrong keys of one client in a window, beyond which it has to wait. Default 20. */
  maxFailures?: number | undefined;
  /** The window, in milliseconds. Default one minute. */
  windowMs?: number | undefined;
  /** Most clients to remember; beyond them the one that failed first is forgotten. Default 10,000. */
  maxClients?: number | undefined;
  /** A clock that never jumps, in milliseconds. Default `performance.now`. */
  now?: (() => number) | undefined;
}

/** Makes those wait who try keys. Each call takes the same few steps, however many clients there are. */
export interface AuthThrottle {
  /** How long a client has to wait, in milliseconds; 0 where it does not. */
  waitMs(client: string): number;
  /** Notes that a client has brought a wrong key, or none. */
  failed(client: string): void;
}

interface Window {
  endsAt: number;
  failures: number;
}

/**
 * Counts failures in windows that begin with a client's first one.
 *
 * @throws RangeError for an option that is out of range
 */
export function createAuthThrottle(options: AuthThrottleOptions = {}): AuthThrottle {
  const { maxFailures = 20, windowMs = 60_000, maxClients = 10_000, now = () => performance.now() } = options;
  for (const [name, value] of Object.entries({ maxFailures, windowMs, maxClients })) {
    if (!(value >= 1)) throw new RangeError(`${name} must be a number from 1 on, not ${value}.`);
  }
  /** In the order in which they began, and so end. */
  const windows = new Map<string, Window>();

  function currentOf(client: string, at: number): Window | undefined {
    const window = windows.get(client);
    if (!window || at < window.endsAt) return window;
    windows.delete(client);
    return undefined;
  }

  return {
    waitMs(client) {
      const at = now();
      const window = currentOf(client, at);
      return window && window.failures >= maxFailures ? window.endsAt - at : 0;
    },
    failed(client) {
      const at = now();
      const window = currentOf(client, at);
      if (window) {
        window.failures++;
        return;
      }
      windows.set(client, { endsAt: at + windowMs, failures: 1 });
      const [oldest] = windows.keys();
      if (windows.size > maxClients && oldest !== undefined) windows.delete(oldest);
    },
  };
}
