import type { CredentialKind } from "./model/credential.ts";
import type { KeyBounds } from "./model/hub-key.ts";
import type { Policy } from "./model/policy.ts";
import type { Project } from "./model/project.ts";
import type { Sealed } from "./secrets/seal.ts";

/** The one record of what the keyring itself needs. */
export interface RootRecord {
  /** For passphrases; base64url. */
  salt: string;
  /** The key of all hashes. That it opens proves the master key. */
  hashKey: Sealed;
}

/** A secret of a key: only its hash. */
export interface KeySecret {
  hash: string;
  hint?: string;
  /** Accepted until then, in ms since the epoch; absent on the newest. */
  until?: number;
}

export interface KeyRecord extends KeyBounds {
  id: string;
  name: string;
  account: string;
  project?: string;
  createdAt: number;
  expiresAt?: number;
  disabled: boolean;
  revokedAt?: number;
  /** The newest first. */
  secrets: readonly KeySecret[];
}

export interface CredentialRecord {
  id: string;
  account: string;
  project?: string;
  vendor: string;
  kind: CredentialKind;
  hint?: string;
  createdAt: number;
  sealed: Sealed;
}

/** What a record of each kind says. */
export interface RecordBodies {
  secret: RootRecord;
  key: KeyRecord;
  project: Project;
  policy: Policy;
  credential: CredentialRecord;
}

/** The id of the root record. */
export const ROOT_ID = "root";
