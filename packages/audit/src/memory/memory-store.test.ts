import { describe } from "vitest";
import { storeConformance } from "../testing/conformance.ts";
import { createMemoryStore } from "./memory-store.ts";

describe("the store in memory", () => storeConformance({ open: () => createMemoryStore(), shared: false }));
