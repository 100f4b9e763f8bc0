import type { JsonValue } from "./json-value.ts";

/** A version of a policy. It never changes: a change is the next version. */
export interface Policy {
  readonly id: string;
  /** 1, 2, 3 … */
  readonly version: number;
  /** `id@version`, as audit records name it. */
  readonly ref: string;
  readonly account: string;
  /** Where it is for one project alone. */
  readonly project?: string;
  readonly name: string;
  /** The rules, in the caller's own terms. */
  readonly document: JsonValue;
  /** ms since the epoch. */
  readonly createdAt: number;
}

/** A policy to be saved: a new one, or the next version of the one with this `id`. */
export interface NewPolicy {
  readonly id?: string | undefined;
  /** Default `default`; of an existing policy it stays as it is. */
  readonly account?: string | undefined;
  readonly project?: string | undefined;
  /** Default: as before. */
  readonly name?: string | undefined;
  readonly document: JsonValue;
}

/** Which policy a project has: a preset that the caller knows by name, or a saved one, by default in its newest version. */
export type PolicyChoice = { readonly preset: string } | { readonly id: string; readonly version?: number | undefined };
