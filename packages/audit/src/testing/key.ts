import { deriveSigningKey } from "../chain/signing-key.ts";

/** The key of most tests. */
export const KEY = deriveSigningKey("a secret of thirty-two bytes or more");

/** The key of somebody else. */
export const OTHER_KEY = deriveSigningKey("another secret of thirty-two bytes or more");
