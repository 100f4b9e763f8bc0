import type { ChatRequest } from "@hub/protocol";

/** A recorded request, and how many tokens its vendor counted. */
export interface Sample {
  readonly id: string;
  readonly provider: string;
  readonly model: string;
  readonly request: ChatRequest;
  readonly promptTokens: number;
}

/** Vendors of whom there are recordings. */
export const RECORDED_VENDORS: readonly string[];

/** Whether there are recordings on this machine. */
export const hasRecordings: boolean;

/** The recordings of a vendor that say how long their prompt was, and how many were left out, by reason. */
export function readSamples(vendor: string): {
  readonly samples: readonly Sample[];
  readonly leftOut: Readonly<Record<string, number>>;
};
