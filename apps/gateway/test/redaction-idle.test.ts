import { passThrough } from "@hub/core";
import { describe, expect, it } from "vitest";
import { createInspect, readPolicy } from "../src/redaction.ts";

const secret = Buffer.alloc(32, 1);

describe("inspection", () => {
  it("is core's own where the policy does nothing", () => {
    expect(createInspect(readPolicy("off"), secret)).toBe(passThrough);
    expect(createInspect(readPolicy("balanced"), secret)).not.toBe(passThrough);
  });

  it("hands on the very same request, and leaves its answer alone, where there is nothing to hide", async () => {
    const request = { model: "m", messages: [{ role: "user" as const, content: "How are you?" }] };
    const exchange = {} as Parameters<ReturnType<typeof createInspect>>[1];
    const inspection = await createInspect(readPolicy("balanced"), secret)(request, exchange);
    expect(inspection.request).toBe(request);
    expect(inspection.restorer).toBeUndefined();
  });
});
