/** What a vendor is called with. */
export type VendorCredential =
  | { readonly apiKey: string }
  | { readonly accessToken: string }
  | { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string | undefined }
  | {
      readonly serviceAccount: {
        readonly client_email: string;
        /** PEM. */
        readonly private_key: string;
        readonly private_key_id?: string | undefined;
        readonly project_id?: string | undefined;
        readonly token_uri?: string | undefined;
      };
    };

/** The kind of a vendor credential. */
export type CredentialKind = "api_key" | "access_token" | "access_keys" | "service_account";

/** A stored credential as it may be shown. */
export interface StoredCredential {
  readonly id: string;
  readonly vendor: string;
  readonly account: string;
  /** Where it is for one project alone; otherwise it serves every project of the account that has none of its own. */
  readonly project?: string;
  readonly kind: CredentialKind;
  /** The last 4 characters of the key, where it is long enough not to be given away by them. */
  readonly hint?: string;
  /** When it was set last, in ms since the epoch. */
  readonly createdAt: number;
}

/** Whose credentials: those of a project, or without one those of the account itself. */
export interface CredentialOwner {
  /** Default `default`. */
  readonly account?: string | undefined;
  readonly project?: string | undefined;
}

/** A credential to be stored, in place of the owner's present one for that vendor. */
export interface NewCredential extends CredentialOwner {
  readonly vendor: string;
  readonly credential: VendorCredential;
}

/** A credential that has been opened for a request. */
export interface OpenedCredential {
  readonly id: string;
  /** Shows nothing to `util.inspect` and `JSON.stringify`. Hold it no longer than the request. */
  readonly credential: VendorCredential;
}
