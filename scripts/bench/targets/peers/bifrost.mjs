import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { start } from "../../measure/processes.mjs";
import { freePort, installFromNpm, untilItAnswers } from "./install.mjs";

const VERSION = "1.6.3";

/** Bifrost, whose npm package fetches a binary when it is first started. */
export const bifrost = {
  name: `Bifrost ${VERSION}`,
  async start({ vendorUrl, cores }) {
    const { script, folder } = installFromNpm("@maximhq/bifrost", VERSION, "bin.js");
    const config = {
      client: { drop_excess_requests: false, enable_logging: false },
      config_store: { enabled: false },
      providers: {
        openai: {
          keys: [{ name: "bench", value: "sk-bench", models: ["*"], weight: 1 }],
          network_config: { base_url: vendorUrl, allow_private_network: true },
        },
      },
    };
    writeFileSync(join(folder, "config.json"), JSON.stringify(config));
    const port = await freePort();
    const args = [script, "-host", "127.0.0.1", "-port", String(port), "-app-dir", folder];
    const started = await start(process.execPath, args, { cwd: folder, cores });
    const url = `http://127.0.0.1:${port}`;
    await untilItAnswers(started, `${url}/health`);
    return { ...started, url, model: "openai/gpt-4.1-mini", headers: {} };
  },
};
