import type { SealContext } from "../secrets/seal.ts";

/** Where a credential is kept: an owner has one for each vendor. */
export interface Slot {
  readonly account: string;
  readonly project?: string;
  readonly vendor: string;
}

/** The name of a slot: JSON keeps its parts apart. */
export function slotId({ account, project, vendor }: Slot): string {
  return JSON.stringify([account, project ?? null, vendor]);
}

/** What the credential of that id in that slot is sealed for. */
export function contextOf({ account, project, vendor }: Slot, id: string): SealContext {
  return ["credential", account, project ?? null, vendor, id];
}
