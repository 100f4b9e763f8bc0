import type { ChatChunk, ChatCompletion, ChatRequest, Usage } from "@hub/protocol";
import { HubError, toHubError } from "@hub/protocol";
import type { ChunkIterator, ProviderCall } from "@hub/provider";
import { type Outcome, type Router, RoutingError } from "@hub/router";
import type { Exchange } from "../exchange.ts";
import type { Candidate, Route } from "./plan.ts";
import type { Spending } from "./reserve.ts";

/** Chunks without content to hold back while waiting for the first that has some. */
const MAX_LEADING_CHUNKS = 16;

/** How requests are sent to vendors. */
export interface AttemptOptions {
  router: Router;
  /** Most vendors to ask for one request. */
  maxAttempts: number;
  /** Time for all of them, up to the first content, in milliseconds. */
  deadlineMs: number;
  strictParams: boolean;
  onWarning?: ((warning: string) => void) | undefined;
}

/** A streamed answer whose first content has arrived: from here on the vendor cannot be changed. */
export interface StartedStream {
  /** The chunks up to and including the first with content. */
  leading: readonly ChatChunk[];
  /** The rest. */
  chunks: ChunkIterator;
  /** A break in an answer that has begun cannot be mended, but counts against its vendor all the same. */
  fail(error: unknown): void;
}

/** A request that is ready to be sent, and where it may go. */
export interface Errand {
  request: ChatRequest;
  route: Route;
  spending: Spending;
  exchange: Exchange;
}

/**
 * Asks the candidates in order until one answers.
 *
 * @throws HubError the failure that says most, when none does
 */
export async function attemptCompletion(errand: Errand, options: AttemptOptions): Promise<ChatCompletion> {
  const { value } = await attempt(errand, options, async (candidate, call) => {
    const { completion, droppedParams } = await candidate.provider.complete(call);
    errand.exchange.droppedParams = droppedParams;
    return completion;
  });
  return value;
}

/**
 * Asks the candidates in order until one begins to answer with content.
 *
 * @throws HubError the failure that says most, when none does
 */
export async function attemptStream(errand: Errand, options: AttemptOptions): Promise<StartedStream> {
  const outcome = await attempt(errand, options, async (candidate, call) => {
    const { chunks, droppedParams } = await candidate.provider.stream(call);
    errand.exchange.droppedParams = droppedParams;
    return start(chunks[Symbol.asyncIterator](), errand.spending);
  });
  return { ...outcome.value, fail: outcome.fail };
}

async function attempt<T>(
  { request, route, spending, exchange }: Errand,
  { router, maxAttempts, deadlineMs, strictParams, onWarning }: AttemptOptions,
  ask: (candidate: Candidate, call: ProviderCall) => Promise<T>,
): Promise<Outcome<Candidate, T>> {
  let affordable = request;
  let refusal: HubError | undefined;
  try {
    return await router.run(
      route,
      (candidate, { signal }) => {
        const { model, credential } = candidate;
        spending.noteSent();
        return ask(candidate, { request: { ...affordable, model }, signal, credential, strictParams, onWarning });
      },
      {
        signal: exchange.request.signal,
        isOwnSignal: true,
        // Callers ask again by themselves where there is only one vendor to ask.
        maxAttempts: Math.min(maxAttempts, Math.max(1, route.steps.length)),
        deadlineMs,
        async before(candidate, { attempt }) {
          const allowed = await spending.requestFor(candidate);
          if (HubError.isInstance(allowed)) {
            refusal ??= allowed;
            return false;
          }
          affordable = allowed;
          exchange.candidate = candidate;
          exchange.droppedParams = [];
          exchange.attempts = attempt;
          return true;
        },
      },
    );
  } catch (error) {
    // Who was asked says more than who could not be paid.
    throw refusal && exchange.attempts === 0 && !exchange.request.signal?.aborted
      ? refusal
      : toFailure(error, route, exchange);
  }
}

function toFailure(error: unknown, route: Route, { request }: Exchange): HubError {
  if (request.signal?.aborted) return new HubError("client_closed_request", "The caller hung up.");
  if (!(error instanceof RoutingError)) return withLeastWait(toHubError(error), route);
  const code = error.code === "no_target" ? "no_provider_available" : "upstream_timeout";
  const message =
    error.code === "no_target"
      ? "No vendor can take this request right now."
      : "No vendor has answered in the time that all of them have together.";
  return new HubError(code, message, { retryAfterMs: error.retryAfterMs, cause: error });
}

/** Where all that were asked are used up, a vendor that was not asked may be back before them. */
function withLeastWait(failure: HubError, { filtered }: Route): HubError {
  if (failure.status !== 429 || failure.retryAfterMs === undefined) return failure;
  const waits = filtered.flatMap((each) => each.retryAfterMs ?? []);
  const retryAfterMs = Math.min(failure.retryAfterMs, ...waits);
  if (retryAfterMs === failure.retryAfterMs) return failure;
  const { code, message, status, param, vendorCode } = failure;
  return new HubError(code, message, { status, param, vendorCode, retryAfterMs, cause: failure });
}

/** Vendors report overload as an error event after chunks that say nothing yet: those must not bind us to them. */
async function start(chunks: ChunkIterator, spending: Spending): Promise<Omit<StartedStream, "fail">> {
  const leading: ChatChunk[] = [];
  let usage: Usage | undefined;
  try {
    while (leading.length < MAX_LEADING_CHUNKS) {
      const next = await chunks.next();
      if (next.done) break;
      leading.push(next.value);
      usage = next.value.usage ?? usage;
      if (hasContent(next.value)) break;
    }
  } catch (error) {
    // What a vendor has counted before it broke off, it has billed.
    if (usage) spending.noteBilled(usage);
    throw error;
  }
  return { leading, chunks };
}

function hasContent({ choices }: ChatChunk): boolean {
  return choices.some(({ delta, finish_reason }) => {
    if (finish_reason) return true;
    return Object.entries(delta).some(([field, value]) => field !== "role" && !isNothing(value));
  });
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}
