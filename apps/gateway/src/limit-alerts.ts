import { type BudgetAlert, createAlerts, type Standing } from "@hub/budget";
import type { Logger } from "pino";
import type { SharedState } from "./shared-state.ts";
import type { SpendingConfig } from "./spending-config.ts";

/** Tells when limits are nearly, or wholly, used up. */
export interface LimitAlerts {
  observe(standings: readonly Standing[]): void;
  /** Waits, for a while, until what was to be told has been. */
  close(): Promise<void>;
}

/**
 * Alerts in the log, and as signed webhooks where there are any.
 *
 * @param secret the same for all instances: an alert has the same id wherever it is given, and after a restart
 */
export function createLimitAlerts(
  config: SpendingConfig["alerts"],
  secret: Uint8Array,
  shared: SharedState | undefined,
  log: Logger,
  onAlert: (alert: BudgetAlert) => void,
): LimitAlerts {
  const alerts = createAlerts({
    secret,
    store: shared?.answers,
    thresholds: config?.thresholds,
    endpoints: config?.webhooks,
    onAlert(alert) {
      log.warn({ alert }, "a limit is being used up");
      onAlert(alert);
    },
    onDelivery({ alert: { id }, endpoint, outcome, attempts, reason }) {
      if (outcome !== "delivered") log.error({ id, endpoint, outcome, attempts, reason }, "an alert was not delivered");
    },
  });
  return {
    observe(standings) {
      const now = Date.now();
      for (const standing of standings) {
        const { limit, spent } = standing;
        if (limit.per === "concurrent" || limit.max === 0) continue;
        alerts.observe({
          scope: limit.scope,
          limit: `${limit.resource} per ${limit.per}`,
          period: periodOf(standing, now),
          spent,
          max: limit.max,
        });
      }
    },
    close: () => alerts.close(),
  };
}

/** Names the window in which an alert is given once. One that rolls never ends; a day of it is as good as any. */
function periodOf({ limit: { per, rolling }, resetsAt }: Standing, now: number): string {
  if (per === "total") return "total";
  if (rolling) return new Date(now).toISOString().slice(0, 10);
  return new Date(resetsAt ?? now).toISOString();
}
