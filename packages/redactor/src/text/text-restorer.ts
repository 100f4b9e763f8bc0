import { createDepthTracker, escapeJson } from "./depth-tracker.ts";
import { needsEscape, QUOTE_CONTEXT, QUOTED_IN_PROSE, standsInQuotes } from "./embedded-json.ts";
import { partialPlaceholder, placeholderKey, placeholdersIn } from "./placeholder.ts";
import type { Vault, VaultEntry } from "./vault.ts";

/** Puts values back into one text that comes in pieces. */
export interface TextRestorer {
  /** What can be said for sure so far. Only what may be the beginning of a placeholder is held back. */
  push(piece: string): string;
  /** What was still held back. */
  end(): string;
}

/** `json`: values are escaped as their place demands. `auto`: if the text looks like JSON. `text`: never. */
export type TextFormat = "text" | "json" | "auto";

/** Shortening what is kept of a text takes longer than adding to it. */
const MAX_CONTEXT_LENGTH = 1_024;
/** No placeholder, however mangled, is longer. */
const MAX_PARTIAL_LENGTH = 128;

/** Creates the restorer of one text. It knows this vault's placeholders and no others. */
export function createTextRestorer(vault: Vault, format: TextFormat): TextRestorer {
  if (vault.isEmpty) return { push: (piece) => piece, end: () => "" };
  const withQuotes = format !== "text" && vault.hasNumbers;
  const nonce = vault.nonce();
  const tracker = format === "text" ? undefined : createDepthTracker(format);
  let held = "";
  /** The end of what was restored, as it was before. */
  let context = "";

  function restore(text: string): string {
    let restored = "";
    let done = 0;
    for (const { index, whole, before, after, brackets, body } of placeholdersIn(text, nonce, withQuotes)) {
      const entry = entryOf(body);
      if (!entry) continue;
      tracker?.feed(text.slice(done, index));
      // Quotes belong to a number only where they make it a value: names of fields and prose keep theirs.
      const isBareNumber = entry.isNumber && before !== "" && before === after && tracker?.expectsValue() === true;
      tracker?.feed(before);
      const start = index + before.length;
      const value = valueAt(entry, brackets, depthAt(entry, text, start));
      restored += text.slice(done, index) + (isBareNumber ? entry.value : before + value + after);
      done = index + whole.length;
      tracker?.feed(text.slice(start, done));
    }
    const rest = text.slice(done);
    tracker?.feed(rest);
    keepContext(text);
    return restored + rest;
  }

  function keepContext(text: string): void {
    context += text;
    if (context.length > MAX_CONTEXT_LENGTH) context = context.slice(-QUOTE_CONTEXT);
  }

  /** How a value has to be escaped. In prose there is JSON, too: in fenced blocks, or behind a sentence. */
  function depthAt({ value }: VaultEntry, text: string, start: number): number {
    const depth = tracker?.depth() ?? 0;
    if (depth > 0 || format === "text" || !needsEscape(value)) return depth;
    const from = Math.max(0, start - QUOTE_CONTEXT);
    const near = from === 0 ? context + text.slice(0, start) : text.slice(from, start);
    return standsInQuotes(near, near.length) ? QUOTED_IN_PROSE : depth;
  }

  function entryOf(body: string): VaultEntry | undefined {
    const split = body.lastIndexOf("_");
    return vault.reveal(placeholderKey(body.slice(0, split), body.slice(split + 1)));
  }

  function partialLength(text: string): number {
    const partial = partialPlaceholder(text.slice(-MAX_PARTIAL_LENGTH), nonce, withQuotes);
    return partial && mayBeLabel(partial.body.toLowerCase()) ? partial.length : 0;
  }

  function mayBeLabel(start: string): boolean {
    if (start === "") return true;
    for (const label of vault.labels()) {
      if (label.startsWith(start) || (start.startsWith(label) && /^_(?:\d+[a-z]?)?$/.test(start.slice(label.length)))) {
        return true;
      }
    }
    return false;
  }

  return {
    push(piece) {
      if (held === "" && !mayConcern(piece, withQuotes)) {
        tracker?.feed(piece);
        keepContext(piece);
        return piece;
      }
      const text = held + piece;
      const cut = text.length - partialLength(text);
      held = text.slice(cut);
      return restore(text.slice(0, cut));
    },
    end() {
      const rest = restore(held);
      held = "";
      return rest;
    },
  };
}

/** Whether a placeholder may begin in a piece. Most pieces are a word, for which nothing else has to be done. */
function mayConcern(piece: string, withQuotes: boolean): boolean {
  return /[[［%&\\]/.test(piece) || (withQuotes && piece.endsWith('"'));
}

/** The value in the form that its place demands; where the brackets were encoded, the value is as well. */
function valueAt({ value, verbatim }: VaultEntry, brackets: string, depth: number): string {
  if (brackets.startsWith("%25")) return encodeUrl(encodeUrl(value));
  if (brackets.startsWith("%")) return encodeUrl(value);
  if (brackets.startsWith("&")) return value.replaceAll(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);
  if (verbatim?.depth === depth) return verbatim.text;
  return escapeJson(value, depth === QUOTED_IN_PROSE ? 1 : depth);
}

function encodeUrl(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** Puts the values back into a whole text. */
export function restoreText(vault: Vault, text: string, format: TextFormat): string {
  // All placeholders have it, and it is written in one way only.
  if (vault.isEmpty || !text.toLowerCase().includes(vault.nonce())) return text;
  const restorer = createTextRestorer(vault, format);
  return restorer.push(text) + restorer.end();
}

/** Where this vault's placeholders stand in a text, whole ones only. */
export function findPlaceholders(vault: Vault, text: string): { start: number; end: number }[] {
  if (vault.isEmpty) return [];
  const found = placeholdersIn(text, vault.nonce(), false);
  return Array.from(found, ({ index, whole }) => ({ start: index, end: index + whole.length }));
}
