/** How much one result weighs in the error rate: four failures in a row take it from nothing past one half. */
const RESULT_WEIGHT = 0.2;
/** When to look again at a target that others are probing, in milliseconds. */
const PROBE_WAIT_MS = 1_000;

/** When circuits open, and for how long. */
export interface CircuitSettings {
  /** Share of failures among recent results from which on the circuit opens. */
  errorThreshold: number;
  /** How long it stays open the first time, in milliseconds; twice as long each time that it opens again soon. */
  openMs: number;
  /** The longest that it stays open, in milliseconds. */
  maxOpenMs: number;
  /** How many requests may find out at a time whether the target is back. */
  maxProbes: number;
  /** A number from 0 up to 1. */
  random: () => number;
}

/**
 * The circuit breaker of one target. Closed, all requests pass. Open, none do. When the time is up it is half-open:
 * a few requests pass as probes; the first that succeeds closes it, and one that fails opens it for longer.
 */
export interface Circuit {
  /** Exponentially weighted share of failures among the results, 0 to 1. */
  errorRate: number;
  /** Until when it is open, in milliseconds since 1970; 0 when it is closed. */
  openUntil: number;
  /** How many times in a row it has opened. */
  openings: number;
  /** When it last closed, in milliseconds since 1970. */
  closedAt: number;
  /** When it last opened or closed, in milliseconds since 1970. It never goes back and is never twice the same. */
  changedAt: number;
  /** When it was last asked, in milliseconds since 1970. */
  askedAt: number;
  /** Probes under way. */
  probes: number;
}

/** Leave to ask a target once. */
export interface Pass {
  readonly probe: boolean;
  /** The circuit's `changedAt` that it belongs to: what began before the last change says nothing about now. */
  changedAt: number;
}

/** A circuit that has seen nothing yet. */
export function createCircuit(): Circuit {
  return { errorRate: 0, openUntil: 0, openings: 0, closedAt: 0, changedAt: 0, askedAt: 0, probes: 0 };
}

/** How long until the circuit lets a request pass, in milliseconds; 0 when it does. */
export function circuitWait(circuit: Circuit, now: number, maxProbes: number): number {
  if (circuit.openUntil === 0) return 0;
  if (now < circuit.openUntil) return circuit.openUntil - now;
  return circuit.probes < maxProbes ? 0 : PROBE_WAIT_MS;
}

/**
 * Lets a request pass. One that had to wait for its turn (`guarded`) takes the place of a probe where the circuit is
 * half-open, and gives it back by {@link leave}.
 */
export function enter(circuit: Circuit, now: number, guarded: boolean): Pass {
  const probe = guarded && circuit.openUntil !== 0;
  if (probe) circuit.probes++;
  circuit.askedAt = now;
  return { probe, changedAt: circuit.changedAt };
}

/** Gives a probe's place back. To be called once for every pass, however the request ended. */
export function leave(circuit: Circuit, pass: Pass): void {
  if (pass.probe) circuit.probes--;
}

/** Notes a success, be it a probe's or of one who asked an open circuit's target. Returns whether it closed the circuit. */
export function noteSuccess(circuit: Circuit, pass: Pass, now: number): boolean {
  if (pass.changedAt !== circuit.changedAt) return false;
  circuit.errorRate -= RESULT_WEIGHT * circuit.errorRate;
  if (circuit.openUntil === 0) return false;
  circuit.errorRate = 0;
  circuit.openUntil = 0;
  circuit.closedAt = now;
  change(circuit, now);
  // The probe's answer may break off later, and then counts as the first result of the closed circuit.
  pass.changedAt = circuit.changedAt;
  return true;
}

/** Notes a failure. Returns whether it opened the circuit. */
export function noteFailure(circuit: Circuit, pass: Pass, now: number, settings: CircuitSettings): boolean {
  // That an open circuit's target fails is nothing new: those who ask it all the same must not keep it open.
  if (pass.changedAt !== circuit.changedAt || now < circuit.openUntil) return false;
  circuit.errorRate += RESULT_WEIGHT * (1 - circuit.errorRate);
  const wasClosed = circuit.openUntil === 0;
  if (wasClosed && circuit.errorRate < settings.errorThreshold) return false;
  // One good probe does not make a flapping target new.
  const again = !wasClosed || now - circuit.closedAt < settings.maxOpenMs;
  circuit.openings = again ? circuit.openings + 1 : 1;
  const openMs = Math.min(settings.openMs * 2 ** (circuit.openings - 1), settings.maxOpenMs);
  // Jitter, so that instances do not probe all at once.
  circuit.openUntil = now + openMs * (0.8 + 0.4 * settings.random());
  change(circuit, now);
  return true;
}

function change(circuit: Circuit, now: number): void {
  circuit.changedAt = Math.max(now, circuit.changedAt + 1);
}
