import { type ChatRequest, isJsonObject } from "@hub/protocol";
import { type DroppedParams, reportUnusable } from "@hub/provider";
import type { CacheControl } from "./wire-types.ts";

/** Reads cache marks of one request, so that `prompt_cache_options.ttl` reaches the breakpoints. */
export interface CacheMarks {
  /**
   * The mark on a part, message or tool: `cache_control` (Anthropic's own, as an extension of the OpenAI format)
   * or OpenAI's `prompt_cache_breakpoint`.
   */
  of(holder: object): { cache_control?: CacheControl };
  /** The mark on the whole request, which Anthropic puts on the last block that can be cached. */
  ofRequest(): { cache_control?: CacheControl };
}

/** Creates the reader for one request. */
export function createCacheMarks(request: ChatRequest, dropped: DroppedParams): CacheMarks {
  const options = request.prompt_cache_options;
  // OpenAI's only time to live is 30 minutes, as a minimum; Anthropic has 5 minutes and an hour.
  const fromOptions: CacheControl = { type: "ephemeral", ...(options?.ttl && options.ttl !== "5m" && { ttl: "1h" }) };

  /** A mark that cannot be read is lost wherever it is, and so is a time to live that Anthropic does not have. */
  function readCacheControl(value: unknown): CacheControl | undefined {
    if (!isJsonObject(value) || value.type !== "ephemeral") {
      reportUnusable("cache_control", value, dropped);
      return undefined;
    }
    const { ttl } = value;
    const isKnown = ttl === "5m" || ttl === "1h";
    if (!isKnown) reportUnusable("cache_control.ttl", ttl, dropped);
    return { type: "ephemeral", ...(isKnown && { ttl }) };
  }

  return {
    of(holder) {
      const { cache_control, prompt_cache_breakpoint } = holder as Record<string, unknown>;
      const own = readCacheControl(cache_control);
      if (own) return { cache_control: own };
      return prompt_cache_breakpoint ? { cache_control: fromOptions } : {};
    },
    ofRequest() {
      const own = readCacheControl(request.cache_control);
      if (own) return { cache_control: own };
      return options?.mode === "implicit" ? { cache_control: fromOptions } : {};
    },
  };
}
