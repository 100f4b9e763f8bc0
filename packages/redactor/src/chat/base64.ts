const PIECE_LENGTH = 8192;

/** The bytes of base64 text; `undefined` when it is none. */
export function decodeBase64(text: string): Uint8Array | undefined {
  try {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
    return bytes;
  } catch {
    return undefined;
  }
}

/** Base64 in its plain alphabet without spaces, of text as peers write it; `undefined` when it is none. */
export function plainBase64(text: string): string | undefined {
  if (isPlain(text)) return text;
  const plain = text
    .replaceAll(/%(?:2b|2f|3d|0a|0d|20)/gi, (written) => decodeURIComponent(written))
    .replaceAll(/\s/g, "")
    .replaceAll("-", "+")
    .replaceAll("_", "/");
  return isPlain(plain) ? plain : undefined;
}

function isPlain(text: string): boolean {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

/** Bytes as base64 text. */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let start = 0; start < bytes.length; start += PIECE_LENGTH) {
    const piece = bytes.subarray(start, start + PIECE_LENGTH);
    // Spreading a typed array goes through its iterator, which is ten times as slow.
    binary += String.fromCharCode.apply(null, piece as unknown as number[]);
  }
  return btoa(binary);
}

/** Reads single bytes out of base64 text without decoding all of it. */
export interface Base64Reader {
  readonly length: number;
  /** Fewer bytes than asked for at the end, and none where the text is no base64. */
  bytes(start: number, end: number): Uint8Array;
}

/** Prepares base64 text for reading. */
export function readBase64(text: string): Base64Reader {
  const padding = /={0,2}$/.exec(text.slice(-2))?.[0].length ?? 0;
  const length = Math.floor(((text.length - padding) * 3) / 4);
  return {
    length,
    bytes(start, end) {
      const group = Math.floor(start / 3);
      const decoded = decodeBase64(text.slice(group * 4, Math.ceil(Math.min(end, length) / 3) * 4));
      return decoded?.subarray(start - group * 3, Math.min(end, length) - group * 3) ?? new Uint8Array();
    },
  };
}
