import fc from "fast-check";
import { expect, it } from "vitest";
import { createUnitReader } from "../text-units.ts";
import { findMarks, IS_ANCHOR } from "./find-marks.ts";
import { IS_SIGN } from "./leet-words.ts";
import { MARK_RULES } from "./markup.ts";
import { createPlaceFinder } from "./note-places.ts";

const readUnits = createUnitReader();
const notePlaces = createPlaceFinder(IS_ANCHOR, IS_SIGN);

/** Parts of marks, so that many rows of them are marks, and more nearly are. */
const parts = (
  "<| |> im_start system user [INST] [/inst] << SYS >> <start _of_turn> </ # ## > * ** instructions : :: [system [admin ] " +
  "[ developer note mode <admin role \" ' - -- === / end ended of the prompt data ! ![a] ( http:// HTTPS:// a.b ? & = data= {x " +
  "q= {{x}} [x] display visibility font-size opacity color none hidden 0 1px white #fff é"
).split(" ");
const text = fc.array(fc.constantFrom(...parts, " ", "\n"), { maxLength: 9 }).map((row) => row.join(""));

it("finds the rules that have a sign whose pattern matches in any place", () => {
  fc.assert(
    fc.property(text, (marks) => {
      const expected = MARK_RULES.filter(({ signs }) =>
        signs.some(({ pattern }) => new RegExp(pattern.source, "i").test(marks)),
      );
      const units = readUnits(marks);
      expect(findMarks(marks, units, notePlaces(units, marks.length).anchors)).toEqual(expected);
    }),
    { numRuns: 2_000 },
  );
});
