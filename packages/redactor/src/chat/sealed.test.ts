import { describe, expect, it } from "vitest";
import type { Detectors } from "../scan/detectors.ts";
import { detectorOf, fakeDetectors } from "../test-support.ts";
import { createChatRedactor } from "./chat-redactor.ts";

/** Finds something in nearly every stretch of base64. */
const eager: Detectors = { ...fakeDetectors, structured: detectorOf("PHONE_NUMBER", /abc|sealed/g) };
const redactor = createChatRedactor({}, { key: "project", detectors: eager });
const SEALED = "sealedAbc1+/x9==";
const LONG = "QUJDabc1".repeat(100);

const assistant = (fields: object) => ({ messages: [{ role: "assistant", content: "x", ...fields }] });
const user = (part: object) => ({ messages: [{ role: "user", content: [part] }] });

describe("what is signed or encoded", () => {
  it.each<[string, object]>([
    ["thought signatures of a message", assistant({ extra_content: { google: { thought_signature: SEALED } } })],
    [
      "thought signatures of a call",
      assistant({
        tool_calls: [
          {
            id: SEALED,
            type: "function",
            function: { name: "f", arguments: "{}" },
            extra_content: { google: { thought_signature: SEALED } },
          },
        ],
      }),
    ],
    ["thinking blocks", assistant({ thinking_blocks: [{ type: "thinking", thinking: "abc", signature: SEALED }] })],
    ["redacted thinking", assistant({ thinking_blocks: [{ type: "redacted_thinking", data: SEALED }] })],
    [
      "reasoning details",
      assistant({
        reasoning_details: [
          { type: "reasoning.encrypted", data: SEALED, id: SEALED },
          { type: "reasoning.text", text: "x", signature: SEALED },
        ],
      }),
    ],
    ["encrypted content", assistant({ items: [{ type: "reasoning", encrypted_content: SEALED }] })],
    ["images", user({ type: "image_url", image_url: { url: `data:image/png;base64,${SEALED}` } })],
    ["sound", user({ type: "input_audio", input_audio: { data: SEALED, format: "wav" } })],
    ["unknown parts", user({ type: "video_url", video_url: { url: `data:video/mp4;base64,${SEALED}` } })],
    ["sources", user({ type: "image", source: { type: "base64", media_type: "image/png", data: SEALED } })],
    ["inline data", user({ inline_data: { mime_type: "image/png", data: SEALED } })],
    ["long base64 elsewhere", { image: LONG, messages: [{ role: "user", content: LONG }] }],
  ])("stays byte for byte: %s", async (_what, request) => {
    const { request: same, findings } = await redactor.redactChat(request);
    expect(JSON.stringify(same)).toBe(JSON.stringify(request));
    expect(findings).toEqual([]);
  });

  it("does not hide a secret, nor injections, nor words that only stand in such a field", async () => {
    const secret = createChatRedactor(
      {},
      { key: "project", detectors: { structured: detectorOf("API_KEY", /KEYabc1\w{8}/g) } },
    );
    const { request } = await secret.redactChat({ image: `${LONG}KEYabc1QUJDabc1${LONG}` });
    expect(request.image).toContain("[[API_KEY_1.");
    const { request: named } = await secret.redactChat({ metadata: { KEYabc1QUJDabc1: `${LONG}KEYabc1QUJDabc1` } });
    expect(JSON.stringify(named)).not.toContain("KEYabc1QUJDabc1");
    const injection = () => ({ score: 0.9, rules: ["override"] });
    const guarded = createChatRedactor({}, { key: "project", detectors: { ...eager, injection } });
    expect((await guarded.redactChat({ image: LONG })).blocked?.code).toBe("prompt_injection_detected");
    const { request: spoken } = await redactor.redactChat(
      assistant({ signature: "Yours, abc", note: { data: "abc" } }),
    );
    expect(JSON.stringify(spoken)).not.toContain("abc");
  });
});
