import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { deepFreeze } from "../testing/index.ts";
import { createImageFetcher, type ImageOptions } from "./fetch-image.ts";
import { createImageInliner } from "./inline-images.ts";

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const PNG_URL = `data:image/png;base64,${PNG.toString("base64")}`;

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A host of images on loopback. */
async function startHost(listener: RequestListener) {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? "");
    listener(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanups.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, paths };
}

/** Puts the images of one message with these addresses in their places. */
async function inline(urls: readonly string[], options: ImageOptions = {}, signal?: AbortSignal) {
  const fetcher = createImageFetcher({ allowHosts: ["127.0.0.1"], ...options });
  cleanups.push(() => fetcher.close());
  const { inline: put } = createImageInliner(() => true, fetcher, options);
  const content = urls.map((url) => ({ type: "image_url" as const, image_url: { url, detail: "low" as const } }));
  const request = deepFreeze({ model: "m", messages: [{ role: "user" as const, content }] });
  const [message] = (await put(request, signal)).messages;
  return (message as (typeof request.messages)[number]).content.map(({ image_url }) => image_url);
}

const sendPng: RequestListener = (_request, response) => void response.writeHead(200).end(PNG);

describe("an image that a vendor wants the bytes of", () => {
  it("takes the place of its address, of the type that its bytes show", async () => {
    const { url } = await startHost((_request, response) => {
      response.writeHead(200, { "content-type": "image/jpeg" }).end(PNG);
    });
    expect(await inline([`${url}/a`])).toEqual([{ url: PNG_URL, detail: "low" }]);
  });

  it("is fetched once, however often it is named", async () => {
    const { url, paths } = await startHost(sendPng);
    const images = await inline([`${url}/a`, `${url}/b`, `${url}/a`]);
    expect(images.map((image) => image.url)).toEqual([PNG_URL, PNG_URL, PNG_URL]);
    expect(paths.toSorted()).toEqual(["/a", "/b"]);
  });

  it("is of the type that its host says where the bytes show none", async () => {
    const { url } = await startHost((_request, response) => {
      response.writeHead(200, { "content-type": "image/avif; q=1" }).end("avif");
    });
    expect(await inline([url])).toEqual([{ url: "data:image/avif;base64,YXZpZg==", detail: "low" }]);
  });

  it("is found behind redirects", async () => {
    const { url } = await startHost((request, response) => {
      if (request.url === "/1") response.writeHead(302, { location: "/2" }).end();
      else sendPng(request, response);
    });
    expect((await inline([`${url}/1`]))[0]?.url).toBe(PNG_URL);
  });

  it("stays away from requests that have none", async () => {
    const fetcher = createImageFetcher();
    cleanups.push(() => fetcher.close());
    const request = {
      model: "m",
      messages: [
        { role: "system" as const, content: "Look." },
        { role: "user" as const, content: [{ type: "image_url" as const, image_url: { url: PNG_URL } }] },
      ],
    };
    expect(await createImageInliner(() => true, fetcher).inline(request)).toBe(request);
    expect(await createImageInliner(() => false, fetcher).inline(request)).toBe(request);
  });
});

