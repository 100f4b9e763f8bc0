import { describe, expect, it } from "vitest";
import { createRouter } from "./create-router.ts";

describe("createRouter", () => {
  it.each([
    [{ errorThreshold: 0 }, "errorThreshold"],
    [{ errorThreshold: 1 }, "errorThreshold"],
    [{ errorThreshold: Number.NaN }, "errorThreshold"],
    [{ openMs: 0 }, "openMs"],
    [{ openMs: Number.POSITIVE_INFINITY }, "openMs"],
    [{ openMs: 20_000 }, "maxOpenMs"],
    [{ maxOpenMs: 100 }, "maxOpenMs"],
    [{ maxProbes: 0 }, "maxProbes"],
    [{ maxKeys: Number.NaN }, "maxKeys"],
  ])("refuses %j and says what is wrong", (options, name) => {
    expect(() => createRouter(options)).toThrow(RangeError);
    expect(() => createRouter(options)).toThrow(`${name} must be a number`);
  });

  it("works without any option", async () => {
    const router = createRouter();
    const plan = router.plan([{ target: 1, key: "one" }]);
    expect(await router.run(plan, (target) => target + 1)).toMatchObject({ value: 2, target: 1, attempts: 1 });
    expect(router.health("one")).toMatchObject({ state: "closed", errorRate: 0, latencyMs: expect.any(Number) });
  });
});
