import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  chatRequests,
  eventually,
  lastRequest,
  rejection,
  says,
  startGateway,
  type TestGateway,
  VENDORS,
} from "./support.ts";

let hub: TestGateway;
let client: OpenAI;
beforeAll(async () => {
  hub = await startGateway();
  client = hub.client();
});
beforeEach(() => hub.clear());
afterAll(() => hub.stop());

/** Long enough that nothing but the caller's leaving ends it within a test. */
const LONG = { outputTokens: 100_000, chunkDelayMs: 5 };

/** Vendors whose first chunk is not empty. */
const BEGINS_WITH_CONTENT: ReadonlySet<string> = new Set(["together", "google", "vertex", "xai"]);

describe.each(VENDORS)("a caller of %s that hangs up", (vendor, model) => {
  const vendorOf = () => hub.sandbox.vendors[vendor];

  async function expectVendorLeft(leftAt: number): Promise<void> {
    await eventually(() => expect(lastRequest(vendorOf()).closedByClientAt).toBeDefined());
    expect(lastRequest(vendorOf()).finishedAt).toBeUndefined();
    // 250 ms is what is promised; the rest is for a machine that is busy with other tests.
    expect((lastRequest(vendorOf()).closedByClientAt ?? 0) - leftAt).toBeLessThan(5_000);
    await eventually(() => expect(vendorOf().openRequests).toBe(0));
  }

  it("mid-stream ends the vendor's work", async () => {
    vendorOf().faults = LONG;
    const stream = await client.chat.completions.create({ model, messages: says("Hi"), stream: true });
    let seen = 0;
    for await (const _chunk of stream) {
      seen += 1;
      if (seen === 5) break;
    }
    await expectVendorLeft(performance.now());
  });

  it("mid-stream ends the work of a vendor that has gone silent", async () => {
    vendorOf().faults = { stallAfterEvents: 6 };
    const stream = await client.chat.completions.create({ model, messages: says("Hi"), stream: true });
    for await (const _chunk of stream) break;
    await expectVendorLeft(performance.now());
  });

  it.each([
    ["before the vendor's headers, streaming", { stallBeforeHeaders: true }, true],
    ["before the vendor's headers, not streaming", { stallBeforeHeaders: true }, false],
    ["before the first token", { stallAfterEvents: 0 }, true],
    ["after the vendor's empty first chunk", { stallAfterEvents: 1 }, true],
    ["in a whole answer", { chunkBytes: 1, outputTokens: 50_000 }, false],
  ])("%s ends the vendor's work", async (_phase, faults, stream) => {
    if (BEGINS_WITH_CONTENT.has(vendor) && "stallAfterEvents" in faults && faults.stallAfterEvents === 1) return;
    vendorOf().faults = faults;
    const controller = new AbortController();
    const asked = client.chat.completions.create(
      { model, messages: says("Hi"), stream },
      { signal: controller.signal },
    );
    const outcome = rejection(asked);
    await eventually(() => expect(chatRequests(vendorOf())).toHaveLength(1));
    const leftAt = performance.now();
    controller.abort();
    expect(await outcome).toBeInstanceOf(OpenAI.APIUserAbortError);
    await expectVendorLeft(leftAt);
  });

  it("leaves nothing behind: the next request is answered", async () => {
    vendorOf().failNext({ stallBeforeHeaders: true });
    const gone = client.chat.completions.create({ model, messages: says("Hi") }, { timeout: 50 });
    expect(await rejection(gone)).toBeInstanceOf(OpenAI.APIConnectionTimeoutError);
    const completion = await client.chat.completions.create({ model, messages: says("Still there?") });
    expect(completion.choices[0]?.message.content).toContain("Still there?");
    await eventually(() => expect(vendorOf().openRequests).toBe(0));
  });
});
