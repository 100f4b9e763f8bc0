import { createHash } from "node:crypto";

/** How many parts the list of held reservations is written in. */
export const HELD_PARTS = 64;

/** The keys of what is kept. Names go in as hashes: some storages take no long keys, and Keyv may change strange ones. */
export const keys = {
  owner: "budget-owner",
  journal: "budget-journal",
  wallet: (id: string) => `budget-wallet-${hash(id)}`,
  counter: (name: string) => `budget-counter-${hash(name)}`,
  reservation: (id: string) => `budget-reservation-${hash(id)}`,
  credit: (wallet: string, key: string) => `budget-credit-${hash(JSON.stringify([wallet, key]))}`,
  entry: (wallet: string, seq: number) => `budget-entry-${hash(wallet)}-${seq}`,
  held: (part: number) => `budget-held-${part}`,
} as const;

/** In which part of the list of held reservations an id is. */
export function partOf(id: string): number {
  return Number.parseInt(hash(id).slice(0, 2), 16) % HELD_PARTS;
}

function hash(name: string): string {
  return createHash("sha256").update(name).digest("hex");
}
