import type { JsonValue } from "./json-value.ts";
import type { PolicyChoice } from "./policy.ts";

/** What may be set of a project. What is absent sets no bounds; an empty list lets nothing through. */
export interface ProjectSettings {
  /** The rules for what its requests contain. */
  readonly policy?: PolicyChoice | undefined;
  /** Routing defaults, in the caller's own terms. */
  readonly routing?: JsonValue | undefined;
  /** Budgets and who pays, in the caller's own terms. */
  readonly spending?: JsonValue | undefined;
  /** Names and globs of models. */
  readonly models?: readonly string[] | undefined;
  /** Ids of vendors. */
  readonly vendors?: readonly string[] | undefined;
  readonly regions?: readonly string[] | undefined;
}

/** A project: keys, credentials and settings apart from all others of the account. Times are ms since the epoch. */
export interface Project extends ProjectSettings {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly createdAt: number;
  /** Its keys are refused since then. */
  readonly archivedAt?: number;
}

/** A project to be made. */
export interface NewProject extends ProjectSettings {
  readonly name: string;
  /** Default `default`. */
  readonly account?: string | undefined;
}

/** What a change of a project may say; `null` takes a setting away. */
export type ProjectChanges = {
  readonly [Setting in keyof ProjectSettings]?: ProjectSettings[Setting] | null;
} & { readonly name?: string | undefined };
