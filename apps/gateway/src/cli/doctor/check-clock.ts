import { type Finding, fault, ok, warning } from "./finding.ts";

/** What another clock said, and when. Milliseconds since 1970. */
export interface ClockReading {
  source: string;
  theirs: number;
  ours: number;
}

/** AWS refuses signatures that are five minutes off; a minute is a sign that nobody sets the clock. Milliseconds. */
const REFUSED_MS = 5 * 60_000;
const SUSPICIOUS_MS = 60_000;

/** Compares this machine's clock with the others that were met. The middle one counts: one of them may be wrong. */
export function checkClock(readings: readonly ClockReading[]): Finding {
  const check = "clock";
  const skews = readings
    .map(({ source, theirs, ours }) => ({ source, skew: ours - theirs }))
    .filter(({ skew }) => Number.isFinite(skew))
    .sort((left, right) => left.skew - right.skew);
  const middle = skews[Math.floor(skews.length / 2)];
  if (!middle) return ok(check, "There was nobody to compare with.");
  const seconds = Math.abs(Math.round(middle.skew / 1_000));
  const message = `It is ${seconds} s ${middle.skew < 0 ? "behind" : "ahead of"} that of ${middle.source}.`;
  const fix = "Have it set by NTP (`timedatectl set-ntp true`): signatures, expiries and limits go by it.";
  if (seconds * 1_000 >= REFUSED_MS) return fault(check, message, fix);
  return seconds * 1_000 >= SUSPICIOUS_MS ? warning(check, message, fix) : ok(check, message);
}
