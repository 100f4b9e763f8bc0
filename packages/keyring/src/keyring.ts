import type { CredentialOwner, NewCredential, OpenedCredential, StoredCredential } from "./model/credential.ts";
import type {
  Authentication,
  HubKey,
  HubKeyChanges,
  ImportedHubKey,
  IssuedHubKey,
  NewHubKey,
} from "./model/hub-key.ts";
import type { NewPolicy, Policy } from "./model/policy.ts";
import type { NewProject, Project, ProjectChanges } from "./model/project.ts";

/** Narrows a list to an account, or to one project of it. */
export interface OwnerFilter {
  readonly account?: string | undefined;
  readonly project?: string | undefined;
}

/**
 * Hub keys. Every method but `list` throws KeyringError `invalid_argument`, `not_found` or `conflict`; all of them
 * throw `keyring_unavailable`.
 */
export interface Keys {
  /** Makes a key. @throws KeyringError `not_found` for an unknown project, `conflict` for an archived one */
  create(key: NewHubKey): Promise<IssuedHubKey>;
  /** Takes over a key by its hash; what is there already stays as it is. @throws KeyringError `already_exists` */
  import(key: ImportedHubKey): Promise<HubKey>;
  list(filter?: OwnerFilter): Promise<HubKey[]>;
  get(id: string): Promise<HubKey>;
  update(id: string, changes: HubKeyChanges): Promise<HubKey>;
  /** Ends a key for good, on this instance at once and on every other within a second. */
  revoke(id: string): Promise<HubKey>;
  /** Gives a key a new secret; the present one is accepted for `overlapMs` more (default a day, 0: no longer). */
  rotate(id: string, options?: { overlapMs?: number | undefined }): Promise<IssuedHubKey>;
}

/** Projects. Throws as Keys does. */
export interface Projects {
  create(project: NewProject): Promise<Project>;
  list(filter?: { account?: string | undefined }): Promise<Project[]>;
  get(id: string): Promise<Project>;
  update(id: string, changes: ProjectChanges): Promise<Project>;
  /** Refuses its keys from now on; everything in it stays readable. */
  archive(id: string): Promise<Project>;
}

/** Policies. Throws as Keys does. */
export interface Policies {
  /** Saves a new policy, or the next version of the one with that `id`. */
  save(policy: NewPolicy): Promise<Policy>;
  /** The newest version of each; with `id` every version of that one, newest first. */
  list(filter?: OwnerFilter & { id?: string | undefined }): Promise<Policy[]>;
  /** A version; by default the newest. */
  get(id: string, version?: number): Promise<Policy>;
}

/** Vendor credentials. The methods that return a promise throw as Keys does. */
export interface Credentials {
  /** Seals and stores a credential, in place of the owner's present one for that vendor. */
  set(credential: NewCredential): Promise<StoredCredential>;
  list(filter?: OwnerFilter & { vendor?: string | undefined }): Promise<StoredCredential[]>;
  delete(id: string): Promise<StoredCredential>;
  /**
   * Opens what a request of this owner calls a vendor with: the project's credential or else the account's;
   * `undefined` where there is neither. Never that of another project.
   *
   * @throws KeyringError `damaged_secret`, `wrong_master_key`, `keyring_unavailable`
   */
  open(owner: CredentialOwner, vendor: string): OpenedCredential | undefined;
  /** The vendors for which `open` has a credential, without opening any. @throws KeyringError `keyring_unavailable` */
  vendors(owner: CredentialOwner): string[];
}

/** What became of a change of the master key. */
export interface RewrapResult {
  /** How many secrets are now under the current master key that were not before. */
  rewrapped: number;
  /** Ids of credentials that none of the master keys opens, or that are damaged. Set or delete them. */
  unreadable: string[];
}

/** Hub keys, projects, policies and vendor credentials, the same on every instance that shares the store. */
export interface Keyring {
  /**
   * Who is asking, from the bearer token: from memory, in microseconds.
   *
   * @throws KeyringError `keyring_unavailable` when the store has not answered for `maxStaleMs`
   */
  authenticate(token: string | undefined): Authentication;
  readonly keys: Keys;
  readonly projects: Projects;
  readonly policies: Policies;
  readonly credentials: Credentials;
  /** Puts every secret under the current master key, after which the previous ones can go. Secrets stay the same. */
  rewrap(): Promise<RewrapResult>;
  /** Reads what other instances have changed, now. @throws KeyringError `keyring_unavailable` */
  refresh(): Promise<void>;
  /** Writes down when keys were used last, and closes the store. */
  close(): Promise<void>;
}
