import { type ChatRequest, encodeSseComment, encodeSseJson, HubError, toHubError } from "@hub/protocol";
import type { Exchange } from "./exchange.ts";
import { type HubResponse, headerOf } from "./http.ts";
import { hubHeaders, jsonAnswer, STREAM_HEADERS } from "./response-headers.ts";
import { type AttemptOptions, attemptCompletion, attemptStream } from "./stages/attempt.ts";
import { type Authenticate, bearerToken } from "./stages/authenticate.ts";
import type { Inspect, Inspection } from "./stages/inspect.ts";
import { parse } from "./stages/parse.ts";
import type { Candidate, Plan } from "./stages/plan.ts";
import type { Reserve } from "./stages/reserve.ts";
import { restoreCompletion, restoreStream, type View } from "./stages/restore.ts";
import { type Ending, failedWith, type Settle, settleOnce } from "./stages/settle.ts";

/** The stages that can be exchanged, and the limits of those that cannot. */
export interface ChatCompletionsOptions {
  /** Throws when no request is taken any more. */
  admit: () => void;
  authenticate: Authenticate;
  inspect: Inspect;
  plan: Plan;
  reserve: Reserve;
  settle: Settle;
  maxBodyBytes: number;
  /** How long a stream may be silent before the caller is told that it is alive, in milliseconds. */
  heartbeatMs: number;
  strictParams: boolean;
  /** Never throws. */
  onWarning: (warning: string, correlationId: string) => void;
  /** Told about failures of the hub itself that come too late to be thrown. Never throws. */
  reportInternalError: (error: unknown, correlationId: string) => void;
}

/** What a header that turns something on or off may say. Anything else leaves the setting as it is. */
const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["1", true],
  ["false", false],
  ["0", false],
]);

/** A request on its way to a vendor. */
interface Departure {
  exchange: Exchange;
  request: ChatRequest;
  plan: readonly Candidate[];
  view: View;
  options: AttemptOptions;
}

/** `POST /v1/chat/completions`: the way of a request. */
export function createChatCompletions(stages: ChatCompletionsOptions) {
  return async function chatCompletions(exchange: Exchange): Promise<HubResponse> {
    const settle = settleOnce(exchange, stages.settle);
    try {
      stages.admit();
      exchange.principal = await stages.authenticate(bearerToken(exchange.request.headers));
      const asked = await parse(exchange.request, stages.maxBodyBytes);
      exchange.requestedModel = asked.model;
      const { request: inspected, restorer, redactions, blocked } = await inspect(asked, exchange);
      exchange.redactions = redactions;
      if (blocked) throw blocked;
      const plan = await stages.plan(inspected, exchange);
      const { request, maxTokens } = await stages.reserve(inspected, plan, exchange);
      exchange.maxTokens = maxTokens;

      const view = { model: asked.model, includeUsage: asked.stream_options?.include_usage === true, restorer };
      const departure = { exchange, request, plan, view, options: attemptOptions(exchange) };
      return await (asked.stream ? answerStreamed(departure, settle) : answerWhole(departure, settle));
    } catch (error) {
      const failure = toHubError(error);
      settle(failedWith(failure));
      throw failure;
    }
  };

  async function inspect(asked: ChatRequest, exchange: Exchange): Promise<Inspection> {
    const startedTick = performance.now();
    try {
      return await stages.inspect(asked, exchange);
    } finally {
      exchange.scanMs = performance.now() - startedTick;
    }
  }

  function attemptOptions({ request, correlationId }: Exchange): AttemptOptions {
    const asked = headerOf(request.headers, "x-hub-strict-params")?.trim().toLowerCase() ?? "";
    return {
      strictParams: FLAGS.get(asked) ?? stages.strictParams,
      onWarning: (warning) => stages.onWarning(warning, correlationId),
    };
  }

  async function answerWhole(departure: Departure, settle: (ending: Ending) => void): Promise<HubResponse> {
    const { exchange, request, plan, view, options } = departure;
    const completion = restoreCompletion(await attemptCompletion(request, plan, exchange, options), view);
    settle({ outcome: "answered", status: 200, streamed: false, usage: completion.usage });
    return jsonAnswer(exchange, completion);
  }

  /**
   * Waits for the first content, so that an error before it is a plain error. A vendor that takes longer than the
   * heartbeat gets a head start: the response begins, and what goes wrong from then on is told in the stream.
   */
  async function answerStreamed(departure: Departure, settle: (ending: Ending) => void): Promise<HubResponse> {
    const { exchange, request, plan, view, options } = departure;
    const { events, usage } = restoreStream(attemptStream(request, plan, exchange, options), view);
    const first = events.next();
    let firstChunkMs: number | undefined;
    const arrival = first.then(
      () => {
        firstChunkMs = performance.now() - exchange.startedTick;
      },
      () => {},
    );
    const { heartbeatMs } = stages;
    if (!(await takesLongerThan(heartbeatMs, arrival))) await first;

    const end = (error?: HubError) => {
      if (error?.code === "internal_error") stages.reportInternalError(error.cause, exchange.correlationId);
      settle({
        ...(error ? failedWith(error) : { outcome: "answered", status: 200 }),
        streamed: true,
        usage: usage.usage,
        firstChunkMs,
      });
    };
    return {
      status: 200,
      headers: { ...hubHeaders(exchange), ...STREAM_HEADERS },
      body: untilTheEnd(first, events, end),
      heartbeat: { text: encodeSseComment("still here"), everyMs: heartbeatMs },
    };
  }
}

async function takesLongerThan(milliseconds: number, event: Promise<void>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, milliseconds, true);
  try {
    return await Promise.race([event.then(() => false), late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A stream's events, with its error as the last of them where there is one. Reports the one end that it comes to, also
 * when the reader leaves early or never begins.
 */
function untilTheEnd(
  first: Promise<IteratorResult<string, void>>,
  events: AsyncGenerator<string, void, undefined>,
  end: (error?: HubError) => void,
): AsyncIterable<string> {
  let pending: typeof first | undefined = first;
  let over = false;

  async function next(): Promise<IteratorResult<string, void>> {
    if (over) return { done: true, value: undefined };
    try {
      const result = await (pending ?? events.next());
      pending = undefined;
      if (result.done) finish();
      return result;
    } catch (error) {
      const failure = toHubError(error);
      finish(failure);
      return { done: false, value: encodeSseJson(failure.toEnvelope()) };
    }
  }

  async function leave(): Promise<IteratorResult<string, void>> {
    if (!over) {
      finish(new HubError("client_closed_request", "The caller stopped reading."));
      await events.return();
    }
    return { done: true, value: undefined };
  }

  function finish(error?: HubError): void {
    over = true;
    end(error);
  }

  return { [Symbol.asyncIterator]: () => ({ next, return: leave }) };
}
