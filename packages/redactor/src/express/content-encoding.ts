import type { IncomingMessage } from "node:http";
import type { Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from "node:zlib";
import { setRequestHeader } from "./request-header.ts";

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: () => createGunzip(),
  "x-gzip": () => createGunzip(),
  deflate: () => createInflate(),
  br: () => createBrotliDecompress(),
  zstd: () => createZstdDecompress(),
};

/** More than anyone puts on each other; each one takes memory. */
const MAX_DECODERS = 5;

/** Decoders for a `content-encoding`, in the order to apply them; `undefined` where one is unknown, or too many. */
export function decodersOf(header: unknown): Transform[] | undefined {
  const names = namesIn(header);
  if (names.length > MAX_DECODERS) return undefined;
  const create = names.map((name) => (Object.hasOwn(DECODERS, name) ? DECODERS[name] : undefined));
  if (!create.every((decoder) => decoder !== undefined)) return undefined;
  return create.toReversed().map((decoder) => decoder());
}

/** Leaves in a request's `accept-encoding` only what can be decoded: a proxy passes it on to the vendor. */
export function narrowAcceptEncoding(request: IncomingMessage): void {
  const header = request.headers["accept-encoding"];
  if (header === undefined) return;
  const accepted = String(header).split(",");
  const known = accepted.map((entry) => entry.trim()).filter((entry) => isKnown(entry.split(";", 1)[0] ?? ""));
  setRequestHeader(request, "accept-encoding", known.length > 0 ? known.join(", ") : "identity");
}

function isKnown(name: string): boolean {
  return name.trim().toLowerCase() === "identity" || Object.hasOwn(DECODERS, name.trim().toLowerCase());
}

function namesIn(header: unknown): string[] {
  const names = String(header ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase());
  return names.filter((name) => name !== "" && name !== "identity");
}
