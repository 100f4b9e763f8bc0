import type { Path } from "../json-pointer.ts";
import type { Direction } from "../policy/policy.ts";
import type { TextFormat } from "../text/text-restorer.ts";

/** Whose words a text is. */
export interface Origin {
  direction: Exclude<Direction, "output">;
  /** Whether somebody other than the application's author may have written it. */
  isForeign: boolean;
}

/** What kind of file a part of a message is. */
export type MediaKind = "image" | "audio" | "file";

/** A place in a request where text can hide. */
export type Leaf = Origin & { path: Path } & (
    | { kind: "text"; text: string; format: TextFormat }
    /** The name of the last field of the path. */
    | { kind: "key"; text: string }
    | { kind: "url"; url: string; mediaKind: MediaKind }
    | { kind: "bytes"; base64: string; mediaKind: MediaKind; mediaType: string; filename?: string }
    /** What was not looked into, and why. */
    | { kind: "unread"; reason: string }
  );

/** Takes each leaf as it is found. */
export type AddLeaf = (leaf: Leaf) => void;

/** Adds a text, if that is what the value is. */
export function addText(add: AddLeaf, path: Path, text: unknown, origin: Origin, format: TextFormat = "auto"): void {
  if (typeof text !== "string" || text === "") return;
  const { direction, isForeign } = origin;
  add({ kind: "text", path, text, format, direction, isForeign });
}

/** What kind of file has a media type. */
export function mediaKindOf(mediaType: string): MediaKind {
  if (/^image\//i.test(mediaType)) return "image";
  return /^audio\//i.test(mediaType) ? "audio" : "file";
}
