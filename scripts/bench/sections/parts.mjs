// The parts alone, without a network. They run in this process: nothing else is measured meanwhile.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export async function measureParts({ settings: { seconds, quick } }) {
  // Only now is there a build to load.
  const { measureTranslation } = await import("../parts/translation.mjs");
  const { measureRedaction } = await import("../parts/redaction.mjs");
  const { measureChatRedaction } = await import("../parts/redaction-chat.mjs");
  const { measureKeyring } = await import("../../../packages/keyring/scripts/bench.mjs");
  const { measureAudit } = await import("../../../packages/audit/scripts/bench.mjs");
  return {
    translation: await measureTranslation(),
    redaction: measureRedaction({ seconds: seconds / 2 }),
    conversations: await measureChatRedaction({ rounds: quick ? 2 : 20 }),
    planning: measurePlanning(quick),
    stores: measureStores(quick),
    keyring: await measureKeyring({ seconds: seconds / 3 }),
    audit: await measureAudit({ count: quick ? 5_000 : 50_000 }),
  };
}

function measurePlanning(quick) {
  const script = fileURLToPath(new URL("../parts/planning.mjs", import.meta.url));
  return jsonOf(process.execPath, ["--conditions=@hub/source", script, ...(quick ? ["--quick"] : [])]);
}

/** With Redis and PostgreSQL where they are installed. */
function measureStores(quick) {
  const folder = new URL("../../../packages/budget/scripts/", import.meta.url);
  const [withStores, bench] = ["with-stores.sh", "bench.mjs"].map((file) => fileURLToPath(new URL(file, folder)));
  return jsonOf(withStores, [process.execPath, bench, "--json", ...(quick ? ["--quick"] : [])]);
}

function jsonOf(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args[0]} failed: ${stderr}`);
  return JSON.parse(stdout);
}
