import { start } from "../../measure/processes.mjs";
import { freePort, installFromNpm, untilItAnswers } from "./install.mjs";

const VERSION = "1.15.2";

/** Portkey's gateway, from npm. It has no policy of its own on. */
export const portkey = {
  name: `Portkey ${VERSION}`,
  async start({ vendorUrl, cores }) {
    const { script, folder } = installFromNpm("@portkey-ai/gateway", VERSION, "build/start-server.js");
    const port = await freePort();
    const started = await start(process.execPath, [script, `--port=${port}`, "--headless"], {
      cwd: folder,
      cores,
      env: { NODE_ENV: "production" },
    });
    const url = `http://127.0.0.1:${port}`;
    await untilItAnswers(started, url);
    return {
      ...started,
      url,
      model: "gpt-4.1-mini",
      headers: {
        authorization: "Bearer sk-bench",
        "x-portkey-provider": "openai",
        "x-portkey-custom-host": `${vendorUrl}/v1`,
      },
    };
  },
};
