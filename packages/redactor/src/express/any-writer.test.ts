import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { deflateSync, gzipSync } from "node:zlib";
import compression from "compression";
import express, { type RequestHandler, type Response } from "express";
import { describe, expect, it } from "vitest";
import { redactChat } from "../express.ts";
import { fakeDetectors as detectors } from "../test-support.ts";
import {
  answered,
  chunk,
  completion,
  contentOf,
  event,
  listen,
  post,
  QUESTION,
  streamed,
} from "./serve.test-helper.ts";

/** More than the buffers between a handler and its caller hold at once, and of few patterns. */
const LONG = Array.from({ length: 5_000 }, (_, index) => (index * index * 7_919).toString(36)).join(" ");
const inTheMiddle = (said: string) => `${LONG} ${said} ${LONG}`;

const split = (text: string) => text.match(/.{1,2000}/g) ?? [];
const kinds: [string, (said: string) => string, (response: globalThis.Response) => Promise<string | undefined>][] = [
  ["application/json", completion, answered],
  [
    "text/event-stream",
    (said) =>
      `${split(said)
        .map((piece) => event(piece))
        .join("")}${event("", "stop")}data: [DONE]\n\n`,
    async (response) => streamed(await response.text()),
  ],
  [
    "application/x-ndjson",
    (said) => [...split(said).map((piece) => chunk(piece)), chunk("", "stop"), ""].join("\n"),
    async (response) => streamed((await response.text()).replaceAll(/^/gm, "data: ")),
  ],
];

const encodings: [string, (body: string) => Uint8Array][] = [
  ["identity", Buffer.from],
  ["gzip", gzipSync],
  ["deflate", deflateSync],
];

type Headers = Record<string, string>;
const writers: [string, (response: Response, headers: Headers, pieces: Uint8Array[]) => unknown][] = [
  [
    "writeHead and a pipeline",
    (response, headers, pieces) => pipeline(Readable.from(pieces), response.writeHead(200, headers)),
  ],
  [
    "writeHead with a list, and a pipe",
    (response, headers, pieces) => {
      response.writeHead(200, "Fine", Object.entries(headers).flat());
      Readable.from(pieces).pipe(response);
    },
  ],
  [
    "flushHeaders, and waiting for room",
    async (response, headers, pieces) => {
      response.set(headers).flushHeaders();
      for (const piece of pieces) {
        if (!response.write(piece)) await new Promise((resolve) => response.once("drain", resolve));
      }
      response.end();
    },
  ],
  [
    "write without waiting",
    (response, headers, pieces) => {
      response.set(headers);
      for (const piece of pieces) response.write(piece);
      response.end();
    },
  ],
  ["send", (response, headers, pieces) => response.set(headers).send(Buffer.concat(pieces))],
];

const compress = compression({ threshold: 0 });
const stacks: [string, (redact: RequestHandler) => RequestHandler[]][] = [
  ["alone", (redact) => [redact]],
  ["behind compression()", (redact) => [compress, redact]],
  ["before compression()", (redact) => [redact, compress]],
];

describe.each(stacks)("%s", (_where, stack) => {
  describe.each(kinds)("an answer of %s", (type, encode, read) => {
    it.each(encodings)("in the encoding %s is restored, however it is written", async (encoding, compressWith) => {
      for (const [writer, write] of writers) {
        const app = express();
        app.post("/", ...stack(redactChat({}, { key: "project", detectors })), (request, response) => {
          const bytes = compressWith(encode(inTheMiddle(contentOf(request))));
          const pieces = Array.from({ length: Math.ceil(bytes.length / 9_973) }, (_, index) =>
            bytes.subarray(index * 9_973, (index + 1) * 9_973),
          );
          const headers = { "content-type": type, "content-encoding": encoding, "content-length": `${bytes.length}` };
          void write(response, headers, pieces);
        });
        const response = await post(await listen(app));
        expect((await read(response)) === inTheMiddle(QUESTION), writer).toBe(true);
      }
    });
  });
});
