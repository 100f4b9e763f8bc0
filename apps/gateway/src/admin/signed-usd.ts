import { z } from "zod";
import { usd } from "../spending-config.ts";

/** Dollars, also fewer than none, as nano-USD. */
export const signedUsd = z
  .union([z.number(), z.string().regex(/^-?\d+(\.\d{1,9})?$/, "expected dollars, such as -12.50")])
  .transform((value, context) => {
    const text = String(value);
    const isDebit = text.startsWith("-");
    const amount = usd.safeParse(typeof value === "number" ? Math.abs(value) : text.slice(isDebit ? 1 : 0));
    if (amount.success) return isDebit ? -amount.data : amount.data;
    context.addIssue({ code: "custom", message: amount.error.issues[0]?.message ?? "expected dollars" });
    return z.NEVER;
  });
