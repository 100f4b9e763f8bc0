/** The parts of a `data:` URL (RFC 2397). */
export interface DataUrl {
  /** Everything before the data: `data:text/plain;charset=utf-8;base64,`. */
  head: string;
  mediaType: string;
  charset: string | undefined;
  isBase64: boolean;
  data: string;
}

const MAX_HEAD_LENGTH = 1_000;

/** Takes a `data:` URL apart; `undefined` for anything else. */
export function parseDataUrl(url: string): DataUrl | undefined {
  if (!/^data:/i.test(url)) return undefined;
  const comma = url.slice(0, MAX_HEAD_LENGTH).indexOf(",");
  if (comma < 0) return undefined;
  const head = url.slice(0, comma + 1);
  const [mediaType = "", ...parameters] = url
    .slice("data:".length, comma)
    .split(";")
    .map((parameter) => parameter.trim());
  const charset = parameters.find((parameter) => /^charset=/i.test(parameter))?.slice("charset=".length);
  return {
    head,
    mediaType: mediaType.toLowerCase() || "text/plain",
    charset: charset?.replaceAll('"', ""),
    isBase64: parameters.some((parameter) => parameter.toLowerCase() === "base64"),
    data: url.slice(comma + 1),
  };
}
