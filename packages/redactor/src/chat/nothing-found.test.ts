import { describe, expect, it } from "vitest";
import { fakeDetectors as detectors } from "../test-support.ts";
import { createChatRedactor } from "./chat-redactor.ts";

const completion = { choices: [{ index: 0, message: { role: "assistant", content: "Ask ann@acme.com." } }] };
const harmless = () => ({ model: "m", messages: [{ role: "user", content: "How are you?", name: "x" }] });

describe("a request in which nothing is found", () => {
  it("comes out as the very same object, also when it is known", async () => {
    const redactor = createChatRedactor("balanced", { key: "project", detectors });
    for (let turn = 0; turn < 2; turn++) {
      const request = harmless();
      const redaction = await redactor.redactChat(request);
      expect(redaction).toMatchObject({ findings: [], uninspected: [], blocked: undefined });
      expect(redaction.request).toBe(request);
    }
  });

  it("leaves its answers to the output policy", async () => {
    const redactor = createChatRedactor("balanced", { key: "project", detectors });
    const { isIdle, restoreCompletion, outputFindings } = await redactor.redactChat(harmless());
    expect(isIdle).toBe(false);
    expect(restoreCompletion(completion)).toEqual(completion);
    expect(outputFindings).toMatchObject([{ type: "EMAIL_ADDRESS", action: "flag" }]);
  });

  it("leaves them alone where nobody wants reports", async () => {
    const redactor = createChatRedactor("balanced", { key: "project", detectors, reportOutput: false });
    const redaction = await redactor.redactChat(harmless());
    expect(redaction.isIdle).toBe(true);
    expect(redaction.restoreCompletion(completion)).toBe(completion);
    const chunk = { choices: [{ index: 0, delta: { content: "ann@acme.com" }, finish_reason: null }] };
    expect(redaction.restoreChunks().push(chunk)[0]).toBe(chunk);
    expect(redaction.outputFindings).toEqual([]);
    expect(redactor.isIdle).toBe(false);
  });

  it("has answers changed all the same where the policy says so", async () => {
    const policy = { entities: { EMAIL_ADDRESS: { output: "redact" } } } as const;
    const redactor = createChatRedactor(policy, { key: "project", detectors, reportOutput: false });
    const { isIdle, restoreCompletion } = await redactor.redactChat(harmless());
    expect(isIdle).toBe(false);
    expect(restoreCompletion(completion).choices[0]?.message.content).toBe("Ask [EMAIL_ADDRESS].");
  });
});

describe("a policy that does nothing", () => {
  it("says so", () => {
    expect(createChatRedactor("off").isIdle).toBe(true);
    expect(createChatRedactor({ preset: "off", entities: { US_SSN: { output: "flag" } } }).isIdle).toBe(false);
    expect(createChatRedactor({ preset: "off", media: "block" }).isIdle).toBe(false);
  });
});
