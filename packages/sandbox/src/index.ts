export type { SandboxFaults } from "./faults.ts";
export type { SandboxRequest } from "./server/request-log.ts";
export type { SandboxVendor } from "./server/start-vendor.ts";
export { type Sandbox, type SandboxOptions, sandboxVendorIds, startSandbox } from "./start-sandbox.ts";
export type { AccessKey, ServiceAccount, VendorId } from "./vendor.ts";
