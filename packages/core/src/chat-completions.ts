import { type ChatRequest, encodeSseComment, encodeSseJson, HubError, toHubError } from "@hub/protocol";
import { endUserOf } from "./end-user.ts";
import type { Exchange } from "./exchange.ts";
import { type HubResponse, headerOf } from "./http.ts";
import { hubHeaders, jsonAnswer, STREAM_HEADERS } from "./response-headers.ts";
import { promptSizesOf } from "./routing/prompt-sizes.ts";
import { type AttemptOptions, attemptCompletion, attemptStream, type Errand } from "./stages/attempt.ts";
import { type Authenticate, bearerToken } from "./stages/authenticate.ts";
import type { Guard } from "./stages/guard.ts";
import type { Inspect, Inspection } from "./stages/inspect.ts";
import { parse } from "./stages/parse.ts";
import type { Plan } from "./stages/plan.ts";
import type { Replay } from "./stages/replay.ts";
import type { Reserve } from "./stages/reserve.ts";
import { restoreCompletion, restoreStream, type View } from "./stages/restore.ts";
import { failedWith, prepareEnding, type RequestEnding, type Settle } from "./stages/settle.ts";

/** The stages that can be exchanged, and the limits of those that cannot. */
export interface ChatCompletionsOptions {
  /** Throws when no request is taken any more. */
  admit: () => void;
  authenticate: Authenticate;
  /** Gives a repeated request the first one's answer. */
  replay: Replay;
  guard: Guard | undefined;
  inspect: Inspect;
  plan: Plan;
  reserve: Reserve;
  settle: Settle;
  attempts: Omit<AttemptOptions, "strictParams" | "onWarning">;
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
  errand: Errand;
  view: View;
  options: AttemptOptions;
  /** Charges what was spent, and tells about the end. */
  finish: RequestEnding["finish"];
}

/** `POST /v1/chat/completions`: the way of a request. */
export function createChatCompletions(stages: ChatCompletionsOptions) {
  return async function chatCompletions(exchange: Exchange): Promise<HubResponse> {
    const ending = prepareEnding(exchange, stages.settle);
    try {
      stages.admit();
      exchange.principal = await stages.authenticate(bearerToken(exchange.request.headers));
      const asked = await parse(exchange.request, stages.maxBodyBytes);
      exchange.requestedModel = asked.model;
      exchange.endUser = endUserOf(asked);
      return await stages.replay(asked, exchange, () => answer(asked, exchange, ending), ending.finish);
    } catch (error) {
      const failure = toHubError(error);
      await ending.finish(failedWith(failure)).catch(() => {});
      throw failure;
    }
  };

  async function answer(asked: ChatRequest, exchange: Exchange, ending: RequestEnding): Promise<HubResponse> {
    const pass = await stages.guard?.(asked, exchange);
    ending.pass = pass;
    if (pass?.refusal) throw pass.refusal;
    const { request, restorer, redactions, blocked } = await inspect(asked, exchange);
    exchange.redactions = redactions;
    if (blocked) throw blocked;
    exchange.promptSizes = promptSizesOf(request);
    const route = await stages.plan(request, exchange);
    const spending = stages.reserve(request, exchange);
    ending.spending = spending;

    const departure: Departure = {
      errand: { request, route, spending, exchange },
      view: { model: asked.model, includeUsage: asked.stream_options?.include_usage === true, restorer },
      options: attemptOptions(exchange),
      finish: ending.finish,
    };
    return asked.stream ? answerStreamed(departure) : answerWhole(departure);
  }

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
      ...stages.attempts,
      strictParams: FLAGS.get(asked) ?? stages.strictParams,
      onWarning: (warning) => stages.onWarning(warning, correlationId),
    };
  }

  async function answerWhole({ errand, view, options, finish }: Departure): Promise<HubResponse> {
    const completion = await attemptCompletion(errand, options);
    const { usage, service_tier: serviceTier } = completion;
    if (!usage) await errand.spending.deliver(completion);
    try {
      const restored = await restoreCompletion(completion, view);
      await finish({ outcome: "answered", status: 200, streamed: false, usage }, { serviceTier });
      return jsonAnswer(errand.exchange, restored);
    } catch (error) {
      // The vendor has billed its answer, whether the caller gets it or not.
      await finish({ ...failedWith(toHubError(error)), usage }, { serviceTier });
      throw error;
    }
  }

  /**
   * Waits for the first content, so that an error before it is a plain error. A vendor that takes longer than the
   * heartbeat gets a head start: the response begins, and what goes wrong from then on is told in the stream.
   */
  async function answerStreamed({ errand, view, options, finish }: Departure): Promise<HubResponse> {
    const { exchange, spending } = errand;
    let firstChunkMs: number | undefined;
    const { events, usage } = restoreStream(attemptStream(errand, options), view, spending, end);
    const first = events.next();
    const arrival = first.then(
      () => {
        firstChunkMs = performance.now() - exchange.startedTick;
      },
      () => {},
    );
    const { heartbeatMs } = stages;
    if (!(await takesLongerThan(heartbeatMs, arrival))) await first;

    async function end(isCutShort: boolean, error?: HubError): Promise<void> {
      if (error?.code === "internal_error") stages.reportInternalError(error.cause, exchange.correlationId);
      const outcome = error ? failedWith(error) : ({ outcome: "answered", status: 200 } as const);
      await finish(
        { ...outcome, streamed: true, usage: usage.usage(), firstChunkMs },
        { serviceTier: usage.serviceTier(), isCutShort },
      );
    }
    return {
      status: 200,
      headers: { ...hubHeaders(exchange), ...STREAM_HEADERS },
      body: untilTheEnd(first, events, (error) => end(false, error)),
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
  end: (error?: HubError) => Promise<void>,
): AsyncIterable<string> {
  let pending: typeof first | undefined = first;
  let isOver = false;

  // Not an async function: of what waits for a vendor's next word, there may be thousands.
  function next(): Promise<IteratorResult<string, void>> {
    if (isOver) return Promise.resolve({ done: true, value: undefined });
    const result = pending ?? events.next();
    pending = undefined;
    return result.then(passOn, sayWhy);
  }

  function passOn(result: IteratorResult<string, void>): typeof result | Promise<typeof result> {
    return result.done ? finish().then(() => result) : result;
  }

  async function sayWhy(error: unknown): Promise<IteratorResult<string, void>> {
    const failure = toHubError(error);
    await finish(failure);
    return { done: false, value: encodeSseJson(failure.toEnvelope()) };
  }

  async function leave(): Promise<IteratorResult<string, void>> {
    if (!isOver) {
      const finished = finish(new HubError("client_closed_request", "The caller stopped reading."));
      await events.return();
      await finished;
    }
    return { done: true, value: undefined };
  }

  /** A charge that cannot be recorded now has nobody left here to be told to; it is recorded later. */
  async function finish(error?: HubError): Promise<void> {
    isOver = true;
    await end(error).catch(() => {});
  }

  return { [Symbol.asyncIterator]: () => ({ next, return: leave }) };
}
