import type { IncomingMessage, ServerResponse } from "node:http";
import type { Hub } from "./hub.ts";
import { type ServeOptions, serve } from "./node/serve.ts";

export type { ServeOptions } from "./node/serve.ts";

/**
 * A hub as the request handler of a `node:http` server. It answers every path, unknown ones with a 404.
 *
 * @example
 * createServer(toNodeHandler(createHub({ providers: [createOpenAI()] }))).listen(8787);
 */
export function toNodeHandler(hub: Hub, options?: ServeOptions) {
  return function hubHandler(request: IncomingMessage, response: ServerResponse): void {
    void serve(hub, request, response, options);
  };
}
