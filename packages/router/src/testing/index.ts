export {
  type SimulatedTarget,
  type SimulationOptions,
  type SimulationResult,
  simulateRouting,
} from "./simulate-routing.ts";
export { createVirtualClock, type VirtualClock } from "./virtual-clock.ts";
