import type { StoreSubject } from "./store-subject.ts";
import { testInstances } from "./suite/instances.ts";
import { testRecords } from "./suite/records.ts";

/** What every store has to do, as tests; the second part with keyrings on it. */
export function storeConformance(subject: StoreSubject): void {
  testRecords(subject);
  testInstances(subject);
}
