import { existsSync, readFileSync } from "node:fs";

/** One recorded exchange with a real vendor. */
export interface RecordedExchange {
  readonly source: string;
  readonly model: string;
  /** The path that the request was sent to, without a query string. */
  readonly path: string;
  readonly kind: "json" | "sse" | "aws-eventstream";
  readonly status: number;
  readonly request: Record<string, unknown>;
  /** The JSON answer, or the stream's text. */
  readonly response: unknown;
  /** The bytes of a binary stream. */
  readonly responseBase64?: string;
}

/** The recorded exchanges of a vendor, from a data folder beside the repository; undefined where there is none. */
export function readRecordedTraffic(vendor: string): readonly RecordedExchange[] | undefined {
  const file = new URL(`../../../../../shared/data/recorded/${vendor}.jsonl`, import.meta.url);
  if (!existsSync(file)) return undefined;
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as RecordedExchange);
}
