// Our own targets: the bare proxy, a hub with the stages that one chooses, and the gateway as it is delivered.
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { portOf, startScript } from "../measure/processes.mjs";

const KEY = "bench-key-0123456789abcdef";
const MODEL = "gpt-4.1-mini";
/** A model that several vendors have, so that there is something to choose. */
const ROUTED_MODEL = "oah/llama-3.3-70b";
const GATEWAY = "../../../apps/gateway/dist/server.js";
/** As `npm start` starts it. */
const START = ["--max-semi-space-size=16"];

/** Starts our targets in front of one simulated vendor; `directory` is where they keep what they keep. */
export function createTargets({ vendorUrl, directory, cores }) {
  const newDirectory = () => mkdtempSync(join(directory, "data-"));
  const listening = (name, started, url, model = MODEL) => ({
    ...started,
    name,
    url,
    model,
    headers: { authorization: `Bearer ${KEY}` },
  });

  async function startBare({ name = "bare proxy", node, env } = {}) {
    const options = { node, env: { ...env, UPSTREAM: vendorUrl }, cores, ready: portOf };
    const started = await startScript(import.meta.url, "bare-proxy.mjs", options);
    return listening(name, started, `http://127.0.0.1:${started.found}`);
  }

  /** A hub of our parts, with nothing on but the stages named (see composed-hub.mjs). */
  async function startComposed(stages, name = stages.join(" + ") || "nothing on") {
    const env = { STAGES: stages.join(","), DATA_DIR: newDirectory(), UPSTREAM: vendorUrl };
    const options = { node: ["--conditions=@hub/source"], env, cores, ready: portOf };
    const started = await startScript(import.meta.url, "composed-hub.mjs", options);
    const model = stages.includes("routing") ? ROUTED_MODEL : MODEL;
    return listening(name, started, `http://127.0.0.1:${started.found}`, model);
  }

  /** The gateway with its defaults, and what `env` says otherwise. */
  async function startGateway({ name = "gateway", env, ...rest } = {}) {
    const dataDirectory = newDirectory();
    const started = await startScript(import.meta.url, GATEWAY, {
      cores,
      node: START,
      ...rest,
      ready: (line) => /Base URL\s+(\S+)\/v1/.exec(line)?.[1],
      env: {
        HUB_PORT: "0",
        HUB_DATA_DIR: dataDirectory,
        HUB_BOOTSTRAP_KEY: KEY,
        HUB_SANDBOX: "off",
        OPENAI_API_KEY: "sk-bench",
        HUB_OPENAI_BASE_URL: `${vendorUrl}/v1`,
        ...env,
      },
    });
    return { ...listening(name, started, started.found), dataDirectory };
  }

  return { startBare, startComposed, startGateway };
}
