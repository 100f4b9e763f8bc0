import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

interface Quote {
  source: string;
  price: number;
}

/** The script's modules, which have no types. */
const script = (name: string) => import(new URL(`../scripts/lib/${name}.mjs`, import.meta.url).href);
const { PRICE_LISTS, buildCatalog } = await script("build-catalog");
const { disagreementReport } = await script("disagreement-report");
const { HIGHEST, reconcile } = await script("reconcile");

const absent = !existsSync(PRICE_LISTS);
const committed = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

describe.skipIf(absent)(`the price lists${absent ? " (skipped: they are not here)" : ""}`, () => {
  const { files, disagreements } = absent ? { files: {}, disagreements: [] } : buildCatalog(PRICE_LISTS);

  it("make the committed data", () => {
    expect(Object.keys(files).length).toBeGreaterThan(10);
    for (const [name, models] of Object.entries(files))
      expect(JSON.parse(committed(`data/${name}.json`))).toEqual(models);
  });

  it("make the committed report, in which every disagreement is decided", () => {
    // The formatter aligns tables.
    const squeezed = (text: string): string => text.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---");
    expect(squeezed(committed("docs/disagreements.md"))).toBe(squeezed(disagreementReport(files, disagreements)));
    expect(disagreements.filter(({ why }: { why: string }) => why === "undecided")).toEqual([]);
  });
});

describe("a price from several lists", () => {
  const from = (...prices: number[]): Quote[] => prices.map((price, index) => ({ source: `list ${index}`, price }));

  it.each([
    ["none where no list has one", [], undefined, undefined],
    ["the only one", [5], 5, undefined],
    ["the one that all agree on", [1000, 1000, 1000], 1000, undefined],
    ["of prices that differ by rounding the commonest", [1000, 1005, 1000], 1000, undefined],
    ["what most say", [1000, 1000, 2000], 1000, "most lists"],
    ["what most say, though the other is absurd", [1000, 1000, 1_000_000], 1000, "most lists"],
    ["the highest of two", [1000, 1020], 1020, HIGHEST],
    ["the highest of three", [1000, 1200, 1100], 1200, HIGHEST],
    ["none where one of two must be wrong", [1000, 10_000], undefined, "undecided"],
  ])("is %s", (_, prices, price, why) => {
    expect(reconcile(from(...prices))).toEqual({ price, ...(why && { why }) });
  });

  it("is what somebody decided, where the lists disagree", () => {
    const decide = () => ({ take: "list 1", why: "it says so" });
    expect(reconcile(from(1000, 50_000, 1000), decide)).toEqual({ price: 50_000, why: "it says so" });
    expect(reconcile(from(1000, 1000), decide)).toEqual({ price: 1000 });
  });
});
