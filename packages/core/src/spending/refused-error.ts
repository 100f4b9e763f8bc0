import { type Refusal, refusalError, type WalletState } from "@hub/budget";
import { HubError } from "@hub/protocol";

/** When to ask again where requests in flight hold what is missing: nobody knows when one of them ends. */
const IN_FLIGHT_RETRY_MS = 1_000;

/** What a caller is told about a refused reservation. */
export function refusedError(refusal: Refusal, wallet: WalletState | undefined): HubError {
  const { code, message, retryAfterMs } = refusalError(refusal);
  if (code !== "insufficient_balance" || !wallet || wallet.balance < refusal.needed) {
    return new HubError(code, message, { retryAfterMs: retryAfterMs ?? undefined });
  }
  const explanation = `${message} Requests that are running hold the rest: try again.`;
  return new HubError(code, explanation, { retryable: true, retryAfterMs: IN_FLIGHT_RETRY_MS });
}
