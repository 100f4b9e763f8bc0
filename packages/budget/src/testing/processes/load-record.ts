/** What a process under load writes down, each line before or after a call. */
export type LoadRecord =
  | { step: "owing" | "owed" | "settling" | "settled"; id: string; usd: number }
  | { step: "reserved" | "releasing" | "released"; id: string }
  | { step: "credited"; id: string; usd: number };

/** The limits that the load reserves under: one that adds up all it costs, one of what is in flight. */
export function loadLimits(wallet: string) {
  return [
    { scope: wallet, resource: "usd", per: "total", max: Number.MAX_SAFE_INTEGER },
    { scope: wallet, resource: "requests", per: "concurrent", max: 1_000_000 },
    { scope: wallet, resource: "tokens", per: "minute", rolling: true, max: Number.MAX_SAFE_INTEGER },
  ] as const;
}

/** The sums that the ledger may show for each reservation after a sweep, by what was written down of it. */
export function possibleCharges(records: readonly LoadRecord[]): Map<string, number[]> {
  const possible = new Map<string, number[]>();
  for (const record of records) {
    const before = possible.get(record.id) ?? [0];
    switch (record.step) {
      case "owing":
      case "settling":
        possible.set(record.id, [...before, record.usd]);
        break;
      case "owed":
      case "settled":
        possible.set(record.id, [record.usd]);
        break;
      case "releasing":
        possible.set(record.id, [...before, 0]);
        break;
      case "released":
        possible.set(record.id, [0]);
        break;
      case "reserved":
        possible.set(record.id, before);
    }
  }
  return possible;
}
