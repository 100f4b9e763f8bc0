import type { KeyedHash } from "../hash.ts";
import { type Action, CUSTOM_PREFIX } from "../policy/policy.ts";

const HASH_DIGITS = 12;
const VISIBLE_CHARACTERS = 4;

/** What an action that cannot be undone puts in place of a value. `block` leaves a tag: what is refused must not leak. */
export function replaceForGood(
  action: Exclude<Action, "allow" | "flag" | "tokenize">,
  type: string,
  value: string,
  hash: KeyedHash,
): string {
  const label = type.startsWith(CUSTOM_PREFIX) ? type.slice(CUSTOM_PREFIX.length) : type;
  switch (action) {
    case "mask":
      return mask(value);
    case "hash":
      return `[${label}:${hash(value).slice(0, HASH_DIGITS)}]`;
    case "redact":
    case "block":
      return `[${label}]`;
  }
}

/** Stars for all characters but the last four, or for all where four would be half of it or more. */
function mask(value: string): string {
  const characters = Array.from(value);
  const visible = characters.length > 2 * VISIBLE_CHARACTERS ? VISIBLE_CHARACTERS : 0;
  const hidden = characters.length - visible;
  return "*".repeat(hidden) + characters.slice(hidden).join("");
}
