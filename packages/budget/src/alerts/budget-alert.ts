/** Where a budget stands. */
export interface Spending {
  /** Whose budget: `key:k7`, `account:a1`. It is named in alerts. */
  scope: string;
  /** Which of its budgets: `usd per month`. */
  limit: string;
  /** Which period, by a name or number that no other period of this budget has: `2026-11`, or when it began. */
  period: string | number;
  /** How much is spent, in whatever the budget is counted in: nano-USD, tokens, requests. */
  spent: number;
  /** How much there is. */
  max: number;
}

/** A budget that has reached a threshold. */
export interface BudgetAlert extends Spending {
  /** The same for the same threshold of the same period, also from another instance. */
  id: string;
  /** The share that has been reached, in percent. */
  threshold: number;
  /** When it was noticed, in milliseconds since 1970. */
  at: number;
}

/** What became of an alert's way to one endpoint. */
export interface AlertDelivery {
  alert: BudgetAlert;
  /** Which of the endpoints, counted from 0. */
  endpoint: number;
  /** `dropped`: too many were waiting, or the alerts were closed. */
  outcome: "delivered" | "failed" | "dropped";
  attempts: number;
  /** Why not: `status 500`, `timeout`, `private address` or a code of Node.js. Never an address or a secret. */
  reason?: string;
}

/** An alert as the body of a webhook. */
export function toWebhookBody({ scope, limit, period, threshold, spent, max, at }: BudgetAlert): string {
  const data = { scope, limit, period, threshold, spent, max };
  return JSON.stringify({ type: "budget.threshold_reached", timestamp: new Date(at).toISOString(), data });
}
