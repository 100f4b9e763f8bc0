import { foldUnit } from "./characters.ts";

/** Copied at a time: one character beyond ASCII sends only so many units down the slow way. */
const PIECE = 1024;

const encoder = new TextEncoder();

/**
 * Copies the UTF-16 units of a text, folded, and a zero after them. A piece that is all ASCII goes through the UTF-8
 * encoder, which runs ten times as fast as reading unit by unit: it writes as many bytes as there are units.
 */
export function copyUnits(text: string, units: Uint16Array, bytes: Uint8Array): void {
  for (let start = 0; start < text.length; start += PIECE) {
    const end = Math.min(start + PIECE, text.length);
    const piece = end - start === text.length ? text : text.slice(start, end);
    const { written } = encoder.encodeInto(piece, bytes);
    if (written === end - start) units.set(bytes.subarray(0, written), start);
    else for (let index = start; index < end; index++) units[index] = foldUnit(text.charCodeAt(index));
  }
  units[text.length] = 0;
}

/** Bytes that `copyUnits` needs: three for each unit, or two for each half of a surrogate pair. */
export const COPY_BYTES = PIECE * 3;
