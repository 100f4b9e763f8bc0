// Meets the repository as a newcomer does: `npm start`, the line that it prints, and a signal to stop.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const dataDir = mkdtempSync(join(tmpdir(), "hub-smoke-"));
const child = spawn("npm", ["start"], {
  env: { ...process.env, HUB_PORT: "0", HUB_DATA_DIR: dataDir, HUB_SANDBOX: "on" },
  stdio: ["ignore", "pipe", "inherit"],
});
let output = "";
child.stdout.on("data", (piece) => {
  output += piece;
});

try {
  const line = await until("the line to paste", 300, () => /^curl .*$/m.exec(output)?.[0]);
  const { error } = spawnSync("curl", ["--version"]);
  if (error) console.log("npm start: there is no curl here, so its line is not tried.");
  else paste(line);
  const { origin } = new URL(/Base URL\s+(\S+)/.exec(output)[1]);
  child.kill("SIGTERM");
  await until("the gateway to stop", 20, async () => (await isListening(origin)) === false || undefined);
  console.log("npm start: it starts, answers the line that it prints, and stops.");
} catch (error) {
  console.error(output);
  throw error;
} finally {
  child.kill("SIGKILL");
  rmSync(dataDir, { recursive: true });
}

function paste(line) {
  const { stdout } = spawnSync("sh", ["-c", `${line} --silent`], { encoding: "utf8" });
  if (!JSON.parse(stdout).choices[0].message.content.includes("Hello!")) throw new Error(`An odd answer: ${stdout}`);
}

async function until(what, seconds, look) {
  for (let tries = 0; tries < seconds * 4; tries++) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await sleep(250);
  }
  throw new Error(`Waited ${seconds} seconds in vain for ${what}.`);
}

async function isListening(origin) {
  return fetch(`${origin}/healthz`).then(
    () => true,
    () => false,
  );
}
