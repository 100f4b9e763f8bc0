/** Collects the request fields that Anthropic cannot be told, as paths; each once, in the order of discovery. */
export interface DroppedParams {
  add(path: string): void;
  list(): string[];
}

/** Creates the collection for one request. */
export function createDroppedParams(): DroppedParams {
  const paths = new Set<string>();
  return { add: (path) => void paths.add(path), list: () => [...paths] };
}
