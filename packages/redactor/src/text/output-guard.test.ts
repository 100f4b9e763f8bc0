import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createChatRedactor } from "../chat/chat-redactor.ts";
import type { PolicyOptions } from "../policy/define-policy.ts";
import { RedactionError } from "../redaction-error.ts";
import { cutAt, detectorOf, fakeDetectors as detectors, SECRETS } from "../test-support.ts";

/** What a caller sees of an answer that comes in these pieces, and what was held back at most. */
async function answer(policy: PolicyOptions, pieces: readonly string[], question = "hello") {
  const redactor = createChatRedactor(policy, { key: "project", detectors });
  const { restoreChunks, outputFindings } = await redactor.redactChat({
    messages: [{ role: "user", content: question }],
  });
  const restorer = restoreChunks();
  let said = "";
  let seen = "";
  let held = 0;
  const take = (chunks: { choices: { delta: { content?: string } }[] }[]) => {
    for (const { choices } of chunks) seen += choices[0]?.delta.content ?? "";
  };
  for (const content of pieces) {
    said += content;
    take(restorer.push({ choices: [{ index: 0, delta: { content }, finish_reason: null }] }));
    held = Math.max(held, said.length - seen.length);
  }
  take(restorer.end());
  return { seen, held, findings: outputFindings };
}

const MASK: PolicyOptions = { entities: { EMAIL_ADDRESS: { output: "mask" }, US_SSN: { output: "redact" } } };

