import { hash, timingSafeEqual } from "node:crypto";
import { bearerToken, type RequestHeaders } from "@hub/core";

/** Whether a request brings a key along, as `Authorization: Bearer …`. How long that takes says nothing about the key. */
export function holdsKey(headers: RequestHeaders, key: string): boolean {
  return timingSafeEqual(digest(bearerToken(headers) ?? ""), digest(key));
}

function digest(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
