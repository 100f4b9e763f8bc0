import type { ChatChunk, ChatCompletion, ChatRequest } from "@hub/protocol";
import { HubError, toHubError } from "@hub/protocol";
import type { ProviderCall } from "@hub/provider";
import type { Exchange } from "../exchange.ts";
import type { Candidate } from "./plan.ts";

/** Most vendors to ask for one request. */
const MAX_ATTEMPTS = 3;
/** Chunks without content to hold back while waiting for the first that has some. */
const MAX_LEADING_CHUNKS = 16;

/** How requests are sent to vendors. */
export interface AttemptOptions {
  strictParams: boolean;
  onWarning?: ((warning: string) => void) | undefined;
}

/** A streamed answer whose first content has arrived: from here on the vendor cannot be changed. */
export interface StartedStream {
  /** The chunks up to and including the first with content. */
  leading: readonly ChatChunk[];
  /** The rest. */
  chunks: AsyncIterator<ChatChunk, void, undefined>;
}

/** Asks the candidates in order until one answers. */
export function attemptCompletion(
  request: ChatRequest,
  plan: readonly Candidate[],
  exchange: Exchange,
  options: AttemptOptions,
): Promise<ChatCompletion> {
  return attempt(plan, exchange, async (candidate) => {
    const { completion, droppedParams } = await candidate.provider.complete(
      callFor(candidate, request, exchange, options),
    );
    exchange.droppedParams = droppedParams;
    return completion;
  });
}

/** Asks the candidates in order until one begins to answer with content. */
export function attemptStream(
  request: ChatRequest,
  plan: readonly Candidate[],
  exchange: Exchange,
  options: AttemptOptions,
): Promise<StartedStream> {
  return attempt(plan, exchange, async (candidate) => {
    const { chunks, droppedParams } = await candidate.provider.stream(callFor(candidate, request, exchange, options));
    exchange.droppedParams = droppedParams;
    return start(chunks[Symbol.asyncIterator]());
  });
}

async function attempt<T>(
  plan: readonly Candidate[],
  exchange: Exchange,
  ask: (candidate: Candidate) => Promise<T>,
): Promise<T> {
  let failure: HubError | undefined;
  for (const candidate of plan.slice(0, MAX_ATTEMPTS)) {
    exchange.candidate = candidate;
    exchange.droppedParams = [];
    exchange.attempts++;
    try {
      return await ask(candidate);
    } catch (error) {
      failure = toHubError(error);
      if (!failure.retryable) break;
    }
  }
  throw failure ?? new HubError("no_provider_available", "No vendor can take this request right now.");
}

function callFor(
  { model, credential }: Candidate,
  request: ChatRequest,
  exchange: Exchange,
  { strictParams, onWarning }: AttemptOptions,
): ProviderCall {
  return { request: { ...request, model }, signal: exchange.request.signal, credential, strictParams, onWarning };
}

/** Vendors report overload as an error event after chunks that say nothing yet: those must not bind us to them. */
async function start(iterator: AsyncIterator<ChatChunk, void, undefined>): Promise<StartedStream> {
  const leading: ChatChunk[] = [];
  while (leading.length < MAX_LEADING_CHUNKS) {
    const next = await iterator.next();
    if (next.done) break;
    leading.push(next.value);
    if (hasContent(next.value)) break;
  }
  return { leading, chunks: iterator };
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
