import { Buffer } from "node:buffer";
import { isIP } from "node:net";
import { Agent, type Dispatcher, request } from "undici";
import { sniffMediaType } from "../translation/data-url.ts";
import { createPublicLookup, isPublicAddress, PrivateAddressError } from "./public-address.ts";

/** Limits for images that are fetched because a vendor wants their bytes. */
export interface ImageOptions {
  /** Largest image, in bytes. Default 20,971,520. */
  maxBytes?: number | undefined;
  /** Largest sum of a request's images, each counted as often as it is named, in bytes. Default 33,554,432. */
  maxTotalBytes?: number | undefined;
  /** Most different images of a request. Default 50. */
  maxImages?: number | undefined;
  /** Longest time for one image, redirects included, in milliseconds. Default 15,000. */
  timeoutMs?: number | undefined;
  /** Hosts that may be on a private network: names or addresses, without port. Default: none. */
  allowHosts?: readonly string[] | undefined;
}

/** Fetches images from the public internet. */
export interface ImageFetcher {
  /**
   * An image as a `data:` URL. Whoever asks is told of its bytes as they come, and may throw when they are too many.
   *
   * @throws ImageError when it cannot be had; what `onBytes` throws; whatever the signal was aborted with
   */
  fetch(url: URL, onBytes: (count: number) => void, signal: AbortSignal): Promise<string>;
  close(): Promise<void>;
}

/** Why an image could not be fetched, for the caller to read: half a sentence. */
export class ImageError extends Error {
  override readonly name = "ImageError";
}

const MAX_REDIRECTS = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Creates a fetcher; it opens no connection before the first image. */
export function createImageFetcher({ timeoutMs = 15_000, allowHosts = [] }: ImageOptions = {}): ImageFetcher {
  const settings: Agent.Options = { allowH2: false, headersTimeout: timeoutMs, bodyTimeout: timeoutMs };
  const guarded = new Agent({ ...settings, connect: { timeout: timeoutMs, lookup: createPublicLookup() } });
  const trusting = new Agent({ ...settings, connect: { timeout: timeoutMs } });

  /** The connections for a host. An address needs no lookup, so it is looked at here. */
  function dispatcherFor({ hostname }: URL): Dispatcher {
    const host = hostname.replace(/^\[|\]$/g, "");
    if (allowHosts.includes(host)) return trusting;
    if (isIP(host) !== 0 && !isPublicAddress(host)) throw new PrivateAddressError();
    return guarded;
  }

  async function open(url: URL, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    let current = url;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      assertFetchable(current);
      const response = await request(current, {
        dispatcher: dispatcherFor(current),
        headers: { accept: "image/*", "accept-encoding": "identity" },
        signal,
      });
      // A body that is left before its end says so in an event, which nobody needs to hear.
      response.body.on("error", () => {});
      if (!REDIRECTS.has(response.statusCode)) return response;
      response.body.destroy();
      const location = response.headers.location;
      const next = typeof location === "string" ? URL.parse(location, current.href) : null;
      if (!next) throw new ImageError("its host redirects to nowhere");
      current = next;
    }
    throw new ImageError(`its host redirects more than ${MAX_REDIRECTS} times`);
  }

  async function fetch(url: URL, onBytes: (count: number) => void, signal: AbortSignal): Promise<string> {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await open(url, AbortSignal.any([signal, timeout]));
      const base64 = await readBase64(response, onBytes);
      return `data:${mediaTypeOf(base64, response)};base64,${base64}`;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw toImageError(error, timeout.aborted);
    }
  }

  async function close(): Promise<void> {
    await Promise.all([guarded.destroy(), trusting.destroy()]);
  }

  return { fetch, close };
}

function assertFetchable({ protocol, username, password }: URL): void {
  if (protocol !== "https:" && protocol !== "http:") throw new ImageError("its address is not of http: or https:");
  if (username || password) throw new ImageError("its address holds a user name or password");
}

async function readBase64(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  onBytes: (count: number) => void,
): Promise<string> {
  try {
    if (statusCode !== 200) throw new ImageError(`its host answered with status ${statusCode}`);
    if ((headers["content-encoding"] ?? "identity") !== "identity") throw new ImageError("its host compressed it");
    const pieces: Uint8Array[] = [];
    let length = 0;
    for await (const piece of body as AsyncIterable<Uint8Array>) {
      length += piece.byteLength;
      onBytes(piece.byteLength);
      pieces.push(piece);
    }
    if (length === 0) throw new ImageError("it is empty");
    return Buffer.concat(pieces, length).toString("base64");
  } finally {
    body.destroy();
  }
}

/** Types that their first bytes do not show here: for these their host is believed. */
const UNSEEN_TYPES: ReadonlySet<string> = new Set([
  "image/avif",
  "image/bmp",
  "image/heic",
  "image/heif",
  "image/tiff",
]);

/** What the bytes show, or else what their host says. */
function mediaTypeOf(base64: string, { headers }: Dispatcher.ResponseData): string {
  const said =
    String(headers["content-type"] ?? "")
      .split(";", 1)[0]
      ?.trim()
      .toLowerCase() ?? "";
  const shown = sniffMediaType(base64);
  const mediaType = shown ?? (UNSEEN_TYPES.has(said) ? said : "");
  if (!mediaType.startsWith("image/")) throw new ImageError("it is not an image");
  return mediaType;
}

/** Says no more of a host than a stranger should know. */
function toImageError(error: unknown, timedOut: boolean): ImageError {
  if (error instanceof ImageError) return error;
  if (error instanceof PrivateAddressError) return new ImageError("its host is not on the public internet");
  if (timedOut) return new ImageError("it did not come in time");
  return new ImageError("its host could not be reached", { cause: error });
}
