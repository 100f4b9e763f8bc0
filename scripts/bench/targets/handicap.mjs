// Preloaded into a server to prove the instruments: each of its requests takes HANDICAP_CPU_US more of CPU time, and
// comes HANDICAP_DELAY_MS later. What is put in here has to come out of the measurement.
import { Server } from "node:http";

const cpuMicroseconds = Number(process.env.HANDICAP_CPU_US ?? 0);
const delayMs = Number(process.env.HANDICAP_DELAY_MS ?? 0);
const emit = Server.prototype.emit;

Server.prototype.emit = function emitLater(name, ...rest) {
  if (name !== "request") return emit.call(this, name, ...rest);
  const usedBefore = process.cpuUsage();
  while (usedSince(usedBefore) < cpuMicroseconds);
  if (delayMs === 0) return emit.call(this, name, ...rest);
  setTimeout(() => emit.call(this, name, ...rest), delayMs);
  return true;
};

/** Of the whole process: that of a single thread is told in steps of milliseconds. */
function usedSince(before) {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
