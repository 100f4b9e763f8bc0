import { HubError } from "@hub/protocol";
import { type Classify, classifyByStatus } from "@hub/router";

/** How long a credential that a vendor refuses is left alone, in milliseconds. */
const REFUSED_CREDENTIAL_MS = 60_000;

/** What one vendor cannot do, or does not have, another may. It says nothing about the vendor's health. */
const ONLY_HERE: ReadonlySet<string> = new Set(["unsupported_parameter", "context_length_exceeded", "model_not_found"]);

/** What a vendor's failure means for the request and for the vendor. */
export const classifyFailure: Classify = (error) => {
  if (!HubError.isInstance(error)) return classifyByStatus(error);
  if (error.code === "client_closed_request") return { retryable: false, counts: false };
  if (ONLY_HERE.has(error.code)) return { retryable: true, counts: false };
  if (error.code === "upstream_auth_error") {
    return { retryable: true, counts: false, limited: true, retryAfterMs: REFUSED_CREDENTIAL_MS };
  }
  return classifyByStatus(error);
};
