import { expect, it } from "vitest";
import { limitsOf, readLimits, writeLimits } from "./limits.ts";

it("are read as they were written, to the last digit", () => {
  const limits = limitsOf("project").parse([
    { requests: { per: "minute", max: 60 } },
    { usd: { per: "month", max: "0.000000001", rolling: true }, of: "user", models: ["openai/*"] },
    { usd: { per: "total", max: 1_000_000 } },
  ]);
  expect(limits[1]).toMatchObject({ resource: "usd", max: 1, of: "user", rolling: true });
  expect(writeLimits(limits)).toEqual([
    { requests: { per: "minute", max: 60 }, of: "project" },
    { usd: { per: "month", max: "0.000000001", rolling: true }, of: "user", models: ["openai/*"] },
    { usd: { per: "total", max: "1000000" }, of: "project" },
  ]);
  expect(readLimits(JSON.parse(JSON.stringify(writeLimits(limits))))).toEqual(limits);
});

it.each([[{}], [null], ["x"], [[null]], [[{ requests: { per: "minute", max: -1 } }]], [Array(65).fill({})]])(
  "are refused where they are none: %j",
  (limits) => expect(limitsOf("key").safeParse(limits).success).toBe(false),
);
