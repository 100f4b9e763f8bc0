import type { StoreSubject } from "./store-subject.ts";
import { testExpiring } from "./suite/expiring.ts";
import { testLasting } from "./suite/lasting.ts";
import { testProperties } from "./suite/properties.ts";
import { testRacing } from "./suite/racing.ts";
import { testReserving } from "./suite/reserving.ts";
import { testSettling } from "./suite/settling.ts";
import { testWallets } from "./suite/wallets.ts";
import { testWindows } from "./suite/windows.ts";

/**
 * What every store has to do, as tests.
 *
 * @example
 * describe("the store in memory", () => storeConformance({ open: (_name, { now }) => createMemoryStore({ now }), … }));
 */
export function storeConformance(subject: StoreSubject): void {
  testReserving(subject);
  testSettling(subject);
  testExpiring(subject);
  testWindows(subject);
  testWallets(subject);
  testRacing(subject);
  testProperties(subject);
  if (subject.durable) testLasting(subject);
}
