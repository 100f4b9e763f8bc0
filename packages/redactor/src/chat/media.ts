import type { LocatedFinding } from "../engine.ts";
import type { MediaKind } from "./leaves.ts";

/** A file in a request that is no text. */
export interface Media {
  kind: MediaKind;
  /** `image/png`; a guess where the request does not say. */
  mediaType: string;
  /** Its bytes in base64, or the address they are at. */
  base64?: string;
  url?: string;
  /** JSON pointer to it. */
  path: string;
}

/** What a reader makes of a file. */
export interface MediaReading {
  /** All text in the file: it is scanned like any other. */
  text: string;
  /**
   * Returns the file, in base64, with these findings made unreadable. Without it, a file with findings that must not
   * leave is refused. Offsets are those in `text`.
   */
  redact?(findings: readonly LocatedFinding[]): Promise<string>;
}

/** Reads files, for example by OCR. What it throws is a failed inspection. */
export type MediaReader = (media: Media) => Promise<MediaReading>;
