/**
 * The vendors that this gateway can reach, and the environment variables that hold their settings. In the configuration
 * file the same settings stand under `vendors.<id>`.
 */
export const VENDOR_VARIABLES = {
  openai: { apiKey: "OPENAI_API_KEY" },
  anthropic: { apiKey: "ANTHROPIC_API_KEY" },
  groq: { apiKey: "GROQ_API_KEY" },
  together: { apiKey: "TOGETHER_API_KEY" },
  google: { apiKey: "GEMINI_API_KEY" },
  vertex: {
    keyFile: "GOOGLE_APPLICATION_CREDENTIALS",
    project: "GOOGLE_CLOUD_PROJECT",
    location: "GOOGLE_CLOUD_LOCATION",
  },
  xai: { apiKey: "XAI_API_KEY" },
  mistral: { apiKey: "MISTRAL_API_KEY" },
  bedrock: {
    apiKey: "AWS_BEARER_TOKEN_BEDROCK",
    accessKeyId: "AWS_ACCESS_KEY_ID",
    secretAccessKey: "AWS_SECRET_ACCESS_KEY",
    sessionToken: "AWS_SESSION_TOKEN",
    region: "AWS_REGION",
  },
  deepinfra: { apiKey: "DEEPINFRA_API_KEY" },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

export type VendorId = keyof typeof VENDOR_VARIABLES;
export const VENDOR_IDS = Object.keys(VENDOR_VARIABLES) as VendorId[];

/** The settings of one vendor, by the names in {@link VENDOR_VARIABLES}. */
export type VendorSettings<Id extends VendorId> = Partial<Record<keyof (typeof VENDOR_VARIABLES)[Id], string>>;
