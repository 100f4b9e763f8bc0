import { escapeKey, type Path } from "../json-pointer.ts";
import type { Scanner } from "./scanner.ts";
import { runAtOnce } from "./steps.ts";

/** What stands for a key that says too much. */
const HIDDEN_KEY = "*";
/** Keys are names; longer ones are texts and are looked at no further. */
const LONGEST_KEY = 256;

/** The protocol's own names, which say nothing about anybody. */
const PROTOCOL_KEYS: ReadonlySet<string> = new Set([
  "messages",
  "content",
  "text",
  "tool_calls",
  "function",
  "arguments",
  "tools",
  "description",
  "parameters",
  "properties",
  "image_url",
  "url",
  "choices",
  "message",
]);

/** Creates a function that writes paths as JSON pointers, without keys in which anything is found: callers choose some. */
export function createPathCleaner(scanner: Scanner, tenant: string): (path: Path) => string {
  const known = new Map<string, string>();

  function clean(key: string): string {
    if (PROTOCOL_KEYS.has(key) || key === "" || /^\d{1,5}$/.test(key)) return key;
    if (key.length > LONGEST_KEY) return HIDDEN_KEY;
    const { judged } = runAtOnce(scanner.scan(key, { direction: "input", tenant, isForeign: false }));
    return judged.length > 0 ? HIDDEN_KEY : escapeKey(key);
  }

  function cleanOnce(key: string): string {
    let cleaned = known.get(key);
    if (cleaned === undefined) {
      cleaned = clean(key);
      known.set(key, cleaned);
    }
    return cleaned;
  }

  return (path) => {
    let pointer = "";
    for (const key of path) pointer += `/${typeof key === "number" ? key : cleanOnce(key)}`;
    return pointer;
  };
}
