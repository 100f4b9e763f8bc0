import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { start } from "../../measure/processes.mjs";
import { cacheFolder, freePort, installOnce, untilItAnswers } from "./install.mjs";

const VERSION = "1.106.2";

/** LiteLLM's proxy, from PyPI, with one worker and neither database nor policies. */
export const litellm = {
  name: `LiteLLM ${VERSION}`,
  async start({ vendorUrl, cores }) {
    const folder = cacheFolder(`litellm-${VERSION}`);
    const bin = (name) => join(folder, "venv/bin", name);
    installOnce(bin("pip"), "python3", ["-m", "venv", join(folder, "venv")]);
    installOnce(bin("litellm"), bin("pip"), ["install", "--quiet", `litellm[proxy]==${VERSION}`]);
    // JSON is YAML, too.
    const config = {
      model_list: [
        {
          model_name: "gpt-4.1-mini",
          litellm_params: { model: "openai/gpt-4.1-mini", api_base: `${vendorUrl}/v1`, api_key: "sk-bench" },
        },
      ],
    };
    const configFile = join(folder, "config.yaml");
    writeFileSync(configFile, JSON.stringify(config));
    // It does not start without one.
    const key = `sk-${randomBytes(32).toString("hex")}`;
    const port = await freePort();
    const args = ["--config", configFile, "--host", "127.0.0.1", "--port", String(port), "--num_workers", "1"];
    const started = await start(bin("litellm"), args, {
      cwd: folder,
      cores,
      env: { LITELLM_MASTER_KEY: key, LITELLM_LOCAL_MODEL_COST_MAP: "True", LITELLM_LOG: "ERROR" },
    });
    const url = `http://127.0.0.1:${port}`;
    await untilItAnswers(started, `${url}/health/liveliness`);
    return { ...started, url, model: "gpt-4.1-mini", headers: { authorization: `Bearer ${key}` } };
  },
};
