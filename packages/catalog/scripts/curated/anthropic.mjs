import { modelOf } from "./entries.mjs";

// Anthropic's models, there and on Bedrock, where an inference profile says which regions may process a request. From
// Claude 4.5 on, requests that stay in a region cost a tenth more than global ones (Anthropic's pricing page), and the
// bare id is not to be called; before, profiles cost the same.
const claude = modelOf("claude", { open: false });
/** A Claude that Anthropic has under its canonical id. */
const c = (id, name, released, context, output, features, { aliases = [], deprecated, bedrock } = {}) =>
  claude(id, name, released, context, output, `image file ${features}`, {
    anthropic: { id, aliases, ...(deprecated && { deprecated }) },
    ...(bedrock && { bedrock }),
  });

const REGIONS = { us: "us", eu: "eu", jp: "jp", au: "au", global: "global" };

/** One offer for each inference profile, the bare id with the first. */
const profiles = (id, regions, bareAliases = [id]) =>
  regions.map((region, index) => ({
    id: `${region}.${id}`,
    aliases: index === regions.indexOf("us") ? bareAliases : [],
    regions: [REGIONS[region]],
  }));

const older = (...ids) => ids.map((id) => ({ id, deprecated: true }));

export default {
  maker: "anthropic",
  models: [
    {
      ...c("claude-3-haiku", "Claude 3 Haiku", "2024-03-07", 200000, 4096, "tools", {}),
      offers: {
        anthropic: { id: "claude-3-haiku-20240307", deprecated: true },
        bedrock: older("anthropic.claude-3-haiku-20240307-v1:0"),
      },
    },
    {
      ...c("claude-3-opus", "Claude 3 Opus", "2024-02-29", 200000, 4096, "tools", {}),
      offers: {
        anthropic: { id: "claude-3-opus-20240229", aliases: ["claude-3-opus-latest"], deprecated: "2026-01-05" },
      },
    },
    {
      ...c("claude-3-5-haiku", "Claude 3.5 Haiku", "2024-10-22", 200000, 8192, "tools", {}),
      offers: {
        anthropic: { id: "claude-3-5-haiku-20241022", aliases: ["claude-3-5-haiku-latest"], deprecated: true },
        bedrock: older("anthropic.claude-3-5-haiku-20241022-v1:0"),
      },
    },
    {
      ...c("claude-3-5-sonnet", "Claude 3.5 Sonnet", "2024-10-22", 200000, 8192, "tools", {}),
      offers: {
        anthropic: { id: "claude-3-5-sonnet-20241022", aliases: ["claude-3-5-sonnet-latest"], deprecated: true },
        bedrock: older("anthropic.claude-3-5-sonnet-20241022-v2:0"),
      },
    },
    {
      ...c("claude-3-7-sonnet", "Claude 3.7 Sonnet", "2025-02-24", 200000, 64000, "tools reasoning", {}),
      offers: {
        anthropic: { id: "claude-3-7-sonnet-20250219", aliases: ["claude-3-7-sonnet-latest"], deprecated: true },
        bedrock: older("anthropic.claude-3-7-sonnet-20250219-v1:0"),
      },
    },
    {
      ...c("claude-opus-4", "Claude Opus 4", "2025-05-22", 200000, 32000, "tools reasoning", {}),
      offers: {
        anthropic: {
          id: "claude-opus-4-20250514",
          aliases: ["claude-opus-4-0", "claude-4-opus-20250514"],
          deprecated: "2026-06-15",
        },
        bedrock: older("anthropic.claude-opus-4-20250514-v1:0"),
      },
    },
    {
      ...c("claude-sonnet-4", "Claude Sonnet 4", "2025-05-22", 200000, 64000, "tools reasoning", {}),
      offers: {
        anthropic: {
          id: "claude-sonnet-4-20250514",
          aliases: ["claude-sonnet-4-0", "claude-4-sonnet-20250514"],
          deprecated: "2026-06-15",
        },
        bedrock: [{ id: "anthropic.claude-sonnet-4-20250514-v1:0", deprecated: true }],
      },
    },
    c("claude-opus-4-1", "Claude Opus 4.1", "2025-08-05", 200000, 32000, "tools reasoning", {
      aliases: ["claude-opus-4-1-20250805"],
      deprecated: true,
      bedrock: [
        {
          id: "us.anthropic.claude-opus-4-1-20250805-v1:0",
          aliases: ["anthropic.claude-opus-4-1-20250805-v1:0"],
          regions: ["us"],
          deprecated: true,
        },
      ],
    }),
    c("claude-haiku-4-5", "Claude Haiku 4.5", "2025-10-15", 200000, 64000, "tools schema reasoning", {
      aliases: ["claude-haiku-4-5-20251001"],
      bedrock: profiles("anthropic.claude-haiku-4-5-20251001-v1:0", ["global", "us", "eu", "au"]),
    }),
    c("claude-sonnet-4-5", "Claude Sonnet 4.5", "2025-09-29", 200000, 64000, "tools schema reasoning", {
      aliases: ["claude-sonnet-4-5-20250929"],
      bedrock: profiles("anthropic.claude-sonnet-4-5-20250929-v1:0", ["global", "us", "eu", "jp", "au"]),
    }),
    c("claude-opus-4-5", "Claude Opus 4.5", "2025-11-24", 200000, 64000, "tools schema reasoning", {
      aliases: ["claude-opus-4-5-20251101"],
      bedrock: profiles("anthropic.claude-opus-4-5-20251101-v1:0", ["global", "us", "eu"]),
    }),
    c("claude-opus-4-6", "Claude Opus 4.6", "2026-02-05", 1000000, 128000, "tools schema reasoning", {
      bedrock: profiles("anthropic.claude-opus-4-6-v1", ["global", "us", "eu", "au"]),
    }),
    c("claude-sonnet-4-6", "Claude Sonnet 4.6", "2026-02-17", 1000000, 64000, "tools schema reasoning", {
      bedrock: profiles("anthropic.claude-sonnet-4-6", ["global", "us", "eu", "jp", "au"]),
    }),
    c("claude-opus-4-7", "Claude Opus 4.7", "2026-04-16", 1000000, 128000, "tools schema reasoning", {
      bedrock: profiles("anthropic.claude-opus-4-7", ["global", "us", "eu", "jp"]),
    }),
    c("claude-opus-4-8", "Claude Opus 4.8", "2026-05-28", 1000000, 128000, "tools schema reasoning", {
      bedrock: profiles("anthropic.claude-opus-4-8", ["global", "us", "eu", "jp", "au"]),
    }),
    c("claude-fable-5", "Claude Fable 5", "2026-06-09", 1000000, 128000, "tools schema reasoning", {
      bedrock: profiles("anthropic.claude-fable-5", ["global", "us", "eu"]),
    }),
    c("claude-sonnet-5", "Claude Sonnet 5", "2026-06-30", 1000000, 128000, "tools schema reasoning", {
      bedrock: profiles("anthropic.claude-sonnet-5", ["global", "us", "eu", "jp", "au"]),
    }),
    c("claude-opus-5", "Claude Opus 5", "2026-07-24", 1000000, 128000, "tools schema reasoning", {
      bedrock: profiles("anthropic.claude-opus-5", ["global", "us", "eu"]),
    }),
    c("claude-fable-5-1", "Claude Fable 5.1", "2026-09-01", 1000000, 128000, "tools schema reasoning"),
    c("claude-opus-5-5", "Claude Opus 5.5", "2026-09-22", 1000000, 128000, "tools schema reasoning"),
    c("claude-sonnet-5-5", "Claude Sonnet 5.5", "2026-09-28", 1000000, 128000, "tools schema reasoning"),
    c("claude-haiku-5-5", "Claude Haiku 5.5", "2026-10-07", 1000000, 128000, "tools schema reasoning"),
  ],
};
