import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { audioSeconds } from "./audio-seconds.ts";
import { fileTokens, MOST_PAGES } from "./file-tokens.ts";
import { imageSize } from "./image-size.ts";
import { patched, tiled } from "./image-tokens.ts";
import { mediaTokens } from "./media-tokens.ts";
import { parseDataUrl, readBase64 } from "./read-base64.ts";

const sizeOf = (bytes: Uint8Array) => imageSize(readBase64(Buffer.from(bytes).toString("base64")));

function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(33);
  header.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  return Buffer.concat([header, deflateSync(Buffer.alloc(100))]);
}

/** A JPEG's start with so many bytes of camera data before the frame that tells the size. */
function jpeg(width: number, height: number, exif: number): Buffer {
  const frame = Buffer.from([0xff, 0xc2, 0, 17, 8, 0, 0, 0, 0, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, 0]), Buffer.alloc(exif)]);
  segment.writeUInt16BE(exif + 2, 2);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), segment, segment, frame, Buffer.alloc(20)]);
}

function webp(kind: string, payload: readonly number[]): Buffer {
  return Buffer.concat([Buffer.from(`RIFF\0\0\0\0WEBP${kind}\0\0\0\0`, "latin1"), Buffer.from(payload)]);
}

describe("imageSize", () => {
  it.each([
    ["PNG", png(640, 480), 640, 480],
    ["JPEG", jpeg(4_032, 3_024, 3_000), 4_032, 3_024],
    ["GIF", Buffer.concat([Buffer.from("GIF89a"), Buffer.from([0x2c, 0x01, 0x10, 0x00, 0, 0, 0])]), 300, 16],
    ["lossy WebP", webp("VP8 ", [0, 0, 0, 0x9d, 0x01, 0x2a, 0x20, 0x03, 0x58, 0x02]), 800, 600],
    ["lossless WebP", webp("VP8L", [0x2f, 0x1f, 0xc3, 0x95, 0x00]), 800, 600],
    ["extended WebP", webp("VP8X", [0, 0, 0, 0, 0x1f, 0x03, 0, 0x57, 0x02, 0]), 800, 600],
  ])("%s", (_name, bytes, width, height) => {
    expect(sizeOf(bytes)).toEqual({ width, height });
  });

  it.each([
    ["nothing", Buffer.alloc(0)],
    ["text", Buffer.from("not an image at all, but long enough to be one")],
    ["a cut-off PNG", png(640, 480).subarray(0, 18)],
    ["an endless row of JPEG segments", Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(1e5, 0xff)])],
    ["a size of nothing", png(0, 480)],
  ])("is unknown of %s", (_name, bytes) => {
    expect(sizeOf(bytes)).toBeUndefined();
  });
});

describe("image rules", () => {
  const gpt4o = tiled({ base: 85, tile: 170, side: 512, longest: 2_048, shorter: 768, most: 8, low: true });

  it("has OpenAI's examples of tiles", () => {
    expect(gpt4o({ width: 1_024, height: 1_024 }, "high")).toBe(765);
    expect(gpt4o({ width: 2_048, height: 4_096 }, "high")).toBe(1_105);
    expect(gpt4o({ width: 4_096, height: 8_192 }, "low")).toBe(85);
  });

  it("has OpenAI's examples of patches, but for the rounding of what is scaled down", () => {
    const rule = patched({ side: 32, most: 1_536 });
    expect(rule({ width: 1_024, height: 1_024 }, "high")).toBe(1_024);
    expect(rule({ width: 1_800, height: 2_400 }, "high")).toBeGreaterThanOrEqual(1_452);
  });

  it("takes images of unknown size at worst", () => {
    for (const size of [1, 300, 768, 769, 2_000, 20_000]) {
      for (const height of [1, 512, 4_000]) {
        expect(gpt4o(undefined, "auto")).toBeGreaterThanOrEqual(gpt4o({ width: size, height }, "auto"));
      }
    }
  });
});

describe("mediaTokens", () => {
  const image = tiled({ base: 0, tile: 1, side: 10, longest: 1_000, most: 10_000 });
  const rules = { image, audioSecond: 10, page: { expected: 100, bound: 1_000 } };
  const part = (url: string) => mediaTokens({ type: "image_url", image_url: { url } }, rules);

  it("reads the size of images in data URLs", () => {
    const url = `data:image/png;base64,${png(100, 50).toString("base64")}`;
    expect(part(url)).toEqual({ expected: 50, bound: 50 });
  });

  it("takes an image by URL at worst, and one of usual size as likely", () => {
    expect(part("https://example.com/image.png")).toEqual({ expected: 10_000, bound: 10_000 });
    expect(part("data:image/png;base64,")).toEqual({ expected: 10_000, bound: 10_000 });
  });

  it("reads the duration of WAV, and bounds others by their bytes", () => {
    const wav = Buffer.alloc(44 + 96_000);
    wav.write("RIFF");
    wav.writeUInt32LE(32_000, 28);
    expect(audioSeconds({ data: wav.toString("base64"), format: "wav" }).bound).toBeCloseTo(3, 1);
    const { expected, bound } = audioSeconds({ data: Buffer.alloc(12_000).toString("base64"), format: "mp3" });
    expect([expected, bound]).toEqual([1, 12]);
  });

  it("bounds text files by their bytes, PDFs by pages, and files by id by the most pages", () => {
    const file = (type: string, bytes: number) =>
      fileTokens({ file_data: `data:${type};base64,${Buffer.alloc(bytes).toString("base64")}` }, rules);
    expect(file("text/plain", 400)).toEqual({ expected: 100, bound: 400 });
    expect(file("application/pdf", 2_500)).toEqual({ expected: 100, bound: 3_000 });
    expect(file("application/pdf", 1e6)).toEqual({ expected: 2_500, bound: 1_000 * MOST_PAGES });
    expect(fileTokens({ file_id: "file-1" }, rules)).toEqual({ expected: 100, bound: 1_000 * MOST_PAGES });
  });
});

describe("parseDataUrl", () => {
  it("tells base64 from all else", () => {
    expect(parseDataUrl("DATA:Image/PNG;charset=x;base64,AAAA")).toEqual({ type: "image/png", start: 32 });
    for (const url of ["https://a.example/x", "data:text/plain,hello", "data:", `data:${"x".repeat(1e6)}`]) {
      expect(parseDataUrl(url)).toBeUndefined();
    }
  });
});
