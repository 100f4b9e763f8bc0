import { HubError } from "@hub/protocol";
import type { Credential, Provider } from "@hub/provider";

/** A name that no vendor has for a model: what is asked of it is refused, and costs nothing. */
const NO_MODEL = "hub-credential-check";

/** What a vendor makes of a credential. */
export type Trial =
  | { outcome: "accepted" }
  /** The vendor does not take it. */
  | { outcome: "refused"; reason: string }
  /** Nobody knows: the vendor cannot be reached, or has troubles of its own. */
  | { outcome: "unknown"; reason: string };

/** What tells that a vendor has looked at more than the credential. */
const ACCEPTING: ReadonlySet<string> = new Set([
  "model_not_found",
  "model_not_allowed",
  "invalid_request",
  "unsupported_parameter",
  "invalid_value",
  "rate_limit_exceeded",
]);

/**
 * Finds out whether a vendor takes a credential, by asking for a model that it does not have. Vendors look at the
 * credential first, as every simulated one does.
 *
 * @param credential default: the provider's own
 */
export async function tryCredential(provider: Provider, signal: AbortSignal, credential?: Credential): Promise<Trial> {
  const request = { model: NO_MODEL, messages: [{ role: "user" as const, content: "Hello" }], max_tokens: 1 };
  try {
    await provider.complete({ request, signal, credential });
    return { outcome: "accepted" };
  } catch (error) {
    if (!HubError.isInstance(error)) throw error;
    const { code, message: reason, retryable } = error;
    if (ACCEPTING.has(code)) return { outcome: "accepted" };
    return { outcome: code === "upstream_auth_error" && !retryable ? "refused" : "unknown", reason };
  }
}

/** How long a vendor may take to answer, in milliseconds. */
const TIMEOUT_MS = 15_000;

/** Asks the connected vendors whether they take a credential: what the admin API's `validate` needs. */
export function createCredentialCheck(providers: readonly Provider[]) {
  /** @throws HubError where the vendor does not take it, or nobody can tell */
  return async function validateCredential(vendor: string, credential: Credential): Promise<void> {
    const provider = providers.find(({ id }) => id === vendor);
    if (!provider) {
      const remedy = `${vendor} is not connected, so it cannot be asked. Leave \`validate\` out.`;
      throw new HubError("invalid_value", remedy, { param: "validate" });
    }
    const trial = await tryCredential(provider, AbortSignal.timeout(TIMEOUT_MS), credential);
    if (trial.outcome === "accepted") return;
    const remedy = `The credential is not stored. ${trial.reason}`;
    throw new HubError(trial.outcome === "refused" ? "invalid_value" : "upstream_error", remedy, { retryable: false });
  };
}