describe("the output policy", () => {
  it.each(["mask", "redact", "hash"] as const)("can %s what the model says by itself", async (action) => {
    const { seen, findings } = await answer({ entities: { EMAIL_ADDRESS: { output: action } } }, [
      "Mail ann@ac",
      "me.com now.",
    ]);
    const expected = {
      mask: /^Mail \*{8}\.com now\.$/,
      redact: /^Mail \[EMAIL_ADDRESS\] now\.$/,
      hash: /^Mail \[EMAIL_ADDRESS:[0-9a-f]{12}\] now\.$/,
    };
    expect(seen).toMatch(expected[action]);
    expect(findings).toMatchObject([
      { type: "EMAIL_ADDRESS", action, start: 5, end: 17, direction: "output", path: "/choices/0/message/content" },
    ]);
  });

  it("changes the same whatever the pieces", async () => {
    const scrap = fc.oneof(
      fc.constantFrom(" ", ", ", "and", "Then", "\n\n", "12", "[", "ssn "),
      fc.constantFrom(...SECRETS),
    );
    const text = fc.array(scrap, { maxLength: 12 }).map((pieces) => pieces.join(" "));
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(), { maxLength: 10 }), async (said, cuts) => {
        const whole = await answer(MASK, [said]);
        const { seen, findings } = await answer(MASK, cutAt(said, cuts));
        expect(seen).toBe(whole.seen);
        expect(findings).toEqual(whole.findings);
        expect(seen).not.toMatch(/ann@acme|123-45-6789/);
      }),
      { numRuns: 300 },
    );
  });

  it("holds back no more than 128 characters, but for key blocks", async () => {
    const words = Array.from({ length: 400 }, (_, index) => ["Word", "is", "12", "Name", "a"][index % 5] as string);
    expect(
      (
        await answer(
          MASK,
          words.map((word) => ` ${word}`),
        )
      ).held,
    ).toBeLessThanOrEqual(128);
    const endless = await answer(
      MASK,
      Array.from({ length: 2_000 }, () => "A1"),
    );
    expect(endless.held).toBeLessThanOrEqual(128 + 2);
    expect(endless.seen).toBe("A1".repeat(2_000));
    const key = `-----BEGIN KEY-----\n${"abcdefgh\n".repeat(100)}-----END KEY-----`;
    const { seen } = await answer({ entities: { PRIVATE_KEY: { output: "redact" } } }, [...`Here: ${key} ok`]);
    expect(seen).toBe("Here: [PRIVATE_KEY] ok");
  });

  it.each(["redact", "flag"] as const)(
    "bounds what it looks at when a finding grows without end (%s)",
    async (action) => {
      const lengths: number[] = [];
      const growing = {
        structured: (text: string) => {
          lengths.push(text.length);
          return detectorOf("US_SSN", /(?:Word )+/g)(text);
        },
      };
      const policy: PolicyOptions = {
        names: false,
        injection: { action: "allow" },
        entities: { US_SSN: { output: action } },
      };
      const redactor = createChatRedactor(policy, { detectors: growing });
      const { restoreChunks } = await redactor.redactChat({ messages: [] });
      const restorer = restoreChunks();
      for (let count = 0; count < 1_000; count++) {
        restorer.push({ choices: [{ index: 0, delta: { content: "Word " }, finish_reason: null }] });
      }
      expect(Math.max(...lengths)).toBeLessThan(1_000);
      expect(lengths.reduce((sum, length) => sum + length, 0)).toBeLessThan(1_000 * 256);
    },
  );

  it("holds nothing back where it only reports", async () => {
    const { seen, held, findings } = await answer("balanced" as PolicyOptions, [
      ..."Mail ann@acme.com and 123-45-6789.",
    ]);
    expect(held).toBe(0);
    expect(seen).toBe("Mail ann@acme.com and 123-45-6789.");
    expect(findings.map(({ type, action }) => [type, action])).toEqual([
      ["EMAIL_ADDRESS", "flag"],
      ["US_SSN", "flag"],
    ]);
  });

  it("stops the stream with an error that does not tell the value", async () => {
    const failure = await answer({ entities: { API_KEY: { output: "block" } } }, ["It is sk-", "0123456789 ok"]).catch(
      (error) => error,
    );
    expect(failure).toBeInstanceOf(RedactionError);
    expect(failure).toMatchObject({ code: "pii_policy_violation", param: "/choices/0/message/content" });
    expect(failure.message).not.toContain("sk-");
  });

  it("leaves the caller's own values alone: they are placeholders when it looks", async () => {
    const redactor = createChatRedactor(MASK, { key: "project", detectors });
    const { request, restoreCompletion, outputFindings } = await redactor.redactChat({
      messages: [{ role: "user", content: "ann@acme.com" }],
    });
    const content = `${request.messages[0]?.content} or bob@acme.com`;
    const restored = restoreCompletion({ choices: [{ message: { content } }] });
    expect(restored.choices[0]?.message.content).toBe("ann@acme.com or ********.com");
    expect(outputFindings).toHaveLength(1);
  });

  it("keeps the JSON of tool-call arguments valid", async () => {
    const redactor = createChatRedactor(MASK, { key: "project", detectors });
    const { restoreCompletion } = await redactor.redactChat({ messages: [] });
    const written = { ssn: 123456789, note: "a\nann@acme.com", other: 'say "ann@acme.com"' };
    const call = { function: { name: "f", arguments: JSON.stringify(written) } };
    const restored = restoreCompletion({ choices: [{ message: { tool_calls: [call] } }] });
    const result = JSON.parse(restored.choices[0]?.message.tool_calls[0]?.function.arguments ?? "");
    expect(result).toEqual({ ssn: 0, note: "a\n********.com", other: 'say "********.com"' });
  });

  it("stops where it cannot look, unless the policy says otherwise", async () => {
    const broken = {
      structured: () => {
        throw new Error("ann@acme.com");
      },
    };
    const say = async (policy: PolicyOptions) => {
      const redactor = createChatRedactor(policy, { detectors: broken });
      const { restoreCompletion } = await redactor.redactChat({ messages: [] });
      return restoreCompletion({ choices: [{ message: { content: "hi" } }] }).choices[0]?.message.content;
    };
    await expect(say({ names: false })).rejects.toMatchObject({ code: "inspection_unavailable", status: 503 });
    expect(await say({ names: false, onFailure: "allow" })).toBe("hi");
  });

  it("hides a value with quotes in prose whole", async () => {
    const key = '-----BEGIN KEY-----\nA"b\\c"d\n-----END KEY-----';
    const { seen } = await answer({ entities: { PRIVATE_KEY: { output: "redact" } } }, ["So: ", ...key, " ok"]);
    expect(seen).toBe("So: [PRIVATE_KEY] ok");
  });

  it("hides a number that a line break splits, in quoted mail too, whole", async () => {
    const cards = { structured: detectorOf("CREDIT_CARD", /\d{4}(?:[ \n>]+\d{4}){3}/g) };
    const policy: PolicyOptions = { names: false, entities: { CREDIT_CARD: { output: "redact" } } };
    const { restoreChunks } = await createChatRedactor(policy, { detectors: cards }).redactChat({ messages: [] });
    const restorer = restoreChunks();
    const chunks = [..."> So 4111 1111\n> 1111 1111 it is."].flatMap((content) =>
      restorer.push({ choices: [{ index: 0, delta: { content }, finish_reason: null }] }),
    );
    const said = [...chunks, ...restorer.end<(typeof chunks)[0]>()].map(({ choices }) => choices[0]?.delta.content);
    expect(said.join("")).toBe("> So [CREDIT_CARD] it is.");
  });

  it("hides what goes across the strings of JSON in each of them", async () => {
    const across = { structured: detectorOf("STREET_ADDRESS", /1 Main St.*Paris/g) };
    const policy: PolicyOptions = { names: false, entities: { STREET_ADDRESS: { output: "redact" } } };
    const redactor = createChatRedactor(policy, { detectors: across });
    const { restoreCompletion } = await redactor.redactChat({ messages: [] });
    const content = '{"street": "1 Main St", "note": "Paris"}';
    const said = restoreCompletion({ choices: [{ message: { content } }] }).choices[0]?.message.content ?? "";
    expect(Object.values(JSON.parse(said))).toEqual(["[STREET_ADDRESS]", "[STREET_ADDRESS]"]);
  });
});
