import { createAnthropic } from "@hub/provider-anthropic";
import { startSandbox } from "@hub/sandbox";
import { expect, it, onTestFinished } from "vitest";
import { summarize } from "../src/summarize.ts";

it("streams a summary, and throws what OpenAI's clients would", async () => {
  const sandbox = await startSandbox({ vendors: ["anthropic"] });
  const vendor = sandbox.vendors.anthropic;
  const anthropic = createAnthropic(vendor);
  onTestFinished(async () => {
    await anthropic.close();
    await sandbox.close();
  });

  const pieces: string[] = [];
  for await (const piece of summarize(anthropic, "A long text about lighthouses.")) pieces.push(piece);
  expect(pieces.length).toBeGreaterThan(3);
  expect(pieces.join("")).toContain("lighthouses");
  expect(vendor.requests[0]).toMatchObject({ path: "/v1/messages", status: 200 });

  vendor.failNext({ status: 429, retryAfter: "7" });
  const refused = summarize(anthropic, "Again.").next();
  await expect(refused).rejects.toMatchObject({ status: 429, code: "rate_limit_exceeded", retryAfterMs: 7_000 });
});