describe("an image is refused with a 400 that names it", () => {
  const refused = (what: string) => ({
    status: 400,
    code: "invalid_value",
    param: "messages[0].content[0].image_url.url",
    message: expect.stringContaining(what),
  });

  it.each([
    "http://127.0.0.1/a.png",
    "http://2130706433/a.png",
    "http://0x7f.1/a.png",
    "http://[::1]/a.png",
    "http://[::ffff:169.254.169.254]/latest/meta-data",
    "http://169.254.169.254/latest/meta-data",
    "http://localhost/a.png",
    "http://10.0.0.1:8080/a.png",
  ])("when its host is private: %s", async (url) => {
    await expect(inline([url], { allowHosts: [] })).rejects.toMatchObject(refused("not on the public internet"));
  });

  it("when a redirect leads to a private host", async () => {
    const { url } = await startHost((_request, response) => {
      response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data" }).end();
    });
    await expect(inline([url])).rejects.toMatchObject(refused("not on the public internet"));
  });

  it.each([
    ["ftp://127.0.0.1/a.png", "not of http: or https:"],
    ["file:///etc/passwd", "not of http: or https:"],
    ["http://user:word@127.0.0.1/a.png", "user name or password"],
  ])("when its address is %s", async (url, why) => {
    await expect(inline([url])).rejects.toMatchObject(refused(why));
  });

  it.each<[string, RequestListener]>([
    ["status 404", (_request, response) => void response.writeHead(404).end("secret page")],
    [
      "not an image",
      (_request, response) => void response.writeHead(200, { "content-type": "text/html" }).end("<html>"),
    ],
    ["not an image", (_request, response) => void response.writeHead(200, { "content-type": "image/png" }).end("?")],
    [
      "compressed",
      (_request, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(PNG)),
    ],
    ["empty", (_request, response) => void response.writeHead(200, { "content-type": "image/png" }).end()],
    ["redirects to nowhere", (_request, response) => void response.writeHead(302).end()],
    ["more than 3 times", (_request, response) => void response.writeHead(302, { location: "/" }).end()],
    ["could not be reached", (request) => void request.socket.destroy()],
    ["larger than 100 bytes", (_request, response) => void response.writeHead(200).end(Buffer.concat([PNG, PNG]))],
    [
      "larger than 100 bytes",
      (_request, response) => {
        // Says nothing of its length, and never ends.
        response.writeHead(200);
        response.write(Buffer.concat([PNG, PNG]));
      },
    ],
  ])("when it is or its host answers: %s", async (why, listener) => {
    const { url } = await startHost(listener);
    const failure = inline([url], { maxBytes: 100 });
    await expect(failure).rejects.toMatchObject(refused(why));
    await expect(failure).rejects.not.toMatchObject({ message: expect.stringMatching(/secret|127\.0/) });
  });

  it("when it does not come in time", async () => {
    const { url } = await startHost((_request, response) => void response.writeHead(200).write("slow"));
    await expect(inline([url], { timeoutMs: 50 })).rejects.toMatchObject(refused("in time"));
  });

  it("when it is too large for each place that names it", async () => {
    const { url, paths } = await startHost(sendPng);
    const failure = inline(
      Array.from({ length: 5 }, () => `${url}/a`),
      { maxTotalBytes: 4 * PNG.length },
    );
    await expect(failure).rejects.toMatchObject(refused("in all"));
    expect(paths).toEqual(["/a"]);
  });

  it("when others are being fetched that are too large together, before any of them is complete", async () => {
    const { url } = await startHost((_request, response) => {
      response.writeHead(200, { "content-type": "image/png" });
      response.write(PNG);
    });
    const urls = Array.from({ length: 6 }, (_, index) => `${url}/${index}`);
    await expect(inline(urls, { maxTotalBytes: 5 * PNG.length })).rejects.toMatchObject({ status: 400 });
  });

  it("when the request's images are too large together, or too many", async () => {
    const { url } = await startHost(sendPng);
    const urls = [`${url}/a`, `${url}/b`];
    await expect(inline(urls, { maxTotalBytes: 100 })).rejects.toMatchObject({ status: 400 });
    await expect(inline(urls, { maxImages: 1 })).rejects.toMatchObject({ status: 400, param: "messages" });
  });
});

it("a caller that hangs up ends the fetching", async () => {
  const asked = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  const { url } = await startHost((request) => {
    request.socket.once("close", closed.resolve);
    asked.resolve();
  });
  const controller = new AbortController();
  const failure = inline([url], {}, controller.signal);
  await asked.promise;
  controller.abort();
  await expect(failure).rejects.toMatchObject({ code: "client_closed_request" });
  await closed.promise;
});
