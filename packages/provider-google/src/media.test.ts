import { describe, expect, it } from "vitest";
import { VERTEX_AI } from "./door.ts";
import { createWireFormat } from "./google-wire-format.ts";
import { translate } from "./test-support.ts";

const PNG = Buffer.from("\x89PNG\r\n\x1a\n0000000000000000", "latin1").toString("base64");
const user = (content: unknown) => ({ role: "user", content });
const send = (...messages: object[]) => translate({ messages });
const contents = (...messages: object[]) => send(...messages).body.contents;

describe("media", () => {
  const parts = (...some: object[]) => contents(user(some))[0]?.parts;
  const image = (url: string, fields = {}) => ({ type: "image_url", image_url: { url, ...fields } });
  const vertex = createWireFormat(VERTEX_AI, () => ({}));

  it("are bytes with the type that they show, or an address that Google reads", () => {
    const audio = (format: string) => ({ type: "input_audio", input_audio: { data: "AAAA", format } });
    const file = (fields: object) => ({ type: "file", file: fields });
    const pdf = Buffer.from("%PDF-1.7 etc.").toString("base64");
    const note = Buffer.from('{"a":1}').toString("base64");
    expect(
      parts(
        image(`data:image/jpeg;base64,${PNG}`),
        image("https://www.youtube.com/watch?v=x"),
        image("https://generativelanguage.googleapis.com/v1beta/files/abc"),
        audio("wav"),
        audio("mp3"),
        file({ file_data: pdf, filename: "a.pdf" }),
        file({ file_data: `data:application/json;base64,${note}` }),
        file({ file_data: note, filename: "a.md" }),
        file({ file_id: "files/abc", filename: "a.pdf" }),
      ),
    ).toEqual([
      { inlineData: { mimeType: "image/png", data: PNG } },
      { fileData: { fileUri: "https://www.youtube.com/watch?v=x", mimeType: "video/mp4" } },
      { fileData: { fileUri: "https://generativelanguage.googleapis.com/v1beta/files/abc", mimeType: "image/jpeg" } },
      { inlineData: { mimeType: "audio/wav", data: "AAAA" } },
      { inlineData: { mimeType: "audio/mp3", data: "AAAA" } },
      { inlineData: { mimeType: "application/pdf", data: pdf } },
      { inlineData: { mimeType: "text/plain", data: note } },
      { inlineData: { mimeType: "text/plain", data: note } },
      {
        fileData: {
          fileUri: "https://generativelanguage.googleapis.com/v1beta/files/abc",
          mimeType: "application/pdf",
        },
      },
    ]);
  });

  it("in Cloud Storage are read by Vertex alone", () => {
    const messages = [user([image("gs://bucket/a.png")])];
    expect(translate({ messages }, vertex).body.contents[0]?.parts).toEqual([
      { fileData: { fileUri: "gs://bucket/a.png", mimeType: "image/png" } },
    ]);
    expect(() => translate({ messages })).toThrow(
      expect.objectContaining({ param: "messages[0].content[0].image_url.url" }),
    );
  });

  it("are wanted as bytes where Google would not read their address", () => {
    const needs = (url: string) => vertex.needsBytes?.(new URL(url));
    expect(
      ["https://images.example/a.png", "http://images.example/a.png", "https://youtube.com.example/x"].map(needs),
    ).toEqual([true, true, true]);
    expect(
      ["https://youtu.be/x", "gs://bucket/a", "https://generativelanguage.googleapis.com/v1beta/files/a"].map(needs),
    ).toEqual([false, false, false]);
  });

  it.each([
    [image("data:image/png,abc"), "image_url.url"],
    [image("file:///etc/passwd"), "image_url.url"],
    [{ type: "input_audio", input_audio: { data: "AAAA", format: "constructor" } }, "input_audio.format"],
    [{ type: "input_audio", input_audio: { data: "!", format: "wav" } }, "input_audio.data"],
    [{ type: "file", file: {} }, "file.file_data"],
    [{ type: "file", file: { file_data: "!" } }, "file.file_data"],
    [{ type: "file", file: { file_data: "AAAA", filename: "a.xyz" } }, "file.file_data"],
    [{ type: "file", file: { file_id: "file-123" } }, "file.file_id"],
  ])("that cannot be read are refused with their place: %j", (part, field) => {
    expect(() => parts({ type: "text", text: "x" }, part)).toThrow(
      expect.objectContaining({ status: 400, param: `messages[0].content[1].${field}` }),
    );
  });

  it.each([
    [["low"], "MEDIA_RESOLUTION_LOW", []],
    [["high", "auto"], "MEDIA_RESOLUTION_HIGH", []],
    [["low", "high"], "MEDIA_RESOLUTION_HIGH", ["messages[].content[].image_url.detail"]],
    [["original"], "MEDIA_RESOLUTION_HIGH", ["messages[].content[].image_url.detail"]],
    [["auto"], undefined, []],
  ])("of detail %j have one resolution for all", (details, resolution, expected) => {
    const images = details.map((detail) => image(`data:image/png;base64,${PNG}`, { detail }));
    const { body, dropped } = translate({ messages: [user(images)] });
    expect(body.generationConfig?.mediaResolution).toBe(resolution);
    expect(dropped).toEqual(expected);
  });
});
