import type { TextSlot } from "../engine.ts";
import type { TextFormat } from "../text/text-restorer.ts";
import { parseDataUrl } from "./data-url.ts";
import type { Draft } from "./draft.ts";
import type { FoundKeys } from "./found-keys.ts";
import { metadataSegments, withoutSegments } from "./image-metadata.ts";
import type { Leaf } from "./leaves.ts";
import { readTextFile } from "./text-file.ts";
import { MAX_URL_LENGTH, urlParts, withUrlParts } from "./url-parts.ts";

/** The texts in one leaf, and the way to put others in their place. */
export interface LeafSlots {
  slots: TextSlot[];
  /** Takes the texts in the order of the slots. */
  write(texts: readonly string[]): void;
  /** Why the leaf cannot be inspected, if so. */
  unread?: string;
}

/** What the texts of a leaf stand for: a name, a file of text, the parts of a URL, metadata of an image. */
export function slotsOfLeaf(leaf: Exclude<Leaf, { kind: "text" }>, draft: Draft<object>, keys: FoundKeys): LeafSlots {
  if (leaf.kind === "unread") return unread(leaf.reason);
  // The fields of an object get their names together, when all else is written.
  if (leaf.kind === "key") {
    const owner = { ...leaf, path: leaf.path.slice(0, -1) };
    return wholeLeaf(owner, leaf.text, "text", (text) => keys.add(leaf.path, text));
  }
  const file = readTextFile(leaf);
  if (file === "unreadable") return unread("is said to be text and cannot be read as such");
  if (file) return wholeLeaf(leaf, file.text, "auto", (text) => draft.set(leaf.path, file.withText(text)));
  if (leaf.kind === "bytes") return leaf.mediaKind === "image" ? metadataSlots(leaf, "", leaf.base64, draft) : NO_SLOTS;
  const dataUrl = parseDataUrl(leaf.url);
  if (!dataUrl) return urlSlots(leaf, leaf.url, draft);
  return dataUrl.mediaType.startsWith("image/") ? metadataSlots(leaf, dataUrl.head, dataUrl.data, draft) : NO_SLOTS;
}

const NO_SLOTS: LeafSlots = { slots: [], write: () => {} };

function unread(reason: string): LeafSlots {
  return { ...NO_SLOTS, unread: reason };
}

function slotOf({ path, direction, isForeign }: Leaf, text: string, format: TextFormat): TextSlot {
  return { path, text, format, direction, isForeign };
}

function wholeLeaf(leaf: Leaf, text: string, format: TextFormat, write: (text: string) => void): LeafSlots {
  return { slots: [slotOf(leaf, text, format)], write: ([next = ""]) => write(next) };
}

function urlSlots(leaf: Leaf, url: string, draft: Draft<object>): LeafSlots {
  if (url.length > MAX_URL_LENGTH) return unread(`is an address of more than ${MAX_URL_LENGTH} characters`);
  const parts = urlParts(url);
  return {
    slots: parts.map(({ text }) => slotOf(leaf, text, "text")),
    write(texts) {
      const changed = parts.flatMap((part, index) => {
        const text = texts[index] ?? "";
        return text === part.text ? [] : [{ ...part, text }];
      });
      draft.set(leaf.path, withUrlParts(url, changed));
    },
  };
}

/** A picture stays as it is; a stretch of metadata in which something is found is left out whole. */
function metadataSlots(leaf: Leaf, head: string, base64: string, draft: Draft<object>): LeafSlots {
  const segments = metadataSegments(base64);
  return {
    slots: segments.map(({ text }) => slotOf(leaf, text, "text")),
    write(texts) {
      const removed = segments.filter(({ text }, index) => text !== texts[index]);
      draft.set(leaf.path, head + withoutSegments(base64, removed));
    },
  };
}
