import type { AdminParts } from "./ports.ts";
import type { Route } from "./route.ts";
import { auditRoutes } from "./routes/audit-routes.ts";
import { credentialRoutes } from "./routes/credential-routes.ts";
import { keyRoutes } from "./routes/key-routes.ts";
import { policyRoutes } from "./routes/policy-routes.ts";
import { projectRoutes } from "./routes/project-routes.ts";
import { vendorRoutes } from "./routes/vendor-routes.ts";
import { walletRoutes } from "./routes/wallet-routes.ts";

/** All operations. Of two that fit a path the first is meant. */
export function adminRoutes(parts: AdminParts, now: () => number): readonly Route[] {
  return [
    ...projectRoutes(parts),
    ...keyRoutes(parts, now),
    ...walletRoutes(parts),
    ...credentialRoutes(parts),
    ...policyRoutes(parts),
    ...auditRoutes(parts),
    ...vendorRoutes(parts),
  ];
}
