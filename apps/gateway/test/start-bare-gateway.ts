import { onTestFinished } from "vitest";
import type { z } from "zod";
import { Config } from "../src/config.ts";
import { createGateway, type Gateway } from "../src/gateway.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** A running gateway without simulated vendors of its own. */
export interface BareGateway {
  /** `http://127.0.0.1:<port>`, without a path. */
  url: string;
  /** A hub key that it accepts. */
  key: string;
  gateway: Gateway;
}

/** Starts a gateway in front of the given vendors; it is killed when the test that asked for it has finished. */
export async function startBareGateway(
  vendors: z.input<typeof Config>["vendors"],
  settings: z.input<typeof Config> = {},
): Promise<BareGateway> {
  const dataDir = temporaryDirectory();
  const config = Config.parse({ port: 0, dataDir, sandbox: "off", logLevel: "silent", vendors, ...settings });
  const gateway = await createGateway(config, {});
  onTestFinished(() => gateway.kill());
  return { url: await gateway.listen(), key: await gateway.keys.create(), gateway };
}
