import type { lookup } from "node:dns";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { BudgetError } from "../budget-error.ts";
import { createGuardedLookup, isLoopbackAddress, isPublicAddress, PRIVATE_ADDRESS } from "./guarded-address.ts";
import { parseWebhookSecret, signWebhook } from "./sign-webhook.ts";

/** Where alerts are sent. */
export interface AlertEndpoint {
  /** `https:` on the public internet, or `http:` or `https:` on this machine. */
  url: string;
  /** `whsec_` and 24 to 64 random bytes in base64; the receiver verifies with the same one. */
  secret: string;
}

/** A message to an endpoint; the same id each time it is sent. */
export interface WebhookMessage {
  id: string;
  body: string;
}

/** Sends messages to one endpoint. */
export interface WebhookSender {
  /**
   * Sends a message once. Redirects are not followed, and nothing of the answer but its status is read.
   *
   * @returns the status
   * @throws WebhookError
   */
  send(message: WebhookMessage, at: number, signal: AbortSignal): Promise<number>;
}

/** Why there was no answer: in a word, without the address. */
export class WebhookError extends Error {
  override readonly name = "WebhookError";
}

/**
 * Creates a sender; it keeps no connection.
 *
 * @throws BudgetError `invalid_argument`, without the address or the secret
 */
export function createWebhookSender(
  { url: text, secret }: AlertEndpoint,
  param: string,
  timeoutMs: number,
  resolve?: typeof lookup,
): WebhookSender {
  const key = parseWebhookSecret(secret, `${param}.secret`);
  const url = parseUrl(text, `${param}.url`);
  const guarded = createGuardedLookup(hostOf(url) === "localhost" ? isLoopbackAddress : isPublicAddress, resolve);

  return {
    async send({ id, body }, at, signal) {
      const timeout = AbortSignal.timeout(timeoutMs);
      const headers = {
        "content-type": "application/json",
        "content-length": String(Buffer.byteLength(body)),
        "user-agent": "hub",
        ...signWebhook(key, id, at, body),
      };
      try {
        return await post(url, { headers, lookup: guarded, signal: AbortSignal.any([signal, timeout]) }, body);
      } catch (error) {
        throw new WebhookError(timeout.aborted ? "timeout" : signal.aborted ? "closed" : reasonOf(error));
      }
    },
  };
}

interface PostOptions {
  headers: Record<string, string>;
  lookup: LookupFunction;
  signal: AbortSignal;
}

function post(url: URL, options: PostOptions, body: string): Promise<number> {
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    request(url, { ...options, method: "POST", agent: false })
      .on("error", reject)
      .on("response", (response) => {
        resolve(response.statusCode ?? 0);
        response.destroy();
      })
      .end(body);
  });
}

function reasonOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  if (code === PRIVATE_ADDRESS) return "private address";
  return typeof code === "string" ? code : "no answer";
}

function parseUrl(text: string, param: string): URL {
  const url = URL.parse(text);
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw invalid(param, "must be an address of https:, or of http: on this machine.");
  }
  if (url.username || url.password) throw invalid(param, "must not hold a user name or password.");
  const host = hostOf(url);
  const isLocal = host === "localhost" || isLoopbackAddress(host);
  if (url.protocol === "http:" && !isLocal) throw invalid(param, "must be of https:, except on this machine.");
  // An address is not looked up, so it is looked at here.
  if (isIP(host) !== 0 && !isLocal && !isPublicAddress(host)) throw invalid(param, "is at a private address.");
  return url;
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "").toLowerCase();
}

function invalid(param: string, what: string): BudgetError {
  return new BudgetError("invalid_argument", `\`${param}\` ${what}`, param);
}
