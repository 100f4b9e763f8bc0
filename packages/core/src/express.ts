import type { IncomingMessage, ServerResponse } from "node:http";
import type { Hub } from "./hub.ts";
import { pathOf, type ServeOptions, serve } from "./node/serve.ts";

export type { ServeOptions } from "./node/serve.ts";

/**
 * A hub as Express middleware, for Express 4 and 5, under any prefix, with or without `express.json()` before it.
 * Paths that are not the hub's go on to the next handler. It needs nothing of Express but its calling convention.
 *
 * @example
 * app.use("/ai", toExpress(createHub({ providers: [createGroq()] })));
 */
export function toExpress(hub: Hub, options?: ServeOptions) {
  return function hubMiddleware(request: IncomingMessage, response: ServerResponse, next: () => void): void {
    if (hub.serves(pathOf(request))) void serve(hub, request, response, options);
    else next();
  };
}
