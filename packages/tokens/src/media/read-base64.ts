/** Reads single bytes of what is written in base64, without decoding the rest. */
export interface Base64Reader {
  /** How many bytes there are. */
  readonly length: number;
  /** The byte at a place; 0 behind the end and where there is no base64. */
  at(index: number): number;
  /** A whole number of some bytes from a place on, the most significant byte first. */
  big(index: number, bytes: number): number;
  /** The same with the least significant byte first. */
  little(index: number, bytes: number): number;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const DIGITS = new Uint8Array(128);
for (let digit = 0; digit < ALPHABET.length; digit++) DIGITS[ALPHABET.charCodeAt(digit)] = digit;

/** Reads base64 that begins at `start` of a text. */
export function readBase64(text: string, start = 0): Base64Reader {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const length = Math.max(0, Math.floor(((text.length - start - padding) * 3) / 4));
  const digit = (index: number) => {
    const unit = index < text.length ? text.charCodeAt(index) : 0;
    return unit < 128 ? (DIGITS[unit] as number) : 0;
  };
  const at = (index: number) => {
    const place = start + Math.floor(index / 3) * 4 + (index % 3);
    const bits = (digit(place) << 6) | digit(place + 1);
    return (bits >> (4 - 2 * (index % 3))) & 0xff;
  };
  const big = (index: number, bytes: number) => {
    let value = 0;
    for (let offset = 0; offset < bytes; offset++) value = value * 256 + at(index + offset);
    return value;
  };
  const little = (index: number, bytes: number) => {
    let value = 0;
    for (let offset = bytes - 1; offset >= 0; offset--) value = value * 256 + at(index + offset);
    return value;
  };
  return { length, at, big, little };
}

/** Where the bytes of a base64 `data:` URL begin, and the media type that it names; `undefined` for other URLs. */
export function parseDataUrl(url: string): { type: string; start: number } | undefined {
  if (!/^data:/i.test(url.slice(0, 5))) return undefined;
  const comma = url.slice(0, MAX_HEADER).indexOf(",");
  if (comma < 0) return undefined;
  const [type = "", ...parameters] = url.slice(5, comma).toLowerCase().split(";");
  return parameters.at(-1) === "base64" ? { type, start: comma + 1 } : undefined;
}

/** Longest media type with parameters that is looked for, in characters. */
const MAX_HEADER = 256;
