import type { ChatChunk, Usage } from "@hub/protocol";

/**
 * Takes usage off the chunks it comes on, wherever a vendor puts it, and gives it to the caller the way OpenAI does:
 * `usage: null` on every chunk and one last chunk with it and no choices, if it was asked for; never otherwise.
 */
export interface UsageChunks {
  /** The chunk without its usage; `undefined` when there was nothing else on it. */
  take(chunk: ChatChunk): ChatChunk | undefined;
  /** The chunk with the usage, when it was asked for and reported. */
  last(): ChatChunk | undefined;
  /** What the vendor has reported so far; later reports replace earlier ones. */
  usage(): Usage | undefined;
  /** The tier that the vendor says it serves, where it says so. */
  serviceTier(): string | undefined;
}

/** Creates the bookkeeping of one stream. */
export function createUsageChunks(includeUsage: boolean): UsageChunks {
  let usage: Usage | undefined;
  let latest: ChatChunk | undefined;
  let serviceTier: string | undefined;

  return {
    take(chunk) {
      const reported = chunk.usage ?? undefined;
      if (includeUsage) latest = chunk;
      serviceTier = chunk.service_tier ?? serviceTier;
      if (reported) {
        usage = reported;
        if (chunk.choices.length === 0) return undefined;
      }
      if (includeUsage) chunk.usage = null;
      // Deleting it would make each chunk an object that is slow to write.
      else if (chunk.usage !== undefined) chunk.usage = undefined;
      return chunk;
    },
    last() {
      if (!usage || !latest) return undefined;
      const { choices: _choices, ...rest } = latest;
      return { ...rest, choices: [], usage };
    },
    usage: () => usage,
    serviceTier: () => serviceTier,
  };
}
