import { describe } from "vitest";
import type { KeyringStore } from "../store.ts";
import { storeConformance } from "../testing/conformance.ts";
import { createMemoryStore } from "./memory-store.ts";

describe("the store in memory", () => {
  const stores = new Map<string, KeyringStore>();
  storeConformance({
    open(name) {
      const store = stores.get(name) ?? createMemoryStore();
      stores.set(name, store);
      return store;
    },
    runs: 100,
  });
});
