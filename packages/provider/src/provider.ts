import type { ChatChunk, ChatCompletion, ChatRequest } from "@hub/protocol";

/** What a vendor is called with: whose account pays. Each vendor says which kinds it takes. */
export type Credential = ApiKeyCredential | AccessKeyCredential | ServiceAccountCredential | AccessTokenCredential;

/** A secret that is sent as it is. */
export interface ApiKeyCredential {
  apiKey: string;
}

/** A pair of keys that requests are signed with. The secret one is never sent. */
export interface AccessKeyCredential {
  accessKeyId: string;
  secretAccessKey: string;
  /** Comes with keys that were made for a short time. */
  sessionToken?: string | undefined;
}

/** A service account's key file, in the words of that file. It is exchanged for access tokens. */
export interface ServiceAccountCredential {
  serviceAccount: {
    client_email: string;
    /** PEM. */
    private_key: string;
    private_key_id?: string | undefined;
    project_id?: string | undefined;
    /** Where tokens are issued. */
    token_uri?: string | undefined;
  };
}

/** A token that somebody else keeps fresh. */
export interface AccessTokenCredential {
  accessToken: string;
}

/** A model that a vendor is known to offer. The list is for people to choose from; other ids work as well. */
export interface ProviderModel {
  /** The vendor's own id. */
  id: string;
  /** When the vendor released it, in seconds since 1970. */
  created: number;
}

/** One request to a vendor. */
export interface ProviderCall {
  /** The request, with the vendor's own id as `model`. It is never changed; its `stream` makes no difference. */
  request: ChatRequest;
  /** Ends the call, whichever phase it is in, and the vendor's work with it. */
  signal?: AbortSignal | undefined;
  /** Takes the place of the provider's own credential. */
  credential?: Credential | undefined;
  /** Refuse what the vendor cannot express, instead of dropping and naming it. */
  strictParams?: boolean | undefined;
  /** Told about oddities that did not stop the answer, such as a broken event in a stream. Holds no content. */
  onWarning?: ((warning: string) => void) | undefined;
}

/** A whole answer. */
export interface ProviderCompletion {
  completion: ChatCompletion;
  /** Request fields that the vendor could not be told, as paths. */
  droppedParams: readonly string[];
}

/** Gives the chunks of an answer one by one. */
export interface ChunkIterator extends AsyncIterator<ChatChunk, void, undefined> {
  /** The next chunk if it has arrived already: chunks that come together need not be waited for one by one. */
  ready?(): ChatChunk | undefined;
}

/** A streamed answer, once the vendor has accepted the request. */
export interface ProviderStream {
  /**
   * The answer's chunks. Usage comes where the vendor reports it, on any chunk, asked for or not.
   * Throws a HubError when the vendor fails or the stream ends before the answer does.
   */
  chunks: { [Symbol.asyncIterator](): ChunkIterator };
  /** Request fields that the vendor could not be told, as paths. */
  droppedParams: readonly string[];
}

/** A vendor, spoken to in OpenAI's terms. */
export interface Provider {
  /** The name in `<vendor>/<model>`: lower case. */
  readonly id: string;
  /** The name for people. */
  readonly name: string;
  readonly models: readonly ProviderModel[];
  /** Whether a bare model id, without a vendor before it, is one that this vendor makes. */
  makes(model: string): boolean;
  /** @throws HubError */
  complete(call: ProviderCall): Promise<ProviderCompletion>;
  /** @throws HubError before the first chunk: the vendor refused, or could not be reached */
  stream(call: ProviderCall): Promise<ProviderStream>;
  /** Closes the connections to the vendor. */
  close(): Promise<void>;
}
