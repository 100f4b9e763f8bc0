import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { Strategy } from "./candidate.ts";
import { systemClock } from "./clock.ts";
import { createRouter, type Router } from "./create-router.ts";
import { answerError } from "./express/answer-error.ts";
import {
  type ForwardedAnswer,
  type ForwardedRequest,
  type ForwardTarget,
  forward,
  responseHeaders,
} from "./express/forward.ts";
import { type HttpTarget, toCandidate } from "./express/http-target.ts";
import { readBody, type WithBody } from "./express/read-body.ts";
import { isRefusal, UpstreamRefusal } from "./express/upstream-refusal.ts";
import type { AttemptContext, Outcome } from "./run.ts";

export type { HttpTarget } from "./express/http-target.ts";

/** How requests are routed. */
export interface RouteRequestsOptions {
  targets: readonly HttpTarget[];
  /** Default `cheapest`. */
  strategy?: Strategy | undefined;
  /** Default: one of its own. */
  router?: Router | undefined;
  /** Most targets to ask for one request. Default 3. */
  maxAttempts?: number | undefined;
  /** Time for all of them, up to the first byte of an answer, in milliseconds. Default 60,000. */
  deadlineMs?: number | undefined;
  /** Time for one of them, up to the first byte, in milliseconds. Default 20,000. */
  timeoutMs?: number | undefined;
  /** Largest body of a request, in bytes. It is kept until a target answers. Default 33,554,432. */
  maxBodyBytes?: number | undefined;
}

interface Reply {
  answer: ForwardedAnswer;
  outcome?: Outcome<ForwardTarget, ForwardedAnswer>;
}

/**
 * An Express handler (4 and 5; any framework with its calling convention) that sends requests on to HTTP services and
 * goes to the next one while a service cannot be reached, says nothing in time, or answers 408, 425, 429 or from 500
 * on. Once an answer's first byte is here, no other service is asked. Where all fail, the client gets the answer of one.
 *
 * @example
 * app.use("/v1", routeRequests({ targets: [{ key: "eu", url: "https://eu.example/v1" }, { key: "us", url: "https://us.example/v1" }] }));
 * @throws RangeError for targets or limits that are no such thing
 * @throws TypeError for a URL that is none
 */
export function routeRequests(options: RouteRequestsOptions) {
  const { strategy, router = createRouter(), maxAttempts = 3, deadlineMs = 60_000, timeoutMs = 20_000 } = options;
  const { maxBodyBytes = 32 * 1024 * 1024 } = options;
  for (const [name, value] of Object.entries({ maxAttempts, deadlineMs, timeoutMs, maxBodyBytes })) {
    if (!(value > 0)) throw new RangeError(`${name} must be a number above 0.`);
  }
  const candidates = options.targets.map(toCandidate);
  if (candidates.length === 0) throw new RangeError("There must be a target to route to.");
  // What is wrong with the targets shows here and not at the first request.
  router.plan(candidates, strategy);

  async function handle(incoming: IncomingMessage & WithBody, response: ServerResponse, signal: AbortSignal) {
    const { method = "GET", url: path = "/", headers } = incoming;
    const body = await readBody(incoming, maxBodyBytes);
    const { answer, outcome } = await ask({ method, path, headers, body }, signal);
    if (outcome) {
      response.setHeader("x-hub-provider", outcome.target.key);
      response.setHeader("x-hub-route-reason", outcome.step.reason);
      response.setHeader("x-hub-attempts", outcome.attempts);
    }
    await send(answer, response, outcome?.fail);
  }

  /** The answer for the client: without an outcome, a refusal. */
  async function ask(request: ForwardedRequest, signal: AbortSignal): Promise<Reply> {
    const answers: ForwardedAnswer[] = [];
    const attempt = async (target: ForwardTarget, context: AttemptContext) => {
      const answer = await withinTime(timeoutMs, context.signal, (limit) => forward(request, target, limit));
      answers.push(answer);
      if (isRefusal(answer.response)) throw new UpstreamRefusal(answer);
      return answer;
    };
    const options = { signal, maxAttempts, deadlineMs };
    const reply = await router.run(router.plan(candidates, strategy), attempt, options).then(
      (outcome): Reply => ({ answer: outcome.value, outcome }),
      (error: unknown): Reply => {
        if (error instanceof UpstreamRefusal) return { answer: error.answer };
        throw error;
      },
    );
    for (const answer of answers) if (answer !== reply.answer) answer.discard();
    return reply;
  }

  return function routeRequestsHandler(
    request: IncomingMessage,
    response: ServerResponse,
    next: (error?: unknown) => void,
  ): void {
    const left = new AbortController();
    response.once("close", () => left.abort());
    // The client may have left while a middleware before this one was waiting for something.
    if (response.destroyed) left.abort();
    handle(request, response, left.signal).catch((error: unknown) => {
      if (!left.signal.aborted && !answerError(error, response)) next(error);
    });
  };
}

/** The time is for the first byte: what follows may take as long as it likes. */
async function withinTime<R>(ms: number, signal: AbortSignal, work: (limit: AbortSignal) => Promise<R>): Promise<R> {
  const late = new AbortController();
  const reason = new DOMException("The target said nothing in time.", "TimeoutError");
  const cancel = systemClock.after(ms, () => late.abort(reason));
  try {
    return await work(AbortSignal.any([signal, late.signal]));
  } finally {
    cancel();
  }
}

/** Sends an answer on as it comes. When it breaks off, so does what the client gets. */
async function send(
  { response: from, body }: ForwardedAnswer,
  to: ServerResponse,
  onBreak?: (error: unknown) => void,
): Promise<void> {
  try {
    to.statusCode = from.status;
    for (const [name, value] of responseHeaders(from)) to.setHeader(name, value);
    await pipeline(body, to);
  } catch (error) {
    onBreak?.(error);
    to.destroy();
  }
}
