import { describe, expect, it } from "vitest";
import { PIPE_BYTES, writeWholeLines } from "./write-whole-lines.ts";

function piecesOf(lines: string): string[] {
  const pieces: string[] = [];
  writeWholeLines({ write: (piece) => pieces.push(piece) }, lines);
  expect(pieces.join("")).toBe(lines);
  for (const piece of pieces) expect(piece.endsWith("\n")).toBe(true);
  return pieces;
}

const line = (length: number) => `${"x".repeat(length - 1)}\n`;

describe("lines of a log", () => {
  it("are written in pieces that a pipe takes as a whole", () => {
    for (const length of [1, 2, 300, 1_365, 4_095, 4_096]) {
      const pieces = piecesOf(line(length).repeat(50));
      for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(PIPE_BYTES);
      expect(pieces.length).toBeLessThanOrEqual(Math.ceil(50 / Math.floor(PIPE_BYTES / length)));
    }
  });

  it("are whole, also where one of them is longer than that", () => {
    expect(piecesOf(line(10) + line(9_000) + line(10))).toEqual([line(10), line(9_000), line(10)]);
    expect(piecesOf("")).toEqual([]);
  });
});
