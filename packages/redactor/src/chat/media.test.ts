import { describe, expect, it } from "vitest";
import type { PolicyOptions } from "../policy/define-policy.ts";
import { fakeDetectors as detectors } from "../test-support.ts";
import { encodeBase64 } from "./base64.ts";
import { type ChatRedactorOptions, createChatRedactor } from "./chat-redactor.ts";

const bytesOf = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const base64 = (...parts: string[]) => encodeBase64(bytesOf(parts.join("")));
const word = (number: number) =>
  String.fromCharCode(number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255);

/** Chunks of a PNG; readers that look at pixels would check the sums, which are left at zero here. */
const chunk = (type: string, content: string) => word(content.length) + type + content + word(0);
const PNG_START = `\x89PNG\r\n\x1a\n${chunk("IHDR", "0123456789abc")}`;
const PNG_END = chunk("IDAT", "pixels ann@acme.com") + chunk("IEND", "");
const segment = (marker: number, content: string) =>
  `\xff${String.fromCharCode(marker)}${String.fromCharCode((content.length + 2) >> 8, (content.length + 2) & 255)}${content}`;
const JPEG_START = `\xff\xd8${segment(0xe0, "JFIF")}`;
const JPEG_END = `${segment(0xda, "scan")}pixels ann@acme.com\xff\xd9`;

const imagePart = (url: string) => ({ type: "image_url", image_url: { url } });
const requestWith = (part: object) => ({ messages: [{ role: "user", content: [part] }] });

async function redact(part: object, policy: PolicyOptions = {}, options: ChatRedactorOptions = {}) {
  const redactor = createChatRedactor(policy, { key: "project", detectors, ...options });
  const { request, ...rest } = await redactor.redactChat(requestWith(part));
  return { part: request.messages[0]?.content[0] as ReturnType<typeof imagePart>, ...rest };
}

describe("metadata of images", () => {
  it.each([
    ["PNG tEXt", "png", PNG_START, chunk("tEXt", "Author\0ann@acme.com"), chunk("tEXt", "Software\0Painter"), PNG_END],
    ["PNG iTXt", "png", PNG_START, chunk("iTXt", "Author\0\0\0\0\0ann@acme.com"), chunk("gAMA", "1234"), PNG_END],
    ["PNG eXIf", "png", PNG_START, chunk("eXIf", "MM\0*ann@acme.com\0"), "", PNG_END],
    ["JPEG comment", "jpeg", JPEG_START, segment(0xfe, "by ann@acme.com"), segment(0xe2, "ICC"), JPEG_END],
    ["JPEG Exif", "jpeg", JPEG_START, segment(0xe1, "Exif\0\0MM\0*\0ann@acme.com\0"), segment(0xfe, "nice"), JPEG_END],
  ])("is left out where something is found in it: %s", async (_kind, type, start, telling, harmless, end) => {
    const head = `data:image/${type};base64,`;
    const { part, findings } = await redact(imagePart(head + base64(start, telling, harmless, end)));
    expect(part.image_url.url).toBe(head + base64(start, harmless, end));
    expect(findings).toMatchObject([{ type: "EMAIL_ADDRESS", path: "/messages/0/content/0/image_url/url" }]);
  });

  it("leaves an image alone in which nothing is found, and one that is none", async () => {
    for (const data of [
      base64(PNG_START, chunk("tEXt", "a\0b"), PNG_END),
      base64(JPEG_START, JPEG_END),
      "AAAA",
      "%%%",
      "",
    ]) {
      const part = imagePart(`data:image/png;base64,${data}`);
      expect((await redact(part)).part).toBe(part);
    }
  });

  it("survives images that end in the middle", async () => {
    const whole = PNG_START + chunk("tEXt", "Author\0ann@acme.com") + PNG_END;
    for (let length = 0; length < whole.length; length++) {
      await redact(imagePart(`data:image/png;base64,${base64(whole.slice(0, length))}`));
    }
  });
});

describe("addresses of images", () => {
  it("have the values of their query redacted, but not what signs them", async () => {
    const url = "https://x.example/a.png?mail=ann%40acme.com&X-Amz-Credential=sk-0123456789&size=2";
    const { part } = await redact(imagePart(url));
    expect(part.image_url.url).toMatch(
      /^https:\/\/x\.example\/a\.png\?mail=%5B%5BEMAIL_ADDRESS_1\.\w{4}%5D%5D&X-Amz-Credential=sk-0123456789&size=2$/,
    );
  });
});

describe("files of text", () => {
  it.each([
    ["base64", `data:text/plain;charset=utf-8;base64,${base64("to ann@acme.com")}`],
    ["percent encoding", `data:application/json,${encodeURIComponent('{"to":"ann@acme.com"}')}`],
  ])("are redacted in %s", async (_encoding, url) => {
    const { part, findings } = await redact({ type: "file", file: { filename: "a.txt", file_data: url } });
    const data = (part as unknown as { file: { file_data: string } }).file.file_data;
    const text = data.includes("base64") ? atob(data.split(",")[1] ?? "") : decodeURIComponent(data);
    expect(text).toMatch(/to"?:? ?"?\[\[EMAIL_ADDRESS_1\.\w{4}\]\]/);
    expect(findings).toHaveLength(1);
  });
});

describe("other files", () => {
  const image = imagePart("data:image/webp;base64,AAAA");
  const audio = { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } };
  const pdf = { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,AAAA" } };

  it.each([image, audio, pdf])("pass untouched by default", async (part) => {
    expect((await redact(part)).part).toBe(part);
  });

  it.each([image, audio, pdf])("are refused where the policy says so", async (part) => {
    expect((await redact(part, { media: "block" })).blocked).toMatchObject({
      code: "pii_policy_violation",
      status: 400,
    });
  });

  it("are read by a hook, refused when something is found, and replaced when the hook can do so", async () => {
    const kinds: string[] = [];
    const read = async (media: { kind: string; mediaType: string }) => {
      kinds.push(`${media.kind} ${media.mediaType}`);
      return { text: "scan of ann@acme.com" };
    };
    for (const part of [image, audio, pdf]) {
      const { blocked, findings } = await redact(part, { media: "hook" }, { readMedia: read });
      expect(blocked?.code).toBe("pii_policy_violation");
      expect(blocked?.message).not.toContain("acme");
      expect(findings).toMatchObject([{ type: "EMAIL_ADDRESS", start: 8, end: 20, action: "block" }]);
    }
    expect(kinds).toEqual(["image image/webp", "audio audio/wav", "file application/pdf"]);
    const replaced = await redact(
      image,
      { media: "hook" },
      { readMedia: async () => ({ text: "ann@acme.com", redact: async () => "BBBB" }) },
    );
    expect(replaced.blocked).toBeUndefined();
    expect(replaced.part.image_url.url).toBe("data:image/webp;base64,BBBB");
    expect((await redact(image, { media: "hook" }, { readMedia: async () => ({ text: "a cat" }) })).part).toBe(image);
  });

  it("do not leave when the hook fails", async () => {
    const readMedia = () => Promise.reject(new Error("ann@acme.com"));
    await expect(redact(image, { media: "hook" }, { readMedia })).rejects.toMatchObject({
      code: "inspection_unavailable",
      message: expect.not.stringContaining("acme"),
    });
    const { uninspected } = await redact(image, { media: "hook", onFailure: "allow" }, { readMedia });
    expect(uninspected).toEqual(["/messages/0/content/0/image_url/url"]);
    expect(() => createChatRedactor({ media: "hook" })).toThrow(/readMedia/);
  });
});
