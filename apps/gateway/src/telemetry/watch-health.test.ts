import { createCatalog } from "@hub/catalog";
import { createRouter } from "@hub/router";
import { describe, expect, it } from "vitest";
import { watchHealth } from "./watch-health.ts";

const catalog = createCatalog();
const KEY = "openai gpt-4.1-mini";

/** A router whose news goes through a watch. */
function watch(store?: Parameters<typeof watchHealth>[0]) {
  const changes: [vendor: string, model: string, isHealthy: boolean][] = [];
  const clock = { now: 1_800_000_000_000 };
  const router = createRouter({
    store: watchHealth(
      store,
      () => catalog,
      (...change) => void changes.push(change),
    ),
    clock: { now: () => clock.now, after: () => () => {} },
    random: () => 0.5,
  });
  async function ask(answer: () => Promise<string>, key = KEY): Promise<void> {
    const plan = router.plan([{ target: key, key }]);
    await router.run(plan, answer, { maxAttempts: 1 }).catch(() => {});
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { changes, clock, ask };
}

const fail = () => Promise.reject(Object.assign(new Error("down"), { status: 500 }));

describe("a vendor's model", () => {
  it("is told of once when its circuit opens, and once when it is asked again", async () => {
    const { changes, clock, ask } = watch();
    for (let times = 0; times < 4; times++) await ask(fail);
    expect(changes).toEqual([["openai", "gpt-4.1-mini", false]]);
    for (let times = 0; times < 4; times++) {
      clock.now += 60_000;
      await ask(fail);
    }
    expect(changes.length).toBe(1);
    clock.now += 60_000;
    await ask(async () => "well");
    expect(changes).toEqual([
      ["openai", "gpt-4.1-mini", false],
      ["openai", "gpt-4.1-mini", true],
    ]);
  });

  it("is told of by the catalog's name, never a caller's", async () => {
    const { changes, ask } = watch();
    for (let times = 0; times < 4; times++) await ask(fail, "openai sk-canary");
    expect(changes).toEqual([["openai", "other", false]]);
  });

  it("that answers is not told of", async () => {
    const { changes, ask } = watch();
    for (let times = 0; times < 4; times++) await ask(async () => "well");
    await ask(fail);
    expect(changes).toEqual([]);
  });
});

it("what instances share goes on to the store behind it, and back", async () => {
  const kept = new Map<string, unknown>();
  const store = {
    get: async (key: string) => kept.get(key),
    set: async (key: string, value: unknown) => kept.set(key, value),
  };
  const first = watch(store);
  for (let times = 0; times < 4; times++) await first.ask(fail);
  const [name] = kept.keys();
  expect(name).toContain(KEY);
  expect(
    await watchHealth(
      store,
      () => catalog,
      () => {},
    ).get(name as string),
  ).toMatchObject({ openings: 1 });
});
