import cluster from "node:cluster";
import { banner } from "../banner.ts";
import { loadConfig } from "../config.ts";
import { createGateway, type Gateway } from "../gateway.ts";
import { createPeer } from "./create-peer.ts";
import { shareThroughPrimary } from "./kept-state.ts";

/** Serves the port together with others, under a primary that says when to end. Ends with it. */
export async function runWorker(): Promise<void> {
  let gateway: Gateway | undefined;
  let url = "";

  /** Ends this process, in the given way where it serves already. */
  async function end(how: (gateway: Gateway) => Promise<void>, code = 0): Promise<void> {
    if (gateway) {
      await how(gateway);
      await primary.ask("leaving", await gateway.metrics.snapshot()).catch(() => {});
    }
    process.exit(code);
  }

  async function introduce(wantsKey: boolean, count: number): Promise<void> {
    if (!gateway) return;
    const newKey = gateway.keys.isEmpty || wantsKey ? await gateway.keys.create() : undefined;
    await primary.ask("show", banner(gateway, url, newKey, count));
  }

  const primary = createPeer(
    {
      send: (message) => void process.send?.(message, undefined, undefined, () => {}),
      onMessage: (listener) => void process.on("message", listener),
      onClose: (listener) => void process.once("disconnect", listener),
    },
    {
      introduce: (wantsKey: boolean, count: number) => void introduce(wantsKey, count),
      metrics: () => gateway?.metrics.snapshot(),
      refreshKeys: () => gateway?.keyring.refresh(),
      retire: () => void end(({ retire }) => retire()),
      stop: () => void end(({ stop }) => stop()),
      kill: () => void end(({ kill }) => kill(), 1),
    },
  );
  // What a terminal sends to the whole process group is the primary's to heed. SIGTERM may be meant for this one.
  for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
  process.on("SIGTERM", () => void end(({ retire }) => retire()));
  cluster.worker?.on("disconnect", () => {
    // The primary is dead. Node.js would end this process at once; what is under way may finish.
    if (cluster.worker) cluster.worker.exitedAfterDisconnect = true;
    void end(({ stop }) => stop(), 1);
  });

  gateway = await createGateway(loadConfig(process.env), process.env, {
    shared: shareThroughPrimary(primary),
    refreshKeys: () =>
      primary.ask("refreshOthers").then(
        () => {},
        // They look by themselves, a moment later.
        () => {},
      ),
    renderMetrics: async () => String(await primary.ask("renderMetrics")),
  });
  url = await gateway.listen();
  await primary.ask("ready");
}
