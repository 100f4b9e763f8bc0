import type { Hub, HubResponse } from "@hub/core";
import type { Metrics } from "./create-metrics.ts";

/** A hub that tells of each streamed answer when it begins and when it is over. */
export function countStreams(hub: Hub, metrics: Pick<Metrics, "streamOpened" | "streamClosed">): Hub {
  return {
    async handle(request) {
      const response = await hub.handle(request);
      if (typeof response.body !== "string") response.body = counted(response.body, metrics);
      return response;
    },
    serves: (path) => hub.serves(path),
    drain: () => hub.drain(),
    get draining() {
      return hub.draining;
    },
    close: () => hub.close(),
  };
}

function counted(
  body: Exclude<HubResponse["body"], string>,
  metrics: Pick<Metrics, "streamOpened" | "streamClosed">,
): AsyncIterable<string> {
  let isOpen = true;
  metrics.streamOpened();
  const close = () => {
    if (isOpen) metrics.streamClosed();
    isOpen = false;
  };
  const iterator = body[Symbol.asyncIterator]();
  const noteEnd = (result: IteratorResult<string>) => {
    if (result.done) close();
    return result;
  };
  const failed = (error: unknown) => {
    close();
    throw error;
  };
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => iterator.next().then(noteEnd, failed),
      async return() {
        close();
        await iterator.return?.();
        return { done: true, value: undefined };
      },
    }),
  };
}
