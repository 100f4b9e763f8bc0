import { findFences } from "./fences.ts";
import { looksLikeJson } from "./json-tracker.ts";
import { type JsonView, viewJson } from "./json-view.ts";
import type { TextFormat } from "./text-restorer.ts";

/** A stretch of a text that may be replaced: it breaks no JSON string and no number. */
export interface Place {
  /** In the original. */
  start: number;
  end: number;
  /** The text without JSON's escapes. */
  value: string;
  /** Inside how many strings it is. */
  depth: number;
  /** It is a whole JSON number, which takes quotes when it is replaced. */
  isNumber: boolean;
}

/** What detectors read of a text, and how stretches of it are found again in the original. */
export interface Reading {
  text: string;
  /** The places that a stretch of what was read covers. Mostly one; several where it goes across JSON strings. */
  places(start: number, end: number): Place[];
}

/** Prepares a text for scanning. */
export function read(original: string, format: TextFormat): Reading {
  const isJson = format === "json" || (format === "auto" && looksLikeJson(original));
  const fences = isJson || format === "text" ? undefined : findFences(original);
  if (!isJson && !fences?.marks.length) {
    return {
      text: original,
      places: (start, end) => [{ start, end, value: original.slice(start, end), depth: 0, isNumber: false }],
    };
  }
  // Without escapes the text reads as it stands, and only texts with findings need the rest.
  const hasEscapes = fences
    ? fences.documents.some(({ start, end }) => original.slice(start, end).includes("\\"))
    : original.includes("\\");
  let view = hasEscapes ? viewJson(original, fences) : undefined;
  return {
    text: view?.text ?? original,
    places(start, end) {
      view ??= viewJson(original, fences);
      return piecesOf(view, start, end).map((piece) => placeOf(view as JsonView, piece));
    },
  };
}

interface Piece {
  start: number;
  end: number;
}

/** Cuts a stretch at what stays where it is, and leaves out what is only punctuation or the name of a field. */
function piecesOf(view: JsonView, start: number, end: number): Piece[] {
  const pieces: Piece[] = [];
  let from = start;
  for (let index = start; index <= end; index++) {
    if (index < end && view.isFixed[index] !== 1) continue;
    if (index > from) pieces.push({ start: from, end: index });
    from = index + 1;
  }
  if (pieces.length === 1) return pieces;
  return pieces.filter((piece) => /[\p{L}\p{N}]/u.test(view.text.slice(piece.start, piece.end)) && !isKey(view, piece));
}

function isKey(view: JsonView, { end }: Piece): boolean {
  return view.isFixed[end] === 1 && /^"[ \t\n\r]*:/.test(view.text.slice(end, end + 16));
}

function placeOf(view: JsonView, piece: Piece): Place {
  const depth = view.depths[piece.start] as number;
  const number = wholeNumber(view, piece);
  const { start, end } = number ?? piece;
  return {
    start: view.offsets[start] as number,
    end: view.offsets[end] as number,
    value: view.text.slice(start, end),
    depth,
    isNumber: number !== undefined,
  };
}

const MAX_NUMBER_LENGTH = 64;

/** The JSON number that a piece is or is part of. */
function wholeNumber(view: JsonView, { start, end }: Piece): Piece | undefined {
  const { text, isValue } = view;
  if (isValue[start] !== 1) return undefined;
  if (!/^[-+.\deE]+$/.test(text.slice(start, Math.min(end, start + MAX_NUMBER_LENGTH)))) return undefined;
  const before = /[-+.\deE]*$/.exec(text.slice(Math.max(0, start - MAX_NUMBER_LENGTH), start)) as RegExpExecArray;
  const after = /^[-+.\deE]*/.exec(text.slice(end, end + MAX_NUMBER_LENGTH)) as RegExpExecArray;
  const from = start - before[0].length;
  const to = end + after[0].length;
  const opening = /[:,[][ \t\n\r]*$/.exec(text.slice(Math.max(0, from - 16), from));
  const closing = /^[ \t\n\r]*(?:[,}\]]|$)/.exec(text.slice(to, to + 16));
  return opening && closing ? { start: from, end: to } : undefined;
}
