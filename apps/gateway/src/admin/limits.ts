import { formatUsd } from "@hub/catalog";
import type { SpendingLimit } from "@hub/core";
import type { JsonValue } from "@hub/keyring";
import { z } from "zod";
import { SpendingConfig } from "../spending-config.ts";

const Limits = SpendingConfig.shape.limits.unwrap();

/** Reads limits as they are stored: in the form in which they are given. @throws ZodError */
export const readLimits = (stored: unknown): SpendingLimit[] => Limits.parse(stored);

/** Limits as scripts write them: `[{ "usd": { "per": "month", "max": 25 } }]`. Whose they are by default depends on where they stand. */
export function limitsOf(of: SpendingLimit["of"]) {
  return z.preprocess(
    (limits) => (Array.isArray(limits) ? limits.map((limit) => (isObject(limit) ? { of, ...limit } : limit)) : limits),
    Limits,
  );
}

/** Limits as they are stored and shown: in the form in which they are given, with whose they are. */
export function writeLimits(limits: readonly SpendingLimit[]): JsonValue[] {
  return limits.map(({ of, models, resource, per, max, rolling }) => ({
    [resource]: { per, max: resource === "usd" ? formatUsd(max) : max, ...(rolling && { rolling }) },
    of,
    ...(models && { models }),
  }));
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
