import { bifrost } from "./bifrost.mjs";
import { litellm } from "./litellm.mjs";
import { portkey } from "./portkey.mjs";

/** Starts the peers that can be had on this machine; the others are named with the reason. */
export async function startPeers(surroundings) {
  const present = [];
  const absent = {};
  for (const peer of [portkey, litellm, bifrost]) {
    try {
      const target = { ...(await peer.start(surroundings)), name: peer.name };
      present.push(target);
    } catch (error) {
      absent[peer.name] = reasonOf(error);
    }
  }
  return { present, absent };
}

/** The line that says what went wrong, out of all that a program says when it gives up. */
function reasonOf({ message }) {
  const lines = message.split("\n").map((line) => line.trim());
  const telling = lines.findLast((line) => /Error: |refused to/.test(line));
  return (telling ?? lines[0]).slice(0, 200);
}
