import { describe, expect, it } from "vitest";
import { fakeDetectors as detectors } from "../test-support.ts";
import { createChatRedactor } from "./chat-redactor.ts";

const redactor = createChatRedactor({}, { key: "project", detectors });
const base64 = (text: string, encoding: BufferEncoding = "utf8") => Buffer.from(text, encoding).toString("base64");
const file = (data: string, filename = "a") => ({ type: "file", file: { filename, file_data: data } });
const image = (url: string) => ({ type: "image_url", image_url: { url } });
const requestWith = (part: object) => ({ messages: [{ role: "user", content: [part] }] });

async function redact(part: object): Promise<unknown> {
  return (await redactor.redactChat(requestWith(part))).request.messages[0]?.content[0];
}

async function redactFile(data: string, filename?: string): Promise<string> {
  return ((await redact(file(data, filename))) as ReturnType<typeof file>).file.file_data;
}

function textOf(data: string): string {
  return Buffer.from(data.slice(data.indexOf(",") + 1), "base64").toString();
}

const HIDDEN = /^Jos\u00e9 \[\[EMAIL_ADDRESS_1\.\w{4}\]\]$/;
const TEXT = "José ann@acme.com";
const UTF16_BE = Buffer.from(`\ufeff${TEXT}`, "utf16le").swap16().toString("base64");

describe("files of text", () => {
  it.each([
    ["Latin-1 without a charset", `data:text/plain;base64,${base64(TEXT, "latin1")}`],
    ["Latin-1 with a charset", `data:text/csv;charset=ISO-8859-1;base64,${base64(TEXT, "latin1")}`],
    ["UTF-16 by its charset", `data:text/plain;charset="utf-16le";base64,${base64(TEXT, "utf16le")}`],
    ["UTF-16 that says nothing", `data:text/plain;base64,${base64(TEXT, "utf16le")}`],
    ["UTF-8 with a charset that is wrong", `data:text/plain;charset=utf-16le;base64,${base64(TEXT)}`],
    ["the alphabet for URLs", `data:text/plain;base64,${base64(TEXT).replaceAll("+", "-").replaceAll("/", "_")}`],
    ["base64 with escapes", `data:text/plain;base64,${encodeURIComponent(base64(TEXT))}`],
    ["no type that says so", `data:application/octet-stream;base64,${base64(TEXT)}`],
    ["a type nobody knows", `data:application/x-notes;base64,${base64(TEXT)}`],
    ["no data URL", base64(TEXT)],
  ])("are read: %s", async (_kind, data) => {
    const redacted = await redactFile(data);
    expect(textOf(redacted)).toMatch(HIDDEN);
    expect(redacted).not.toMatch(/charset=(?!utf-8)"?(?:iso|utf-16le;base64,Sm9zw)/i);
  });

  it("are read by their byte order mark", async () => {
    for (const data of [base64(`\ufeff${TEXT}`, "utf16le"), UTF16_BE]) {
      expect(textOf(await redactFile(`data:text/plain;base64,${data}`))).toContain("[[EMAIL_ADDRESS_1.");
      expect(textOf(await redactFile(data))).toContain("[[EMAIL_ADDRESS_1.");
    }
  });

  it("are told by their names, and may be no base64 at all", async () => {
    expect(textOf(await redactFile(base64(TEXT, "latin1"), "notes.TXT"))).toMatch(HIDDEN);
    expect(await redactFile("To ann@acme.com, now!")).toMatch(/^To \[\[EMAIL_ADDRESS_1\.\w{4}\]\], now!$/);
  });

  it("name the charset in which they are written after a change", async () => {
    const data = `data:text/plain;charset=iso-8859-1;base64,${base64(TEXT, "latin1")}`;
    expect(await redactFile(data)).toMatch(/^data:text\/plain;charset=utf-8;base64,/);
    expect(await redactFile(`data:text/plain,Jos%E9%20ann@acme.com`)).toMatch(/^data:text\/plain,Jos%C3%A9%20%5B%5B/);
  });

  it("include pictures that are text", async () => {
    const svg = (await redact(image(`data:image/svg+xml;base64,${base64("<text>ann@acme.com</text>")}`))) as ReturnType<
      typeof image
    >;
    expect(textOf(svg.image_url.url)).toMatch(/^<text>\[\[EMAIL_ADDRESS/);
    expect(JSON.stringify(await redact(image("data:image/png;base64,to ann@acme.com!")))).not.toContain("acme");
  });

  it.each([
    ["an unknown charset", `data:text/plain;charset=utf-7;base64,${base64("José", "latin1")}`],
    ["UTF-32", `data:text/plain;base64,${Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]).toString("base64")}`],
    ["no base64", "data:text/plain;base64,a!b"],
  ])("keep a request from leaving when they cannot be read: %s", async (_kind, data) => {
    const request = requestWith(file(data));
    await expect(redactor.redactChat(request)).rejects.toMatchObject({
      code: "inspection_unavailable",
      param: "/messages/0/content/0/file/file_data",
    });
    const lenient = createChatRedactor({ onFailure: "allow" }, { detectors });
    expect(await lenient.redactChat(request)).toMatchObject({
      request,
      uninspected: ["/messages/0/content/0/file/file_data"],
    });
  });
});

describe("addresses", () => {
  it.each([
    ["https://x.example/u/ann%40acme.com/a.png", "https://x.example/u/HIDDEN/a.png"],
    ["https://x.example/a.png?ann@acme.com", "https://x.example/a.png?HIDDEN"],
    ["https://x.example/a.png?ann%40acme.com=1", "https://x.example/a.png?HIDDEN=1"],
    ["https://x.example/a.png#ann@acme.com", "https://x.example/a.png#HIDDEN"],
    ["https://me:sk-0123456789@x.example/a.png", "https://me:HIDDEN@x.example/a.png"],
    ["https://x.example/a.png?sp=ann@acme.com", "https://x.example/a.png?sp=HIDDEN"],
    ["https://x.example/a.png?sp=r&se=2024-01-01T00:00:00Z&sig=a%3D", undefined],
  ])("are looked at in all their parts: %s", async (url, expected = url) => {
    const { image_url: redacted } = (await redact(image(url))) as ReturnType<typeof image>;
    expect(redacted.url.replace(/%5B%5B\w+\.\w{4}%5D%5D/, "HIDDEN")).toBe(expected);
  });

  it("keep a request from leaving when they are enormous", async () => {
    const url = `https://x.example/${"a".repeat(70_000)}`;
    await expect(redact(image(url))).rejects.toMatchObject({ code: "inspection_unavailable" });
  });
});
