import { existsSync, readFileSync } from "node:fs";

/** One recorded exchange with a real vendor. */
export interface RecordedExchange {
  readonly source: string;
  readonly model: string;
  readonly kind: "json" | "sse";
  readonly status: number;
  readonly request: Record<string, unknown>;
  /** The JSON answer, or the stream's text. */
  readonly response: unknown;
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
