import { hash } from "node:crypto";
import type { Script } from "./lua/scripts.ts";

/** A script in Lua, and the name under which a server knows it once it has run it. */
export function createRedisScript(source: string): Script {
  return { source, sha: hash("sha1", source) };
}
