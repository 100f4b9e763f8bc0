import { describe, expect, it } from "vitest";
import { createInspect, readPolicy } from "../src/redaction.ts";

const secret = Buffer.alloc(32, 1);
const exchange = {} as Parameters<ReturnType<typeof createInspect>>[1];

describe("inspection", () => {
  it("is over at once where the policy does nothing", () => {
    const request = { model: "m", messages: [{ role: "user" as const, content: "Mail jane@example.com" }] };
    const inspect = createInspect(() => ({ policy: readPolicy("off"), ref: "off" }), secret);
    expect(inspect(request, exchange)).toEqual({ request });
  });

  it("hands on the very same request, and leaves its answer alone, where there is nothing to hide", async () => {
    const request = { model: "m", messages: [{ role: "user" as const, content: "How are you?" }] };
    const inspect = createInspect(() => ({ policy: readPolicy("balanced"), ref: "balanced" }), secret);
    const inspection = await inspect(request, exchange);
    expect(inspection.request).toBe(request);
    expect(inspection.restorer).toBeUndefined();
  });
});
