import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { anthropicWireFormat } from "./anthropic-wire-format.ts";
import { translate } from "./test-support.ts";

const PNG = Buffer.from("\x89PNG\r\n\x1a\n0000000000000000", "latin1").toString("base64");
const JPEG = Buffer.from("\xff\xd8\xff\xe000000000000000000", "latin1").toString("base64");
const GIF = Buffer.from("GIF89a000000000000000000", "latin1").toString("base64");
const WEBP = Buffer.from("RIFF0000WEBPVP8 00000000", "latin1").toString("base64");
const PDF = Buffer.from("%PDF-1.7 0000000000000000", "latin1").toString("base64");

const send = (...content: unknown[]) => translate({ messages: [{ role: "user", content }] });
const blocks = (...content: unknown[]) => send(...content).body.messages[0]?.content;
const image = (url: string, fields: object = {}) => ({ type: "image_url", image_url: { url, ...fields } });
const file = (fields: object) => ({ type: "file", file: fields });
const base64Image = (media_type: string, data: string) => ({
  type: "image",
  source: { type: "base64", media_type, data },
});

describe("images", () => {
  it("by URL stay URLs", () => {
    expect(blocks(image("https://example.com/a.png"))).toEqual([
      { type: "image", source: { type: "url", url: "https://example.com/a.png" } },
    ]);
  });

  it.each([
    ["image/png", PNG, "image/png"],
    ["image/png", JPEG, "image/jpeg"],
    ["image/jpeg", GIF, "image/gif"],
    ["application/octet-stream", WEBP, "image/webp"],
    ["image/jpg", "aGVsbG8=", "image/jpeg"],
  ])("declared %s have the type that their bytes show", (declared, data, expected) => {
    expect(blocks(image(`data:${declared};base64,${data}`))).toEqual([base64Image(expected, data)]);
  });

  it("may have parameters and white space in their URL", () => {
    const wrapped = `${PNG.slice(0, 8)}\n${PNG.slice(8)}`;
    expect(blocks(image(`data:image/png;name=a.png;base64,${wrapped}`))).toEqual([base64Image("image/png", PNG)]);
  });

  it.each([
    "data:image/png;base64,",
    "data:image/png;base64,!!!",
    "data:image/png;base64,==",
    "data:image/png;base64,AA=A",
    "data:image/png,abc",
    "data:image/svg+xml;base64,PHN2Zz4=",
    "gs://bucket/a.png",
    "nonsense",
  ])("that cannot be read are refused with their place: %s", (url) => {
    expect(() => send({ type: "text", text: "x" }, image(url))).toThrow(
      expect.objectContaining({ status: 400, code: "invalid_value", param: "messages[0].content[1].image_url.url" }),
    );
  });

  it("may be large, and be refused when they are", () => {
    const large = PNG + "A".repeat(30_000_000);
    expect(blocks(image(`data:image/png;base64,${large}`))).toEqual([base64Image("image/png", large)]);
    for (const url of [`data:image/png;base64,${large}!`, `data:${large}`]) {
      expect(() => send(image(url))).toThrow(expect.objectContaining({ code: "invalid_value" }));
    }
  });

  it("report a level of detail, unless it is auto", () => {
    expect(send(image("https://x/a.png", { detail: "high" })).dropped).toEqual([
      "messages[].content[].image_url.detail",
    ]);
    expect(send(image("https://x/a.png", { detail: "auto" })).dropped).toEqual([]);
  });
});

describe("files", () => {
  it("of type PDF become documents, as a URL or as bare base64", () => {
    const document = {
      type: "document",
      source: { type: "base64", media_type: "application/pdf", data: PDF },
      title: "a.pdf",
    };
    expect(blocks(file({ file_data: `data:application/pdf;base64,${PDF}`, filename: "a.pdf" }))).toEqual([document]);
    expect(blocks(file({ file_data: PDF, filename: "a.pdf" }))).toEqual([document]);
  });

  it("of text are sent as text", () => {
    const data = Buffer.from("größe,1").toString("base64");
    const document = { type: "document", source: { type: "text", media_type: "text/plain", data: "größe,1" } };
    expect(blocks(file({ file_data: `data:text/csv;base64,${data}` }))).toEqual([document]);
    expect(blocks(file({ file_data: data, filename: "a.csv" }))).toEqual([{ ...document, title: "a.csv" }]);
  });

  it("that are images become images", () => {
    expect(blocks(file({ file_data: `data:image/png;base64,${PNG}` }))).toEqual([base64Image("image/png", PNG)]);
  });

  it("by id need the beta of the files API", () => {
    const { body, headers } = send(file({ file_id: "file_1" }));
    expect(body.messages[0]?.content).toEqual([{ type: "document", source: { type: "file", file_id: "file_1" } }]);
    expect(headers["anthropic-beta"]).toBe("files-api-2025-04-14");
  });

  it.each([
    [{ file_data: "UEsDBA==", filename: "a.docx" }, "unsupported_parameter"],
    [{ file_data: "%%%" }, "invalid_value"],
    [{ filename: "a.pdf" }, "missing_required_parameter"],
  ])("that cannot be read are refused: %j", (fields, code) => {
    expect(() => send(file(fields))).toThrow(
      expect.objectContaining({ status: 400, code, param: "messages[0].content[0].file.file_data" }),
    );
  });
});

it("refuses audio with its place", () => {
  expect(() =>
    send({ type: "text", text: "x" }, { type: "input_audio", input_audio: { data: "AA==", format: "wav" } }),
  ).toThrow(expect.objectContaining({ status: 400, code: "unsupported_parameter", param: "messages[0].content[1]" }));
});

it("images at http: addresses are wanted as bytes, for Anthropic fetches from https: alone", () => {
  expect(anthropicWireFormat.needsBytes?.(new URL("http://images.example/a.png"))).toBe(true);
  expect(anthropicWireFormat.needsBytes?.(new URL("https://images.example/a.png"))).toBe(false);
});
