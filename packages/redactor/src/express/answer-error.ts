import type { ServerResponse } from "node:http";

/** What an answer can do about its headers. */
type Head = Pick<ServerResponse, "statusCode" | "statusMessage" | "setHeader" | "hasHeader" | "removeHeader">;

/**
 * What handlers say of bytes that become others. A `transfer-encoding` stays: Node.js would never again add one to a
 * response that one was removed from, and nobody could tell where it ends.
 */
const BYTE_HEADERS = [
  ...["content-length", "trailer", "content-encoding", "etag"],
  ...["content-md5", "digest", "content-digest", "repr-digest"],
];

/** Removes what was said of bytes that are not the ones to be sent. */
export function forgetBytes(head: Head): void {
  for (const name of BYTE_HEADERS) head.removeHeader(name);
}

/** Makes the head of an error of a response, and returns its body. */
export function prepareError(head: Head, status: number, envelope: object): string {
  const body = JSON.stringify(envelope);
  forgetBytes(head);
  head.statusCode = status;
  // Node.js puts the usual words for the status in their place. HTTP/2 has none, and warns who sets them.
  if (head.statusMessage) head.statusMessage = "";
  head.setHeader("content-type", "application/json; charset=utf-8");
  setLength(head, body);
  return body;
}

/** Says how long a body is, unless the head already has another way of saying where it ends. */
export function setLength(head: Head, body: string | Uint8Array): void {
  if (!head.hasHeader("transfer-encoding")) head.setHeader("content-length", Buffer.byteLength(body));
}
