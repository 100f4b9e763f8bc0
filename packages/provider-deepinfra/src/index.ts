export { createDeepInfra, deepInfraSpec } from "./create-deepinfra.ts";
