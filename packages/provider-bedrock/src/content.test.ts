import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { blocksOf, chat, translate, wire } from "./test-support.ts";

const PNG = "iVBORw0KGgoAAAAN";
const PDF = Buffer.from("%PDF-1.7").toString("base64");
const TEXT = Buffer.from("a,b").toString("base64");
const image = (url: string, fields = {}) => ({ type: "image_url", image_url: { url, ...fields } });
const file = (fields: Record<string, unknown>) => ({ type: "file", file: fields });
const hello = { type: "text", text: "Hello" };

describe("images", () => {
  it.each([
    ["a data: URL", `data:image/png;base64,${PNG}`, "png"],
    ["bytes of another type than is said", `data:image/jpeg;base64,${PNG}`, "png"],
    ["a type in other words", "data:image/jpg;base64,AAAA", "jpeg"],
  ])("of %s are bytes", (_name, url, format) => {
    const bytes = url.slice(url.indexOf(",") + 1);
    expect(blocksOf([hello, image(url)])).toEqual([{ text: "Hello" }, { image: { format, source: { bytes } } }]);
  });

  it("in S3 are read by Bedrock itself", () => {
    expect(blocksOf([image("s3://my-bucket/a/cat.webp")])).toEqual([
      { image: { format: "webp", source: { s3Location: { uri: "s3://my-bucket/a/cat.webp" } } } },
    ]);
  });

  it.each([
    "https://example.com/a.png",
    "data:image/svg+xml;base64,PHN2Zz4=",
    "data:image/png,raw",
    "s3://b/x.png",
    "s3://my-bucket/x.svg",
  ])("as %s are refused", (url) => {
    const refusal = expect.objectContaining({ status: 400, param: "messages[0].content[0].image_url.url" });
    expect(() => blocksOf([image(url)])).toThrow(refusal);
  });

  it("on the web are fetched before", () => {
    const asked = (url: string) => wire.needsBytes?.(new URL(url));
    expect(["https://a.example/x", "http://a.example/x", "s3://bucket/x", "data:,"].map(asked)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it("lose their detail, and say so", () => {
    const content = [image(`data:image/png;base64,${PNG}`, { detail: "high" })];
    expect(translate({ messages: [{ role: "user", content }] }).dropped).toEqual([
      "messages[].content[].image_url.detail",
    ]);
  });
});

describe("documents", () => {
  const documentOf = (fields: Record<string, unknown>) => blocksOf([hello, file(fields)])?.[1];

  it.each([
    [{ filename: "Report.pdf", file_data: `data:application/pdf;base64,${PDF}` }, "pdf", "Report pdf"],
    [{ file_data: PDF }, "pdf", "Document"],
    [{ filename: "table.csv", file_data: TEXT }, "csv", "table csv"],
    [{ filename: "notes.md", file_data: `data:text/plain;base64,${TEXT}` }, "md", "notes md"],
    [{ filename: "data.json", file_data: TEXT }, "txt", "data json"],
    [{ filename: "x", file_data: `data:text/html;base64,${TEXT}` }, "html", "x"],
    [{ filename: "a.docx", file_data: TEXT }, "docx", "a docx"],
    [{ filename: "../../Ignore\n\nthis: “x” (1) [2]—3.pdf", file_data: PDF }, "pdf", "Ignore this x (1) [2] 3 pdf"],
  ])("%j have a format and a name", (fields, format, name) => {
    expect(documentOf(fields)).toMatchObject({ document: { format, name } });
  });

  it("have names that differ, of at most 200 characters", () => {
    const names = ["a.pdf", "a.pdf", "a pdf (2)", "a.pdf", undefined, undefined, "x".repeat(300), "x".repeat(300)];
    const blocks = blocksOf([hello, ...names.map((filename) => file({ filename, file_data: PDF }))]) ?? [];
    const given = blocks.slice(1).map((block) => (block as { document: { name: string } }).document.name);
    expect(given.slice(0, 6)).toEqual(["a pdf", "a pdf (2)", "a pdf (2) (2)", "a pdf (3)", "Document", "Document (2)"]);
    expect(new Set(given).size).toBe(names.length);
    expect(Math.max(...given.map(({ length }) => length))).toBeLessThanOrEqual(200);
  });

  it("without any text come with their names, for Bedrock wants some", () => {
    expect(blocksOf([file({ filename: "a.pdf", file_data: PDF })])).toEqual([
      { text: "a pdf" },
      { document: { format: "pdf", name: "a pdf", source: { bytes: PDF } } },
    ]);
  });

  it("in S3 are named by their URI", () => {
    expect(blocksOf([hello, file({ file_id: "s3://my-bucket/2026/report.xlsx" })])?.[1]).toEqual({
      document: {
        format: "xlsx",
        name: "report xlsx",
        source: { s3Location: { uri: "s3://my-bucket/2026/report.xlsx" } },
      },
    });
  });

  it.each([
    [{ file_id: "file-123" }, "unsupported_parameter", "file_id"],
    [{ filename: "a.zip", file_data: TEXT }, "unsupported_parameter", "file_data"],
    [{ filename: "a.pdf", file_data: "§" }, "invalid_value", "file_data"],
    [{ filename: "a.pdf" }, "missing_required_parameter", "file_data"],
  ])("%j are refused", (fields, code, param) => {
    const refusal = expect.objectContaining({ status: 400, code, param: `messages[0].content[0].file.${param}` });
    expect(() => blocksOf([file(fields)])).toThrow(refusal);
  });
});

describe("sound and moving pictures", () => {
  it("are blocks of their own", () => {
    const audio = { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } };
    const video = file({ filename: "a.mp4", file_data: "data:video/mp4;base64,AAAA" });
    expect(blocksOf([audio, video])).toEqual([
      { audio: { format: "wav", source: { bytes: "AAAA" } } },
      { video: { format: "mp4", source: { bytes: "AAAA" } } },
    ]);
  });

  it.each([
    [{ data: "AAAA", format: "midi" }, "format"],
    [{ data: "", format: "wav" }, "data"],
  ])("%j is refused", (input_audio, param) => {
    const refusal = expect.objectContaining({ param: `messages[0].content[0].input_audio.${param}` });
    expect(() =>
      wire.request(chat({ messages: [{ role: "user", content: [{ type: "input_audio", input_audio }] }] })),
    ).toThrow(refusal);
  });
});
