import { describe, expect, it } from "vitest";
import { hasRecordings, RECORDED_VENDORS, readSamples } from "../scripts/lib/recorded/read-samples.mjs";
import { countPrompt } from "./count-prompt.ts";
import { estimatePrompt } from "./estimate-prompt.ts";
import { familyOf } from "./families/family-of.ts";
import { measureVendor } from "./testing/measure-vendor.ts";

const note = hasRecordings ? "" : " (skipped: no recordings here)";

describe.skipIf(!hasRecordings)(`recorded traffic${note}`, () => {
  it.each(RECORDED_VENDORS)("%s counts no more than 10 % above the bound in 95 % of the requests", (vendor) => {
    const { samples, underP95 } = measureVendor(vendor);
    expect(samples).toBeGreaterThan(vendor === "together" ? 5 : 45);
    expect(underP95).toBeLessThanOrEqual(0.1);
  });

  it.each(RECORDED_VENDORS)("%s counts what is likely, within a quarter, for half of the requests", (vendor) => {
    expect(measureVendor(vendor).median).toBeLessThan(vendor === "together" ? 0.4 : 0.25);
  });

  it("OpenAI counts text chats exactly as we say we do, and no prompt above what is to be reserved", async () => {
    let exact = 0;
    for (const { id, provider, model, request, promptTokens } of readSamples("openai").samples) {
      const family = familyOf(provider, model);
      const count = await countPrompt(request, family);
      expect(count.tokens, id).toBeLessThanOrEqual(estimatePrompt(request, family).bound);
      if (count.exact) exact++;
      if (count.exact && !ODD_TEMPLATES.has(id)) expect(count.tokens, id).toBe(promptTokens);
      else expect(count.tokens, id).toBeGreaterThanOrEqual(promptTokens * 0.9);
    }
    expect(exact).toBeGreaterThan(35);
  });
});

/**
 * Up to four tokens more than other recordings have for the like: a model of 2023, and an assistant's turn in the
 * history of a reasoning model.
 */
const ODD_TEMPLATES = new Set(["openai-060", "openai-167"]);
