import { createHmac } from "node:crypto";
import type { Standing } from "@hub/budget";
import {
  type Budget,
  BudgetStoreError,
  createConversationCeiling,
  createIdempotency,
  createLoopGuard,
  createSpendVelocity,
  type Idempotency,
} from "@hub/budget";
import {
  type BudgetedReserve,
  createBudgetedReserve,
  createGuard,
  createReplay,
  type Guard,
  type Replay,
} from "@hub/core";
import { HubError } from "@hub/protocol";
import type { SharedState } from "./shared-state.ts";
import type { SpendingConfig } from "./spending-config.ts";

/** The stages that keep accounts. */
export interface SpendingStages {
  accounts: BudgetedReserve;
  guard: Guard;
  replay: Replay;
}

/** What the stages are made from. */
export interface SpendingOptions {
  config: SpendingConfig;
  budget: Budget;
  /** What instances have in common: the names under which they count are derived from it. */
  secret: Uint8Array;
  shared: SharedState | undefined;
  onWarning(warning: string, correlationId: string): void;
  onStandings(standings: readonly Standing[]): void;
  onError(error: unknown): void;
}

/** Puts the stages together that keep accounts. */
export function createSpendingStages(options: SpendingOptions): SpendingStages {
  const { config, budget, shared, onError } = options;
  const { loops, velocity, conversation, idempotencyTtlMs } = config;
  const secret = createHmac("sha256", options.secret).update("hub spending").digest();
  const counting = { secret, store: shared?.counters };
  return {
    accounts: createBudgetedReserve({ budget, onWarning: options.onWarning, onStandings: options.onStandings }),
    guard: createGuard({
      loops: loops === false ? undefined : createLoopGuard({ ...loops, ...counting }),
      velocity:
        velocity && createSpendVelocity({ factor: velocity.factor, floorNanoUsd: velocity.floorUsd, ...counting }),
      ceiling:
        conversation &&
        createConversationCeiling({
          maxNanoUsd: conversation.maxUsd,
          maxRequests: conversation.maxRequests,
          ...counting,
        }),
      onError,
    }),
    replay: createReplay(
      failingClosed(
        createIdempotency({ secret, store: shared?.answers, ttlMs: idempotencyTtlMs, onStoreError: onError }),
      ),
    ),
  };
}

/** Where nobody knows whether a request was answered before, it is not answered again: that might be paid for twice. */
function failingClosed(idempotency: Idempotency): Idempotency {
  return {
    ...idempotency,
    async run(request, work) {
      try {
        return await idempotency.run(request, work);
      } catch (cause) {
        if (!BudgetStoreError.isInstance(cause)) throw cause;
        const remedy = "Nobody can tell right now whether this Idempotency-Key was used before. Try again.";
        throw new HubError("budget_unavailable", remedy, { retryAfterMs: 1_000, cause });
      }
    },
  };
}
