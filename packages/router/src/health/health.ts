import type { Candidate, FilterReason } from "../candidate.ts";
import type { Classification } from "../classify-by-status.ts";
import { type CircuitSettings, circuitWait, createCircuit, enter, leave, noteFailure, noteSuccess } from "./circuit.ts";
import { believedWait, coolDown, coolDownWait, createCoolDown, noteAnswer } from "./cool-down.ts";
import type { KeyState } from "./key-state.ts";
import type { Sharing } from "./sharing.ts";
import { createSpeed, measure, rankedLatency } from "./speed.ts";

/** The names that a candidate's health is kept under, and whether it matters. */
export type HealthKeys = Pick<Candidate<unknown>, "key" | "quotaKey" | "speedKey" | "unguarded">;

/** Leave to ask a target once. {@link AttemptPass.end} is due once, however the attempt ends. */
export interface AttemptPass {
  /** The first result came after so many milliseconds. */
  succeeded(latencyMs: number): void;
  /** The attempt failed, or its answer broke off after the first result. */
  failed(classification: Classification): void;
  /** Gives the place of a probe back. */
  end(): void;
}

/** What is known of a key, for people and metrics. */
export interface HealthReport {
  state: "closed" | "open" | "half-open";
  /** Weighted share of failures among recent results, 0 to 1. */
  errorRate: number;
  /** Weighted average time to the first result, in milliseconds. */
  latencyMs: number | undefined;
  /** Until when the circuit is open, in milliseconds since 1970. */
  openUntil: number | undefined;
  /** Until when the key cools down, in milliseconds since 1970. */
  coolUntil: number | undefined;
}

/** The health of all targets, from what is reported of them. */
export interface Health {
  /** How long until a target can be asked, in milliseconds; 0 when it can. The last resort does not wait for circuits. */
  waitMs(keys: HealthKeys, now: number, lastResort?: boolean): number;
  /** Why a target that must wait has to. */
  blockedBy(keys: HealthKeys, now: number): Exclude<FilterReason, "excluded">;
  /** Whether the next request there would find out for the others whether it is back. */
  isProbe(keys: HealthKeys): boolean;
  /** When a target was last asked, in milliseconds since 1970. */
  askedAt(keys: HealthKeys): number;
  /** The time to rank by, in milliseconds; see {@link rankedLatency}. */
  latencyMs(keys: HealthKeys, now: number): number;
  /** Lets one attempt begin, or refuses it. */
  admit(keys: HealthKeys, now: number, lastResort?: boolean): AttemptPass | undefined;
  /** Looks in the background for what other instances know. */
  refresh(candidates: readonly HealthKeys[], now: number): void;
  report(key: string, now: number): HealthReport;
}

/** What health needs to know. */
export interface HealthOptions extends CircuitSettings {
  /** Most keys to remember; those that nobody has asked for longest are forgotten. */
  maxKeys: number;
  now: () => number;
  sharing: Sharing | undefined;
}

/** Creates the health of targets that nothing is known of. */
export function createHealth(options: HealthOptions): Health {
  const { maxProbes, maxKeys, random, now: readClock, sharing } = options;
  /** In the order of last use. */
  const states = new Map<string, KeyState>();

  function stateOf(key: string): KeyState {
    let state = states.get(key);
    if (state) {
      states.delete(key);
    } else {
      state = { circuit: createCircuit(), coolDown: createCoolDown(), speed: createSpeed() };
      for (const oldest of states.keys()) {
        if (states.size < maxKeys) break;
        states.delete(oldest);
      }
    }
    states.set(key, state);
    return state;
  }

  function coolWait(state: KeyState | undefined, quotaKey: string | undefined, now: number): number {
    const quota = quotaKey === undefined ? undefined : states.get(quotaKey);
    const quotaWait = quota === undefined ? 0 : coolDownWait(quota.coolDown, now);
    return state === undefined ? quotaWait : Math.max(quotaWait, coolDownWait(state.coolDown, now));
  }

  function waitMs({ key, quotaKey, unguarded }: HealthKeys, now: number, lastResort = false): number {
    if (unguarded) return 0;
    const state = states.get(key);
    const cooling = coolWait(state, quotaKey, now);
    if (state === undefined || lastResort) return cooling;
    return Math.max(cooling, circuitWait(state.circuit, now, maxProbes));
  }

  return {
    waitMs,

    blockedBy({ key, quotaKey }, now) {
      const state = states.get(key);
      if (state === undefined || coolWait(state, quotaKey, now) > 0) return "cooling down";
      return now < state.circuit.openUntil ? "circuit open" : "being probed";
    },

    isProbe({ key }) {
      const circuit = states.get(key)?.circuit;
      return circuit !== undefined && circuit.openUntil !== 0;
    },

    askedAt({ key }) {
      return states.get(key)?.circuit.askedAt ?? 0;
    },

    latencyMs({ key, speedKey = key }, now) {
      return rankedLatency(states.get(speedKey)?.speed, now);
    },

    admit(keys, now, lastResort = false) {
      if (waitMs(keys, now, lastResort) > 0) return undefined;
      const { key, quotaKey = key, speedKey = key, unguarded = false } = keys;
      const state = stateOf(key);
      const quota = quotaKey === key ? state : stateOf(quotaKey);
      const timed = speedKey === key ? state : stateOf(speedKey);
      const pass = enter(state.circuit, now, !unguarded && !lastResort);
      timed.speed.triedAt = now;

      return {
        succeeded(latencyMs) {
          const at = readClock();
          measure(timed.speed, Math.max(0, latencyMs), at);
          noteAnswer(state.coolDown, at);
          noteAnswer(quota.coolDown, at);
          sharing?.measured(speedKey, timed);
          if (noteSuccess(state.circuit, pass, at)) sharing?.changed(key, state);
        },
        failed({ counts, limited, retryAfterMs }) {
          const at = readClock();
          if (limited) {
            coolDown(quota.coolDown, at, retryAfterMs, random);
            sharing?.changed(quotaKey, quota);
          } else if (counts) {
            const opened = noteFailure(state.circuit, pass, at, options);
            // Overload that does not say for how long is the circuit's business.
            const cooled = believedWait(retryAfterMs) !== undefined;
            if (cooled) coolDown(state.coolDown, at, retryAfterMs, random);
            if (opened || cooled) sharing?.changed(key, state);
          }
        },
        end: () => leave(state.circuit, pass),
      };
    },

    refresh(candidates, now) {
      if (!sharing) return;
      for (const { key, quotaKey = key, speedKey = key } of candidates) {
        sharing.seen(key, stateOf(key), now);
        if (quotaKey !== key) sharing.seen(quotaKey, stateOf(quotaKey), now);
        if (speedKey !== key) sharing.seen(speedKey, stateOf(speedKey), now);
      }
    },

    report(key, now) {
      const { circuit, coolDown, speed } = states.get(key) ?? {};
      const openUntil = circuit?.openUntil || undefined;
      const coolUntil = coolDown && coolDown.until > now ? coolDown.until : undefined;
      const state = openUntil === undefined ? "closed" : now < openUntil ? "open" : "half-open";
      return { state, errorRate: circuit?.errorRate ?? 0, latencyMs: speed?.latencyMs, openUntil, coolUntil };
    },
  };
}
