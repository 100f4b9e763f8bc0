import { availableParallelism } from "node:os";
import type { Config } from "../config.ts";

/** How many processes are to serve the port. */
export function countWorkers({ workers }: Pick<Config, "workers">): number {
  return workers === "auto" ? availableParallelism() : workers;
}
