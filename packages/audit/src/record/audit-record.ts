/** How a request ended. */
export const AUDIT_OUTCOMES = ["answered", "failed", "aborted", "blocked", "limited", "looped"] as const;

/**
 * How a request ended: `answered`; `failed`, whoever's fault it was; `aborted` by its caller; `blocked` by inspection or
 * policy; `limited` by a wallet or a quota; `looped`: refused as one of a loop.
 */
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** How many of each kind. */
export type KindCounts = Readonly<Record<string, number>>;

/** Where a request went. */
export interface AuditRoute {
  vendor: string;
  /** The vendor's own name of the model. */
  model: string;
  /** Whose credential it was: the caller's own, or the operator's. */
  mode: "byok" | "managed";
  /** Why this one was chosen. */
  reason: string | null;
}

/** What a vendor counted, in tokens; `cached` is a part of `prompt`, `reasoning` one of `completion`. */
export interface AuditUsage {
  prompt: number;
  completion: number;
  cached: number;
  reasoning: number;
}

/** One request, as it is recorded: names, sizes, kinds and fingerprints, never content. Version 1 of its schema. */
export interface AuditRecord {
  version: 1;
  correlationId: string;
  /** When the request came, in ms since the epoch. */
  time: number;
  account: string;
  project: string | null;
  keyId: string | null;
  /** The policy's name and version: `balanced@3`. */
  policy: string | null;
  /** What inspection has found. */
  scan: KindCounts;
  /** What of it was hidden. */
  redactions: KindCounts;
  /** The model as the caller named it; `(not a name)` where it looks like anything else. */
  model: string | null;
  /** The vendor that answered or was asked last; null where none was. */
  route: AuditRoute | null;
  /** How many vendors were asked. */
  attempts: number;
  usage: AuditUsage | null;
  /** At list price, in nano-USD; null where it is not known. */
  cost: number | null;
  /** What the wallet was charged, in nano-USD. */
  charged: number | null;
  outcome: AuditOutcome;
  /** The HTTP status of the answer. */
  status: number;
  errorCode: string | null;
  streamed: boolean;
  /** In whole microseconds. */
  latencyMicros: { total: number; scan: number; firstChunk: number | null };
  /** HMACs of the prompt and the answer, as hex or base64. */
  fingerprints: { input: string | null; output: string | null };
}

/** What must be known of a request. */
type Required = "correlationId" | "time" | "account" | "outcome" | "status";

/** A record as it is handed in: what is left out is null, zero, false or empty. */
export type NewAuditRecord = Pick<AuditRecord, Required> & {
  [Field in Exclude<keyof AuditRecord, Required | "version" | Nested>]?: AuditRecord[Field] | undefined;
} & {
  route?: (Omit<AuditRoute, "reason"> & { reason?: string | null | undefined }) | null | undefined;
  usage?:
    | (Pick<AuditUsage, "prompt" | "completion"> & Loose<Pick<AuditUsage, "cached" | "reasoning">>)
    | null
    | undefined;
  latencyMicros?: Loose<AuditRecord["latencyMicros"]> | undefined;
  fingerprints?: Loose<AuditRecord["fingerprints"]> | undefined;
};

type Nested = "route" | "usage" | "latencyMicros" | "fingerprints";
type Loose<Fields> = { [Field in keyof Fields]?: Fields[Field] | undefined };
