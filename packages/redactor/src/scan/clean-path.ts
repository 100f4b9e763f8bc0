import type { Scanner } from "./scanner.ts";
import { runAtOnce } from "./steps.ts";

/** What stands for a key that says too much. */
const HIDDEN_KEY = "*";
/** Keys are names; longer ones are texts and are looked at no further. */
const LONGEST_KEY = 256;

/** Creates a function that replaces keys of JSON pointers in which anything is found: callers choose some themselves. */
export function createPathCleaner(scanner: Scanner, tenant: string): (path: string) => string {
  const known = new Map<string, string>();

  function clean(key: string): string {
    if (key === "" || /^\d{1,5}$/.test(key)) return key;
    if (key.length > LONGEST_KEY) return HIDDEN_KEY;
    const text = key.replaceAll("~1", "/").replaceAll("~0", "~");
    const { judged } = runAtOnce(scanner.scan(text, { direction: "input", tenant, isForeign: false }));
    return judged.length > 0 ? HIDDEN_KEY : key;
  }

  return (path) =>
    path
      .split("/")
      .map((key) => {
        let cleaned = known.get(key);
        if (cleaned === undefined) {
          cleaned = clean(key);
          known.set(key, cleaned);
        }
        return cleaned;
      })
      .join("/");
}
