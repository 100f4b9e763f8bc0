import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { BudgetStoreError } from "../budget-error.ts";
import type { Budget } from "../create-budget.ts";
import type { ReserveResult } from "../model/reservation.ts";
import { rateLimitHeaders } from "../rate-limit-headers.ts";
import { refusalError } from "../refusal-error.ts";
import { settleBeforeEnd } from "./settle-before-end.ts";
import { type GuardedCost, openSpending, type Spending } from "./spending.ts";

/** What the guard may be told beside what a request costs. */
export interface GuardBudgetOptions {
  /** Hears why the store could not answer; the client gets a 503. */
  onError?: (error: unknown) => void;
}

const spendings = new WeakMap<ServerResponse, Spending>();

/**
 * Express middleware (4 and 5; any framework with its calling convention) that lets a request pass only when what it may
 * cost has been set aside, and charges it before the last byte of the answer leaves: what the handler reports; where it
 * reports nothing, all that was set aside, or nothing if it answered with an error.
 *
 * @param cost says what a request may cost and who pays; `undefined`: it passes unguarded
 * @example
 * app.post("/paint", guardBudget(budget, () => ({ wallet: { id: "acme" }, usd: 40_000_000 })), handler);
 */
export function guardBudget<Request extends IncomingMessage>(
  budget: Budget,
  cost: (request: Request) => GuardedCost | undefined | Promise<GuardedCost | undefined>,
  { onError }: GuardBudgetOptions = {},
) {
  function unavailable(response: ServerResponse, error: unknown): void {
    onError?.(error);
    if (response.headersSent) return;
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    response.setHeader("retry-after", "1");
    answerError(response, 503, "server_error", "budget_unavailable", "The budget cannot be checked now; try again.");
  }

  /** True if the next handler may have the request. */
  async function admit(request: Request, response: ServerResponse): Promise<boolean> {
    const wanted = await cost(request);
    if (!wanted) return true;
    const result = await budget.reserve({ ...wanted, id: randomUUID() });
    for (const [name, value] of Object.entries(rateLimitHeaders(result.standings, Date.now())))
      response.setHeader(name, value);
    if (!result.ok) {
      answerRefusal(response, result);
      return false;
    }
    if (response.destroyed) {
      // The caller has left meanwhile: nobody would hear of the answer, and nobody would end the reservation.
      await budget.release(result.id);
      return false;
    }
    if (result.clamped) response.setHeader("x-hub-max-tokens", String(result.output));
    const spending = openSpending(budget, result, wanted);
    spendings.set(response, spending);
    response.once("close", spending.leave);
    settleBeforeEnd(
      response,
      () => spending.finish(response.statusCode < 400),
      (error) => unavailable(response, error),
    );
    return true;
  }

  return function guardBudgetMiddleware(
    request: Request,
    response: ServerResponse,
    next: (error?: unknown) => void,
  ): void {
    admit(request, response).then(
      (admitted) => {
        if (admitted) next();
      },
      (error: unknown) => {
        if (BudgetStoreError.isInstance(error)) unavailable(response, error);
        else next(error);
      },
    );
  };
}

/** What a request that `guardBudget` let pass may spend; `undefined` where it passed unguarded. */
export function spendingOf(response: ServerResponse): Spending | undefined {
  return spendings.get(response);
}

function answerRefusal(response: ServerResponse, { refusal }: Extract<ReserveResult, { ok: false }>): void {
  const { status, type, code, message, retryAfterMs } = refusalError(refusal);
  if (retryAfterMs !== null) response.setHeader("retry-after", String(Math.ceil(retryAfterMs / 1_000)));
  answerError(response, status, type, code, message);
}

function answerError(response: ServerResponse, status: number, type: string, code: string, message: string): void {
  response.statusCode = status;
  response.setHeader("content-type", "application/json; charset=utf-8");
  response.end(JSON.stringify({ error: { message, type, param: null, code } }));
}
