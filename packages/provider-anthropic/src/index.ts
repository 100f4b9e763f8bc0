export { anthropicWireFormat } from "./anthropic-wire-format.ts";
export { type AnthropicOptions, createAnthropic } from "./create-anthropic.ts";
