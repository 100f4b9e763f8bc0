import { createFenceReader } from "./fences.ts";
import { createJsonTracker, type JsonTracker } from "./json-tracker.ts";

/** Knows, at every point of a text, inside how many JSON strings it is. */
export interface DepthTracker extends Pick<JsonTracker, "depth" | "isStructure" | "expectsValue"> {
  feed(text: string): void;
}

/**
 * Creates a tracker at the start of a text. `json`: it is JSON whatever it begins with; `auto`: JSON if it looks like
 * it, else prose, in which there may be JSON in fenced blocks.
 */
export function createDepthTracker(format: "json" | "auto"): DepthTracker {
  const whole = createJsonTracker(format);
  const fences = createFenceReader();
  let verdict = whole.verdict();

  /** What this point is in; `undefined` in prose. */
  function current(): JsonTracker | undefined {
    return verdict === "text" ? fences.json() : whole;
  }

  return {
    feed(text) {
      if (verdict !== "text") {
        whole.feed(text, 0, text.length);
        verdict = whole.verdict();
        if (verdict === "json") return;
      }
      // What is not plain yet may turn out to be prose.
      for (let index = 0; index < text.length; ) index = fences.feed(text, index);
    },
    depth: () => current()?.depth() ?? 0,
    isStructure: () => current()?.isStructure() === true,
    expectsValue: () => current()?.expectsValue() === true,
  };
}

/** A text as it is written inside `depth` JSON strings. */
export function escapeJson(text: string, depth: number): string {
  let escaped = text;
  for (let level = 0; level < depth; level++) escaped = JSON.stringify(escaped).slice(1, -1);
  return escaped;
}

/** A quote that begins or ends a string inside `depth` other strings. */
export function quoteAt(depth: number): string {
  return `${"\\".repeat(2 ** depth - 1)}"`;
}
