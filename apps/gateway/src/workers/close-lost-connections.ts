import type { Worker } from "node:cluster";

/** A connection as the primary hands it over. */
interface Handle {
  close(): void;
}

/** What node:cluster says to a worker, and hears from it. */
interface ClusterMessage {
  seq?: number;
  ack?: number;
}

/**
 * Closes the connection that was on its way to a worker when that died. Node.js keeps it open until the worker has taken
 * it (round_robin_handle.js, as of Node.js 24), so that its client would wait for an answer until it has had enough.
 * Rests on internals of node:cluster: where they change, nothing is closed.
 */
export function closeLostConnections(worker: Worker): void {
  const underWay = new Map<number, Handle>();
  const { process } = worker;
  const send = process.send.bind(process) as (...given: unknown[]) => boolean;
  process.send = (message: ClusterMessage, handle?: unknown, ...rest: unknown[]) => {
    if (handle && typeof message.seq === "number") underWay.set(message.seq, handle as Handle);
    return send(message, handle, ...rest);
  };
  process.on("internalMessage", ({ ack }: ClusterMessage) => ack !== undefined && underWay.delete(ack));
  worker.once("exit", () => {
    for (const handle of underWay.values()) handle.close();
  });
}
