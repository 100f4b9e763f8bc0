import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Budget, createBudget, createMemoryStore } from "@hub/budget";
import { createBudgetedReserve, createHub, type HubOptions, invalidApiKey } from "@hub/core";
import { toNodeHandler } from "@hub/core/node";

/** How agents reach the gateway, and what they may spend. */
export interface GatewayOptions extends Pick<HubOptions, "providers"> {
  /** The key that the agent sends. */
  apiKey: string;
  /** What the agent may spend in all, in nano-USD. */
  usd: number;
}

/** A running gateway. */
export interface Gateway {
  baseURL: string;
  budget: Budget;
  close(): Promise<void>;
}

/** Starts a gateway on a free port of this machine that lets one agent spend a fixed amount, and not a nano-dollar more. */
export async function startGateway({ providers, apiKey, usd }: GatewayOptions): Promise<Gateway> {
  const budget = createBudget({ store: createMemoryStore() });
  await budget.topUp({ wallet: "agent", usd, key: "first", reason: "The agent's allowance" });
  const accounts = createBudgetedReserve({ budget });
  const hub = createHub({
    providers,
    authenticate(token) {
      if (token !== apiKey) throw invalidApiKey(token);
      return { keyId: "agent", account: "agent", spending: { wallet: { id: "agent" } } };
    },
    reserve: accounts.reserve,
  });
  const server = createServer(toNodeHandler(hub));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    budget,
    async close() {
      server.close();
      // Idle connections of clients would keep the server, and with it the process, alive.
      server.closeAllConnections();
      // What has been answered is charged before the budget closes.
      await hub.close();
      await accounts.close();
      await budget.close();
    },
  };
}
