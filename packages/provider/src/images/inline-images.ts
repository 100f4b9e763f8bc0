import { type ChatMessage, type ChatRequest, HubError, type JsonObject } from "@hub/protocol";
import { invalidValue } from "../translation/invalid-value.ts";
import { ImageError, type ImageFetcher, type ImageOptions } from "./fetch-image.ts";

/** Where an image stands in a request. */
interface ImagePart {
  url: URL;
  /** For error messages. */
  path: string;
}

/** Puts images into requests in place of their addresses. */
export interface ImageInliner {
  /**
   * The request with the bytes of its images, each address fetched once; the request itself where there is none.
   *
   * @throws HubError 400 for an image that cannot be had, naming the part
   */
  inline(request: ChatRequest, signal?: AbortSignal): Promise<ChatRequest>;
}

/** Creates an inliner for a vendor that wants the bytes of some addresses. */
export function createImageInliner(
  needsBytes: (url: URL) => boolean,
  fetcher: ImageFetcher,
  { maxBytes = 20 * 1024 * 1024, maxTotalBytes = 32 * 1024 * 1024, maxImages = 50 }: ImageOptions = {},
): ImageInliner {
  async function fetchAll(parts: readonly ImagePart[], signal: AbortSignal | undefined): Promise<Map<string, string>> {
    const places = Map.groupBy(parts, ({ url }) => url.href);
    if (places.size > maxImages) {
      throw invalidValue("messages", `at most ${maxImages} images can be fetched for this model`);
    }
    const failed = new AbortController();
    const anySignal = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
    let total = 0;

    async function fetchOne([{ url, path }, ...others]: [ImagePart, ...ImagePart[]]): Promise<string> {
      let length = 0;
      const onBytes = (count: number) => {
        length += count;
        // It is sent once for each time it is named.
        total += count * (1 + others.length);
        if (length > maxBytes) throw new ImageError(`it is larger than ${maxBytes} bytes`);
        if (total > maxTotalBytes) {
          throw new ImageError(`the images of one request may have ${maxTotalBytes} bytes in all`);
        }
      };
      try {
        return await fetcher.fetch(url, onBytes, anySignal);
      } catch (error) {
        if (!(error instanceof ImageError)) throw error;
        throw invalidValue(path, `the image could not be fetched: ${error.message}`);
      }
    }

    const dataUrls = new Map<string, string>();
    const waiting = [...places];
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        dataUrls.set(next[0], await fetchOne(next[1] as [ImagePart, ...ImagePart[]]));
      }
    };
    try {
      await Promise.all(Array.from({ length: Math.min(PARALLEL_FETCHES, waiting.length) }, work));
      return dataUrls;
    } catch (error) {
      failed.abort(error);
      if (signal?.aborted) throw new HubError("client_closed_request", "The caller hung up.");
      throw error;
    }
  }

  async function inline(request: ChatRequest, signal?: AbortSignal): Promise<ChatRequest> {
    const parts = [...imagesOf(request.messages)].filter(({ url }) => needsBytes(url));
    if (parts.length === 0) return request;
    const dataUrls = await fetchAll(parts, signal);
    const messages = request.messages.map((message) => withDataUrls(message, dataUrls));
    return { ...request, messages };
  }

  return { inline };
}

/** How many images of one request are fetched at a time. */
const PARALLEL_FETCHES = 6;

function* imagesOf(messages: readonly ChatMessage[]): Iterable<ImagePart> {
  for (const [index, message] of messages.entries()) {
    if (!Array.isArray(message.content)) continue;
    for (const [position, part] of (message.content as JsonObject[]).entries()) {
      const url = addressOf(part);
      if (url) yield { url, path: `messages[${index}].content[${position}].image_url.url` };
    }
  }
}

/** The address of an image that is elsewhere; `undefined` for all other parts. */
function addressOf(part: JsonObject): URL | undefined {
  if (part.type !== "image_url") return undefined;
  const { url } = part.image_url as { url: string };
  return /^data:/i.test(url) ? undefined : (URL.parse(url) ?? undefined);
}

function withDataUrls(message: ChatMessage, dataUrls: ReadonlyMap<string, string>): ChatMessage {
  if (!Array.isArray(message.content)) return message;
  const content = (message.content as JsonObject[]).map((part) => {
    const url = dataUrls.get(addressOf(part)?.href ?? "");
    return url === undefined ? part : { ...part, image_url: { ...(part.image_url as object), url } };
  });
  return { ...message, content } as ChatMessage;
}
