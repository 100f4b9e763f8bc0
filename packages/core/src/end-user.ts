import { hash } from "node:crypto";
import type { ChatRequest } from "@hub/protocol";

/** A fingerprint of the end user whom a caller names: their requests can be counted without keeping who they are. */
export function endUserOf({ safety_identifier, user }: ChatRequest): string | undefined {
  const name = safety_identifier ?? user;
  return typeof name === "string" && name !== "" ? hash("sha256", name, "base64url").slice(0, 22) : undefined;
}
