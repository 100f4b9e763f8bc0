import type { Audit } from "@hub/audit";
import type { Budget } from "@hub/budget";
import type { Catalog } from "@hub/catalog";
import type { Keyring, VendorCredential } from "@hub/keyring";

/** What the admin API needs of the gateway's parts. Times are milliseconds since 1970. */
export interface AdminParts {
  /** The account that is administered. */
  account: string;
  keyring: Pick<Keyring, "keys" | "projects" | "policies" | "credentials">;
  audit: Pick<Audit, "list" | "get" | "usage" | "exportJsonl" | "exportCsv">;
  /** What checkpoints of the audit trail are verified with, as PEM. */
  auditPublicKey: string;
  budget: Pick<Budget, "wallet" | "topUp" | "adjust" | "ledger" | "setUnlimited">;
  /** The id of a project's wallet; without a project, of the account's. */
  walletOf(project: string | undefined): string;
  /** The catalog as it is now. */
  catalog(): Catalog;
  /** How the vendors do that are connected. */
  vendors(): readonly VendorHealth[];
  /**
   * Asks a vendor whether it takes a credential. Absent: none can be asked.
   *
   * @throws HubError where it does not
   */
  validateCredential?(vendor: string, credential: VendorCredential): Promise<void>;
}

/** How a vendor does. */
export interface VendorHealth {
  id: string;
  name: string;
  circuits: readonly {
    model: string;
    state: "closed" | "open" | "half-open";
    /** 0 to 1 */
    errorRate: number;
    latencyMs?: number | undefined;
    openUntil?: number | undefined;
  }[];
}
