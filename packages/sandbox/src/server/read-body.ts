import type { IncomingMessage } from "node:http";

/** Reads a request body; undefined when it is longer than `limit` bytes (the rest is read and thrown away). */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
    else chunks.length = 0;
    if (size > 4 * limit) {
      request.destroy();
      break;
    }
  }
  return size > limit ? undefined : Buffer.concat(chunks);
}
