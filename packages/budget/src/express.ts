export { type GuardBudgetOptions, guardBudget, spendingOf } from "./express/guard-budget.ts";
export type { GuardedCost, Spending } from "./express/spending.ts";
