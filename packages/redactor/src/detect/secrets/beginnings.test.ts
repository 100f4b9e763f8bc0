import { expect, it } from "vitest";
import { type HashFilter, mayHave } from "../../hash-filter.ts";
import { beginningAt, beginningsOf } from "./beginnings.ts";

function mayBegin(beginnings: HashFilter, text: string): boolean {
  const units = Uint16Array.from(text, (character) => character.charCodeAt(0));
  return mayHave(beginnings, beginningAt(units, 0));
}

it("knows the beginnings of keywords in capitals and small letters, and what may follow short ones", () => {
  const beginnings = beginningsOf(["ghp_", "sk"]);
  for (const text of ["ghp_", "GHP", "Ghp", "ska", "sk-", "SK9"]) expect(mayBegin(beginnings, text), text).toBe(true);
  for (const text of ["gho_", "hpg", "ks-", "s-k"]) expect(mayBegin(beginnings, text), text).toBe(false);
});
