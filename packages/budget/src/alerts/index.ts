export type { AlertDelivery, BudgetAlert, Spending } from "./budget-alert.ts";
export { type AlertOptions, type AlertStore, type Alerts, createAlerts } from "./create-alerts.ts";
export { createTurns } from "./create-turns.ts";
export { type DeliveryResult, deliver } from "./deliver-alert.ts";
export { type AlertEndpoint, createWebhookSender, type WebhookSender } from "./webhook-endpoint.ts";
