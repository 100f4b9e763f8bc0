/** Copied at a time: one character beyond ASCII sends only so many units down the slow way. */
const PIECE = 1024;
/** UTF-8 bytes of a piece: three for each unit, or two for each half of a surrogate pair. */
const PIECE_BYTES = PIECE * 3;
/** Scratch memory for so many units (1 MB) is kept between texts; longer texts get memory of their own. */
const KEPT_UNITS = 500_000;
const FIRST_UNITS = 4096;
const UNIT_BYTES = 2;
const NO_UNITS = new Uint16Array(0);
/** After the last unit, a few may be looked at all the same. */
const MARGIN = 4;

const encoder = new TextEncoder();

/** Whether the lower half of a unit stands first in memory, as Node's buffers write it. */
const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * Reads a text into memory that the next text overwrites: its UTF-16 units, and a zero after them. There they are read
 * twice as fast as out of a string.
 */
export type UnitReader = (text: string) => Uint16Array;

/** Creates a reader. `fold`, if given, replaces each unit beyond ASCII. */
export function createUnitReader(fold?: (unit: number) => number): UnitReader {
  // Copies UTF-16 as it lies in memory. Runtimes other than Node may not have it.
  const NodeBuffer = isLittleEndian ? globalThis.Buffer : undefined;
  const bytes = new Uint8Array(PIECE_BYTES);
  let units = NO_UNITS;
  let view: Buffer | undefined;

  function makeRoom(length: number): void {
    if (length + MARGIN <= units.length) return;
    units = new Uint16Array(Math.max(FIRST_UNITS, length + MARGIN, Math.min(2 * length, KEPT_UNITS)));
    view = NodeBuffer?.from(units.buffer);
  }

  function copy(piece: string, start: number): void {
    if (view) view.write(piece, start * UNIT_BYTES, "utf16le");
    else for (let index = 0; index < piece.length; index++) units[start + index] = piece.charCodeAt(index);
  }

  /** Replaces what is beyond ASCII. */
  function foldUnits(start: number, end: number, replace: (unit: number) => number): void {
    for (let index = start; index < end; index++) {
      const unit = units[index] as number;
      if (unit >= 0x80) units[index] = replace(unit);
    }
  }

  return function readUnits(text) {
    makeRoom(text.length);
    let isAscii = true;
    for (let start = 0; start < text.length; start += PIECE) {
      const end = Math.min(start + PIECE, text.length);
      const piece = end - start === text.length ? text : text.slice(start, end);
      // ASCII has as many bytes as units, and the encoder is ten times as fast as a loop. Where one piece has more than
      // ASCII, so have others: they are not tried.
      if (isAscii) {
        const { written } = encoder.encodeInto(piece, bytes);
        isAscii = written === end - start;
        if (isAscii) units.set(bytes.subarray(0, written), start);
      }
      if (!isAscii) {
        copy(piece, start);
        if (fold) foldUnits(start, end, fold);
      }
    }
    units[text.length] = 0;
    const read = units;
    if (read.length > KEPT_UNITS) {
      units = NO_UNITS;
      view = undefined;
    }
    return read;
  };
}

/** Whether there is nothing but ASCII in a text. Where that is not known fast, it is taken to be otherwise. */
export function isAscii(text: string): boolean {
  return globalThis.Buffer?.byteLength(text) === text.length;
}
