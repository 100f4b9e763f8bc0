import { expect, it } from "vitest";
import { MAX_MARKUP } from "../model/money.ts";
import { settle } from "../operations/close.ts";
import { reserve } from "../operations/reserve.ts";
import { setUnlimited } from "../operations/wallets.ts";
import type { Claim } from "../store.ts";
import { createMemoryTables } from "./memory-tables.ts";

const CHARGES = 1_000_000;
const LARGEST = 1_000_000_000;
const PAGE = 1_000;

/** Integers below `bound`, the same ones in every run. */
function createRandom(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

it("a million random charges sum exactly", () => {
  const random = createRandom(7);
  const tables = createMemoryTables(10_000);
  setUnlimited(tables, "w", true);
  let charged = 0n;
  for (let index = 0; index < CHARGES; index += 1) {
    const usd = random(LARGEST);
    const markup = random(MAX_MARKUP);
    const id = `r${index}`;
    const claim: Claim = {
      id,
      nonce: "",
      ttlMs: 1_000,
      wallet: { id: "w", markup },
      limits: [],
      requests: 1,
      tokens: 0,
      usd,
      output: { upTo: 0, atLeast: 0, usdPerToken: 0 },
    };
    reserve(tables, claim);
    const actual = random(LARGEST);
    settle(tables, id, { usd: actual, tokens: 0 });
    charged += (BigInt(actual) * BigInt(10_000 + markup) + 9_999n) / 10_000n;
  }

  const wallet = tables.findWallet("w");
  expect(wallet?.reserved).toBe(0);
  expect(BigInt(wallet?.balance ?? 0)).toBe(-charged);
  let sum = 0n;
  for (
    let after = 0, page = tables.readLedger("w", 0, PAGE);
    page.length > 0;
    page = tables.readLedger("w", after, PAGE)
  ) {
    for (const { usd } of page) sum += BigInt(usd);
    after = page.at(-1)?.seq ?? 0;
  }
  expect(sum).toBe(-charged);
}, 120_000);
