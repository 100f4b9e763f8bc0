import type { Circuit } from "./circuit.ts";
import type { CoolDown } from "./cool-down.ts";
import type { Speed } from "./speed.ts";

/** What is kept of a key. */
export interface KeyState {
  readonly circuit: Circuit;
  readonly coolDown: CoolDown;
  readonly speed: Speed;
}
