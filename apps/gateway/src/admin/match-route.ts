import type { Route } from "./route.ts";

/** The route for a request; or which methods its path takes, which are none for an unknown path. */
export type Match =
  | { route: Route; params: Record<string, string> }
  | { route?: undefined; methods: readonly Route["method"][] };

/** Prepares the look-up among routes. Of two that fit, the first is taken. */
export function createMatcher(routes: readonly Route[]): (method: string, path: string) => Match {
  const table = routes.map((route) => ({ route, pattern: route.path.split("/") }));
  return (method, path) => {
    const segments = path.replace(/\/$/, "").split("/");
    const methods: Route["method"][] = [];
    for (const { route, pattern } of table) {
      const params = paramsOf(pattern, segments);
      if (params && route.method === method) return { route, params };
      if (params) methods.push(route.method);
    }
    return { methods };
  };
}

function paramsOf(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] as string;
    if (part.startsWith("{")) params[part.slice(1, -1)] = decode(segment);
    else if (part !== segment) return undefined;
  }
  return params;
}

/** What is no encoding stays as it is: no id looks like that. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
