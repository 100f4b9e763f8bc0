import { type ConnectionOptions, createProvider, type Provider } from "@hub/provider";
import { bedrockWireFormat } from "./bedrock-wire-format.ts";
import { type BedrockCredentialSource, loadCredential, loadRegion } from "./credentials.ts";
import { isBedrockId } from "./model-rules.ts";
import { BEDROCK_MODELS } from "./models.ts";
import { VENDOR_ID } from "./vendor-id.ts";

/** Region, credential, base URL, timeouts and limits. */
export interface BedrockOptions extends ConnectionOptions {
  /** Default: the variables `AWS_REGION` and `AWS_DEFAULT_REGION`, read once, or `us-east-1`. */
  region?: string | undefined;
  /** Default: `apiKey`, or AWS's customary environment variables, read on each request. */
  credential?: BedrockCredentialSource | undefined;
  /** A Bedrock API key. Default: the variable `AWS_BEARER_TOKEN_BEDROCK`. */
  apiKey?: string | undefined;
}

/**
 * Creates the provider for the models on AWS Bedrock that its Converse API serves.
 *
 * @throws TypeError for a region that is none
 */
export function createBedrock(options: BedrockOptions = {}): Provider {
  const region = loadRegion(options.region);
  return createProvider({
    id: VENDOR_ID,
    name: "Bedrock",
    models: BEDROCK_MODELS,
    makes: isBedrockId,
    wire: bedrockWireFormat(region),
    baseUrl: options.baseUrl ?? `https://bedrock-runtime.${region}.amazonaws.com`,
    transport: options.transport,
    images: options.images,
    credential: () => loadCredential(options.credential, options.apiKey),
  });
}
