/** Collects the request fields that a vendor cannot be told, as paths: `logit_bias`, `messages[].name`. */
export interface DroppedParams extends Iterable<string> {
  add(param: string): unknown;
}

/** Creates the collection for one request: each path once, in the order of discovery. */
export function createDroppedParams(): DroppedParams {
  return new Set<string>();
}
