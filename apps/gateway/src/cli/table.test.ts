import { expect, it } from "vitest";
import { pairs, plain, table } from "./table.ts";

it("aligns columns, numbers to the right, and shows nothing as a dash", () => {
  expect(
    table(
      ["NAME", "USD"],
      [
        ["a", "1.5"],
        ["long name", "10"],
        [null, undefined],
      ],
      "none",
    ),
  ).toBe(["NAME       USD", "a          1.5", "long name   10", "-            -"].join("\n"));
  expect(table(["NAME"], [], "There are none.")).toBe("There are none.");
});

it("keeps what could move the cursor out of the terminal", () => {
  expect(plain("a\u001b[2J\nb\u009b")).toBe("a?[2J?b?");
  expect(
    pairs([
      ["name", "a\r"],
      ["id", 0],
    ]),
  ).toBe("name  a?\nid    0");
});
