/** Remembers which prompt prefixes were seen, so that a repeated one can be reported as cached. */
export interface PrefixCache {
  has(key: string): boolean;
  add(key: string): void;
}

/** A prefix cache of bounded size, keyed by hashes; the oldest is forgotten first. */
export function createPrefixCache(capacity: number = 10_000): PrefixCache {
  const seen = new Set<string>();
  return {
    has: (key) => seen.has(key),
    add(key) {
      seen.delete(key);
      seen.add(key);
      const oldest = seen.values().next();
      if (seen.size > capacity && oldest.value !== undefined) seen.delete(oldest.value);
    },
  };
}
