import type { Base64Reader } from "./read-base64.ts";

/** Width and height in pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** Most segments of a JPEG to skip in search of its size: cameras write fewer than 30. */
const MAX_SEGMENTS = 200;

/** The size that an image's header states: PNG, JPEG, GIF or WebP. `undefined` where there is none to be found. */
export function imageSize(bytes: Base64Reader): ImageSize | undefined {
  const size = sizeOf(bytes);
  return size && size.width > 0 && size.height > 0 ? size : undefined;
}

function sizeOf(bytes: Base64Reader): ImageSize | undefined {
  const { big, little } = bytes;
  const magic = big(0, 4);
  if (magic === 0x89504e47) return { width: big(16, 4), height: big(20, 4) };
  if (magic === 0x47494638) return { width: little(6, 2), height: little(8, 2) };
  if (magic >>> 8 === 0xffd8ff) return jpegSize(bytes);
  if (magic === 0x52494646 && big(8, 4) === 0x57454250) return webpSize(bytes);
  return undefined;
}

/** Start-of-frame markers are C0 to CF but for C4, C8 and CC (ITU-T T.81, table B.1). */
function jpegSize({ length, at, big }: Base64Reader): ImageSize | undefined {
  let place = 2;
  for (let segment = 0; segment < MAX_SEGMENTS && place + 9 < length && at(place) === 0xff; segment++) {
    const marker = at(place + 1);
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return { width: big(place + 7, 2), height: big(place + 5, 2) };
    }
    // Fill bytes may stand before a marker.
    place += marker === 0xff ? 1 : 2 + big(place + 2, 2);
  }
  return undefined;
}

/** Chunks VP8 (lossy), VP8L (lossless) and VP8X (extended): RFC 9649. */
function webpSize({ big, little }: Base64Reader): ImageSize | undefined {
  const chunk = big(12, 4);
  if (chunk === 0x56503820) return { width: little(26, 2) & 0x3fff, height: little(28, 2) & 0x3fff };
  if (chunk === 0x5650384c) {
    const bits = little(21, 4);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (chunk === 0x56503858) return { width: little(24, 3) + 1, height: little(27, 3) + 1 };
  return undefined;
}
