import { expect, it } from "vitest";
import { createSpendVelocity, type SpendVelocityOptions } from "./create-spend-velocity.ts";
import { createMemoryCounterStore } from "./memory-counter-store.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const DOLLAR = 1_000_000_000;
const MINUTE = 60_000;

function velocityAt(options: Partial<SpendVelocityOptions> = {}) {
  const clock = { now: 1_000 * MINUTE };
  const velocity = createSpendVelocity({ secret: SECRET, now: () => clock.now, ...options });
  /** Spends so much in each of the next minutes. */
  const spend = async (perMinute: number, minutes: number, principal = "key_a") => {
    for (let minute = 0; minute < minutes; minute++) {
      await velocity.record(principal, perMinute);
      clock.now += MINUTE;
    }
  };
  return { clock, velocity, spend };
}

it("refuses for the rest of the minute what is ten times the average of the last hour", async () => {
  const { clock, velocity, spend } = velocityAt();
  await spend(DOLLAR, 10);
  clock.now += 20_000;
  await velocity.record("key_a", 10 * DOLLAR - 1);
  expect(await velocity.check("key_a")).toBeUndefined();
  await velocity.record("key_a", 1);
  expect(await velocity.check("key_a")).toMatchObject({
    code: "rate_limit_exceeded",
    status: 429,
    retryAfterMs: 40_000,
  });
  expect(await velocity.check("key_b")).toBeUndefined();
  clock.now += 40_000;
  expect(await velocity.check("key_a")).toBeUndefined();
});

it("leaves small money alone, and those of whom nothing is known", async () => {
  const { velocity, spend } = velocityAt();
  await spend(DOLLAR / 1_000, 10);
  await velocity.record("key_a", DOLLAR - 1);
  expect(await velocity.check("key_a")).toBeUndefined();
  await velocity.record("key_a", 1);
  expect(await velocity.check("key_a")).toBeDefined();
  await velocity.record("new", 1_000 * DOLLAR);
  expect(await velocity.check("new")).toBeUndefined();
});

it("takes no pause for an average, and no growth for a burst", async () => {
  const { clock, velocity, spend } = velocityAt();
  await spend(DOLLAR, 6);
  clock.now += 30 * MINUTE;
  await velocity.record("key_a", 5 * DOLLAR);
  expect(await velocity.check("key_a")).toBeUndefined();
  for (let cents = 100; cents < 10_000; cents *= 1.2) {
    clock.now += MINUTE;
    await velocity.record("key_b", Math.round(cents) * (DOLLAR / 100));
    expect(await velocity.check("key_b")).toBeUndefined();
  }
});

it("is shared by instances with one store and secret", async () => {
  const clock = { now: 1_000 * MINUTE };
  const now = () => clock.now;
  const store = createMemoryCounterStore({ now });
  const [one, two] = [
    createSpendVelocity({ secret: SECRET, store, now }),
    createSpendVelocity({ secret: SECRET, store, now }),
  ];
  for (let minute = 0; minute < 6; minute++) {
    await one.record("key_a", DOLLAR);
    clock.now += MINUTE;
  }
  await one.record("key_a", 20 * DOLLAR);
  expect(await two.check("key_a")).toBeDefined();
});

it("refuses amounts that are none", async () => {
  const { velocity } = velocityAt();
  for (const amount of [-1, 0.5, Number.NaN, 2 ** 53]) {
    await expect(velocity.record("key_a", amount)).rejects.toMatchObject({ code: "invalid_argument" });
  }
  expect(() => velocityAt({ factor: 1 })).toThrow("factor");
});
