/** The ids of the vendors that this gateway can reach. */
export const VENDOR_IDS = ["openai", "anthropic", "groq"] as const;
export type VendorId = (typeof VENDOR_IDS)[number];
