import type { JsonValue } from "./json-value.ts";
import type { Policy } from "./policy.ts";
import type { Project } from "./project.ts";

/** What a key may be used for. What is absent sets no bounds; an empty list lets nothing through. */
export interface KeyBounds {
  /** Names and globs of models. */
  readonly models?: readonly string[] | undefined;
  /** Ids of vendors. */
  readonly vendors?: readonly string[] | undefined;
  /** Quotas, in the caller's own terms. */
  readonly limits?: JsonValue | undefined;
}

/** A key as it may be shown: never the secret, and no hash of it. Times are ms since the epoch. */
export interface HubKey extends KeyBounds {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly project?: string;
  /** The beginning and the end of the newest secret, to tell keys apart; absent on imported keys. */
  readonly hint?: string;
  readonly createdAt: number;
  readonly expiresAt?: number;
  /** Refused until it is enabled again. */
  readonly disabled: boolean;
  /** Refused for ever since then. */
  readonly revokedAt?: number;
  /** The secrets that are accepted beside the newest one, and until when; after a rotation. */
  readonly overlaps: readonly { readonly until: number }[];
  /** Written now and then, so up to some 15 s old. */
  readonly lastUsedAt?: number;
}

/** A key to be made. */
export interface NewHubKey extends KeyBounds {
  readonly name: string;
  /** Default: the project's, or `default`. */
  readonly account?: string | undefined;
  /** Makes it a key of this project alone, which begins `oah_`. */
  readonly project?: string | undefined;
  /** ms since the epoch. */
  readonly expiresAt?: number | undefined;
}

/** What a change of a key may say; `null` takes a bound away. */
export interface HubKeyChanges {
  readonly name?: string | undefined;
  readonly models?: readonly string[] | null | undefined;
  readonly vendors?: readonly string[] | null | undefined;
  /** `null`: no quotas. */
  readonly limits?: JsonValue | undefined;
  readonly expiresAt?: number | null | undefined;
  readonly disabled?: boolean | undefined;
}

/** A key whose secret was made elsewhere; the keyring gets only its hash. */
export interface ImportedHubKey extends NewHubKey {
  readonly id: string;
  /** SHA-256 of the secret, in hexadecimal. The secret needs 128 bits of randomness, for anyone can hash guesses. */
  readonly sha256: string;
  readonly createdAt?: number | undefined;
}

/** A key and its secret, which is shown this once. */
export interface IssuedHubKey {
  readonly key: HubKey;
  readonly secret: string;
}

/** Who is asking. Frozen, and the same object from one change to the next. */
export interface KeyPrincipal extends KeyBounds {
  readonly keyId: string;
  readonly keyName: string;
  readonly account: string;
  /** The key's project. Its bounds hold beside the key's own. */
  readonly project?: Project;
  /** The version of the project's policy that is in force now; absent where the project names a preset, or none. */
  readonly policy?: Policy;
}

/** Why a token is refused. All of them are a 401; the reason is for the audit trail, not for the caller. */
export type KeyRefusal =
  /** No token, one with characters that no key has, or one with a checksum that is not its own. */
  "malformed" | "unknown" | "expired" | "revoked" | "disabled" | "project_archived";

/** The answer to a token. */
export type Authentication =
  | { readonly ok: true; readonly principal: KeyPrincipal }
  /** `keyId` where the token is, or was, one of a known key. */
  | { readonly ok: false; readonly reason: KeyRefusal; readonly keyId?: string };
