/** A stretch of text that a detector takes for an entity. It never holds the text itself. */
export interface Finding {
  /** An entity type, or `CUSTOM:<name>`. */
  type: string;
  /** Narrower than the type where that is known: `github_token`, `visa`, `ethereum`. */
  kind?: string;
  /** Index of the first UTF-16 unit. */
  start: number;
  /** Index after the last UTF-16 unit. */
  end: number;
  /** 0 to 1. Proven by a checksum: 1; by a label or a shape alone: 0.5 to 0.9. */
  score: number;
  /** Name of the rule that found it. */
  rule: string;
}

/** Finds entities in one string, in time linear in its length. */
export type Detector = (text: string) => Finding[];
