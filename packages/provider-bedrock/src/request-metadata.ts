import { type ChatRequest, isJsonObject } from "@hub/protocol";
import { type DroppedParams, reportUnusable } from "@hub/provider";

/** Most entries of `requestMetadata`. */
const MAX_ENTRIES = 16;
/** Characters of keys and values in the service model; keys have at least one. */
const ALLOWED = /^[a-zA-Z0-9\s:_@$#=/+,.-]{0,256}$/;

/**
 * `metadata` and the end user's id as `requestMetadata`, by which the invocation logs of the account can be filtered.
 * Converse's own `requestMetadata` comes first; entries that it does not take are dropped and reported.
 */
export function toRequestMetadata(request: ChatRequest, dropped: DroppedParams): Record<string, string> | undefined {
  const userField = request.safety_identifier ? "safety_identifier" : "user";
  if (!isJsonObject(request.requestMetadata)) reportUnusable("requestMetadata", request.requestMetadata, dropped);
  const entries: [field: string, key: string, value: unknown][] = [
    ...entriesOf("requestMetadata", request.requestMetadata),
    ...entriesOf("metadata", request.metadata),
    ...entriesOf(userField, request[userField] ? { user: request[userField] } : undefined),
  ];
  const metadata: Record<string, string> = {};
  for (const [field, key, value] of entries) {
    const fits = key !== "" && ALLOWED.test(key) && typeof value === "string" && ALLOWED.test(value);
    const isFree = !Object.hasOwn(metadata, key) && Object.keys(metadata).length < MAX_ENTRIES;
    if (fits && isFree) metadata[key] = value;
    else if (metadata[key] !== value) dropped.add(field);
  }
  return Object.keys(metadata).length > 0 ? metadata : undefined;
}

function entriesOf(field: string, holder: unknown): [field: string, key: string, value: unknown][] {
  return isJsonObject(holder) ? Object.entries(holder).map(([key, value]) => [field, key, value]) : [];
}
