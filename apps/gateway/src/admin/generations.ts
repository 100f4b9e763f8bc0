import type { IncomingMessage, ServerResponse } from "node:http";
import type { Audit } from "@hub/audit";
import { type Authenticate, bearerToken, type HubRequest, type HubResponse, type Principal } from "@hub/core";
import { HubError } from "@hub/protocol";
import type { z } from "zod";
import { notFound } from "./admin-error.ts";
import { type AnswerOptions, answerRequest, jsonResponse } from "./answer-request.ts";
import { EntryView, showEntry } from "./entry-view.ts";

const GENERATIONS_PATH = "/v1/generations/";

/** What a caller gets to see of its own request: not the chain, nor what only the operator can tell anything by. */
const Receipt = EntryView.omit({ object: true, seq: true, hash: true, fingerprints: true });

/** A request's receipt. */
export type Receipt = z.output<typeof Receipt> & { object: "generation"; id: string };

/**
 * The receipt of a request that the same key has made; whether there are others' does not show.
 *
 * @throws HubError 404
 */
export async function findReceipt(
  audit: Pick<Audit, "get">,
  { account, project, keyId }: Pick<Principal, "account" | "project" | "keyId">,
  correlationId: string,
): Promise<Receipt> {
  const isId = /^[\w-]{1,128}$/.test(correlationId);
  const entry = isId ? await audit.get(correlationId, { account, project, keyId }) : undefined;
  // Looked at again: an absent project would fit them all.
  if (!entry || entry.record.keyId !== keyId || entry.record.project !== (project ?? null)) {
    throw notFound("This key has made no request of this id. It is in the header `x-hub-correlation-id` of an answer.");
  }
  return { object: "generation", id: correlationId, ...Receipt.parse(showEntry(entry)) };
}

/** What the receipts are made from. */
export interface GenerationsOptions extends AnswerOptions {
  authenticate: Authenticate;
  audit: Pick<Audit, "get">;
}

/** `GET /v1/generations/{correlation id}`: a caller's own receipts. */
export function createGenerations(options: GenerationsOptions) {
  async function work({ method, path, headers }: HubRequest): Promise<HubResponse> {
    const principal = await options.authenticate(bearerToken(headers));
    if (method !== "GET") throw new HubError("method_not_allowed", `${GENERATIONS_PATH}{id} takes GET, not ${method}.`);
    return jsonResponse(await findReceipt(options.audit, principal, path.slice(GENERATIONS_PATH.length)));
  }

  return {
    /** Whether a path is one of a receipt. */
    serves: (path: string): boolean => path.startsWith(GENERATIONS_PATH),
    /** Answers a request. Never throws. */
    answer(request: IncomingMessage, response: ServerResponse): void {
      answerRequest(request, response, work, options);
    },
  };
}
