import { existsSync, readFileSync } from "node:fs";
import type { ChatRequest } from "@hub/protocol";

/** One exchange that somebody recorded with a vendor. */
export interface Recording<Body = ChatRequest> {
  id: string;
  kind: "json" | "sse";
  status: number;
  /** The body that the vendor was sent. */
  request: Body;
  /** A JSON value, or the text of a stream. */
  response: unknown;
}

/** The recordings in a file of one JSON object a line; none when the file is not there. */
export function readRecordings<Body = ChatRequest>(file: URL): Recording<Body>[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}
