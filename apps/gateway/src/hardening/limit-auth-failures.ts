import type { IncomingMessage, ServerResponse } from "node:http";
import { HubError } from "@hub/protocol";
import { answerRequest } from "../admin/answer-request.ts";
import { clientAddress } from "./client-address.ts";
import type { AuthThrottle } from "./create-auth-throttle.ts";

/** What limiting goes by. */
export interface AuthLimitOptions {
  throttle: AuthThrottle;
  /** How many proxies stand in front of the gateway; see {@link clientAddress}. */
  trustedProxies: number;
}

/** How a request is handled that may go on. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Decides for a request that has to wait whether it may go on all the same: because its key is a good one. */
export type IsKnown = (request: IncomingMessage) => boolean | Promise<boolean>;

/**
 * Limits how often a client may be answered with a 401. Those who are over it get a 429 that says for how long.
 *
 * @param isKnown lets good keys pass also then, so that nobody is locked out by others behind the same address. For keys
 * of 256 random bits, which nobody guesses: leave it out for keys that people choose.
 */
export function limitAuthFailures(
  handle: Handler,
  { throttle, trustedProxies }: AuthLimitOptions,
  isKnown: IsKnown = () => false,
): Handler {
  function pass(client: string, request: IncomingMessage, response: ServerResponse): void {
    response.once("close", () => {
      if (response.statusCode === 401) throttle.failed(client);
    });
    handle(request, response);
  }

  return (request, response) => {
    const client = clientAddress(request, trustedProxies);
    const waitMs = throttle.waitMs(client);
    if (waitMs === 0) return pass(client, request, response);
    Promise.resolve(request)
      .then(isKnown)
      .catch(() => false)
      .then((known) => (known ? pass(client, request, response) : refuse(request, response, waitMs)));
  };
}

function refuse(request: IncomingMessage, response: ServerResponse, retryAfterMs: number): void {
  const message = "Too many requests without a valid key. Wait, and check the key.";
  const error = new HubError("rate_limit_exceeded", message, { retryAfterMs });
  // A wrong key is no better the next time.
  response.setHeader("x-should-retry", "false");
  answerRequest(request, response, () => Promise.reject(error), {});
}
