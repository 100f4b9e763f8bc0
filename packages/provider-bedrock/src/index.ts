export { bedrockWireFormat } from "./bedrock-wire-format.ts";
export { type BedrockOptions, createBedrock } from "./create-bedrock.ts";
export type { BedrockCredential, BedrockCredentialSource } from "./credentials.ts";
