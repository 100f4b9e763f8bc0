import type { AnswerStore } from "./answer-store.ts";

/** How answers in memory are kept. */
export interface MemoryAnswerOptions {
  /** Most memory used, in bytes, about; beyond it the answers longest unused are forgotten. Default 64 MiB. */
  maxBytes?: number | undefined;
  /** The time in milliseconds. Default `Date.now`. */
  now?: (() => number) | undefined;
}

interface Entry {
  value: string;
  expiresAt: number;
}

/** What an entry takes beside its value, in bytes. */
const ENTRY_BYTES = 256;

/** Answers of one process, which are gone when it ends. */
export function createMemoryAnswerStore({
  maxBytes = 64 * 1024 * 1024,
  now = Date.now,
}: MemoryAnswerOptions = {}): Required<AnswerStore> {
  /** In order of use, the longest unused first. */
  const entries = new Map<string, Entry>();
  let bytes = 0;

  function remove(key: string): void {
    const entry = entries.get(key);
    if (!entry) return;
    entries.delete(key);
    bytes -= sizeOf(entry);
  }

  function read(key: string): string | undefined {
    const entry = entries.get(key);
    if (!entry) return undefined;
    if (entry.expiresAt <= now()) {
      remove(key);
      return undefined;
    }
    entries.delete(key);
    entries.set(key, entry);
    return entry.value;
  }

  function write(key: string, value: string, ttlMs: number): void {
    remove(key);
    const entry = { value, expiresAt: now() + ttlMs };
    if (sizeOf(entry) > maxBytes) return;
    entries.set(key, entry);
    bytes += sizeOf(entry);
    for (const oldest of entries.keys()) {
      if (bytes <= maxBytes) break;
      remove(oldest);
    }
  }

  return {
    get: async (key) => read(key),
    set: async (key, value, ttlMs) => write(key, value, ttlMs),
    delete: async (key) => remove(key),
    add: async (key, value, ttlMs) => {
      if (read(key) !== undefined) return false;
      write(key, value, ttlMs);
      return true;
    },
  };
}

/** Values are base64, a byte a character. */
function sizeOf({ value }: Entry): number {
  return value.length + ENTRY_BYTES;
}
