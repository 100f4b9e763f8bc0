import { randomBytes, verify } from "node:crypto";
import { isRecord } from "../../shape/shape.ts";
import type { VendorReply, VendorRequest } from "../../vendor.ts";
import type { ServiceAccountKey } from "./service-account.ts";

/** Seconds that an access token lives. */
const tokenSeconds = 3_600;
/** Clocks may differ by this many seconds, and an assertion may live for an hour. */
const leewaySeconds = 300;
const assertionSeconds = 3_600;
const grantType = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/** The real endpoint: google-auth-library (11.3) writes it into assertions wherever it sends them. */
const realAudience = "https://oauth2.googleapis.com/token";
const scope = "https://www.googleapis.com/auth/cloud-platform";

/** Google's OAuth token endpoint for service accounts (RFC 7523), and the memory of the tokens that it issued. */
export interface TokenEndpoint {
  /** Answers a form with a signed JWT with an access token. */
  issue(request: VendorRequest): VendorReply;
  /** Whether a token was issued here and has not expired at `now` (seconds since 1970). */
  accepts(token: string, now: number): boolean;
}

/** A token endpoint that knows one service account. */
export function createTokenEndpoint(key: () => ServiceAccountKey): TokenEndpoint {
  const expiries = new Map<string, number>();
  return {
    issue(request) {
      if (request.method !== "POST") return oauthError("invalid_request", "Only POST is allowed.", 405);
      const problem = assertionProblem(new URLSearchParams(request.rawBody), key(), request.now);
      if (problem !== undefined) return problem;
      const access_token = `ya29.c.sandbox${randomBytes(48).toString("base64url")}`;
      expiries.set(access_token, request.now + tokenSeconds);
      const body = { access_token, expires_in: tokenSeconds - 1, token_type: "Bearer" };
      return { kind: "json", status: 200, body };
    },
    accepts: (token, now) => (expiries.get(token) ?? Number.NEGATIVE_INFINITY) > now,
  };
}

function oauthError(error: string, error_description: string, status: number = 400): VendorReply {
  return { kind: "json", status, body: { error, error_description } };
}

function assertionProblem(form: URLSearchParams, key: ServiceAccountKey, now: number): VendorReply | undefined {
  const { account } = key;
  if (form.get("grant_type") !== grantType) {
    return oauthError("unsupported_grant_type", `Invalid grant_type: ${form.get("grant_type") ?? ""}`);
  }
  const [head = "", claimsText = "", signature = "", ...more] = (form.get("assertion") ?? "").split(".");
  const header = parse(head);
  const claims = parse(claimsText);
  if (header === undefined || claims === undefined || more.length > 0) {
    return oauthError("invalid_grant", "Invalid JWT: Failed to parse.");
  }
  if (header.alg !== "RS256") return oauthError("invalid_grant", "Invalid JWT: Unsupported algorithm.");
  if (header.kid !== undefined && header.kid !== account.private_key_id) {
    return oauthError("invalid_grant", "Invalid JWT Signature.");
  }
  if (claims.iss !== account.client_email) {
    return oauthError("invalid_grant", "Invalid grant: account not found");
  }
  const signed = Buffer.from(`${head}.${claimsText}`);
  if (!verify("RSA-SHA256", signed, key.publicKey, Buffer.from(signature, "base64url"))) {
    return oauthError("invalid_grant", "Invalid JWT Signature.");
  }
  if (claims.aud !== account.token_uri && claims.aud !== realAudience) {
    return oauthError("invalid_grant", "Invalid JWT: Audience must be the token endpoint.");
  }
  const { iat, exp } = claims;
  const isTimely =
    typeof iat === "number" &&
    typeof exp === "number" &&
    iat <= now + leewaySeconds &&
    exp > now - leewaySeconds &&
    exp > iat &&
    exp - iat <= assertionSeconds + leewaySeconds;
  if (!isTimely) {
    return oauthError(
      "invalid_grant",
      "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.",
    );
  }
  const scopes = typeof claims.scope === "string" ? claims.scope.split(" ") : [];
  return scopes.includes(scope)
    ? undefined
    : oauthError("invalid_scope", "Invalid OAuth scope or ID token audience provided.");
}

function parse(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
