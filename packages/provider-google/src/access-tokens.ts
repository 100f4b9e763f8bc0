import { createHash } from "node:crypto";
import { HubError, isJsonObject } from "@hub/protocol";
import type { Credential, ServiceAccountCredential } from "@hub/provider";
import type { JWT } from "google-auth-library";

type ServiceAccount = ServiceAccountCredential["serviceAccount"];

const SCOPE = "https://www.googleapis.com/auth/cloud-platform";
const TOKEN_URI = "https://oauth2.googleapis.com/token";
/** How long before its end a token is replaced, in milliseconds. */
const REFRESH_BEFORE_MS = 60_000;
const TOKEN_TIMEOUT_MS = 10_000;
/** Longest answer of a token endpoint to read, in bytes. */
const MAX_TOKEN_BYTES = 64 * 1024;
/** What a header can hold (RFC 6750 §2.1). */
const TOKEN = /^[\x21-\x7e]+$/;
/** Most service accounts whose tokens are kept. */
const MAX_ACCOUNTS = 200;

/** The access tokens of one provider. */
export interface AccessTokens {
  /** @throws HubError `upstream_auth_error`, without a secret; retryable where the token endpoint could not be reached */
  tokenOf(credential: Credential): Promise<string>;
  /** Drops a token that was refused: the next one is exchanged anew. */
  forget(credential: Credential): void;
}

/**
 * Creates the source of access tokens for one provider. A service account is exchanged for a token, which is used until
 * a minute before its end; whoever asks meanwhile waits for the same exchange. Google's library does the signing and the
 * keeping; it is loaded with the first service account.
 */
export function createAccessTokens(): AccessTokens {
  const clients = new Map<string, Promise<JWT>>();

  function clientOf(key: string, account: ServiceAccount): Promise<JWT> {
    let client = clients.get(key);
    if (client) clients.delete(key);
    else client = createClient(account);
    // Put back at the end, so that the first is the one that has not been used for longest.
    clients.set(key, client);
    const [oldest] = clients.keys();
    if (clients.size > MAX_ACCOUNTS && oldest !== undefined) clients.delete(oldest);
    return client;
  }

  async function exchange(account: ServiceAccount): Promise<string> {
    const key = fingerprint(account);
    try {
      const client = await clientOf(key, account);
      const { token } = await client.getAccessToken();
      if (typeof token === "string" && TOKEN.test(token)) return token;
    } catch (error) {
      clients.delete(key);
      throw refusal(error);
    }
    clients.delete(key);
    throw refusal(undefined);
  }

  return {
    async tokenOf(credential) {
      if ("accessToken" in credential) return credential.accessToken;
      if (!("serviceAccount" in credential)) {
        throw new HubError("upstream_auth_error", "Vertex AI takes a service account or an access token, and no key.");
      }
      assertTokenUri(credential.serviceAccount);
      return exchange(credential.serviceAccount);
    },

    forget(credential) {
      if ("serviceAccount" in credential) clients.delete(fingerprint(credential.serviceAccount));
    },
  };
}

async function createClient(account: ServiceAccount): Promise<JWT> {
  const { JWT } = await import("google-auth-library");
  const tokenUri = account.token_uri ?? TOKEN_URI;
  const client = new JWT({
    email: account.client_email,
    key: account.private_key,
    scopes: [SCOPE],
    eagerRefreshThresholdMillis: REFRESH_BEFORE_MS,
    transporterOptions: { timeout: TOKEN_TIMEOUT_MS },
  });
  // The library (11.3.4) knows one endpoint only, whatever the key file says. A redirect would take the assertion along.
  client.additionalClaims = { aud: tokenUri };
  client.transporter.interceptors.request.add({
    resolved: async (request) =>
      Object.assign(request, {
        url: new URL(tokenUri),
        redirect: "error",
        retryConfig: { retry: 0 },
        // What node-fetch counts; the library's `maxContentLength` is overlooked among the options of all requests.
        size: MAX_TOKEN_BYTES,
      }),
  });
  return client;
}

/** Private keys are compared, never kept as names. */
function fingerprint({ client_email, private_key, token_uri = "" }: ServiceAccount): string {
  return createHash("sha256")
    .update(JSON.stringify([client_email, private_key, token_uri]))
    .digest("base64");
}

/** An assertion is as good as the key for an hour: it goes out encrypted, or to this machine. */
function assertTokenUri({ token_uri: uri = TOKEN_URI }: ServiceAccount): void {
  const url = URL.parse(uri);
  const isLocal = url?.protocol === "http:" && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url?.protocol === "https:" || isLocal) return;
  throw new HubError("upstream_auth_error", "The service account's `token_uri` is no https: address.");
}

/** Without the cause: it holds the signed assertion. */
function refusal(error: unknown): HubError {
  const { response } = isJsonObject(error) ? error : {};
  const { status, data } = isJsonObject(response) ? response : {};
  const code =
    isJsonObject(data) && typeof data.error === "string" && /^[a-z_]{1,40}$/.test(data.error) ? data.error : "";
  if (typeof status !== "number") {
    return new HubError("upstream_auth_error", "No access token could be had for the service account.", {
      retryable: isUnreachable(error),
    });
  }
  return new HubError(
    "upstream_auth_error",
    `The token endpoint refused the service account (${[status, code].filter(Boolean).join(", ")}).`,
    { retryable: status >= 500 },
  );
}

/** Whether the endpoint was not reached, or not heard to the end: `system` is node-fetch's word for the network. */
function isUnreachable(error: unknown): boolean {
  if (!isJsonObject(error)) return false;
  return error.code === "TimeoutError" || (isJsonObject(error.cause) && error.cause.type === "system");
}
