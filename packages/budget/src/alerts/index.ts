export type { AlertDelivery, BudgetAlert, Spending } from "./budget-alert.ts";
export { type AlertOptions, type AlertStore, type Alerts, createAlerts } from "./create-alerts.ts";
export type { AlertEndpoint } from "./webhook-endpoint.ts";
