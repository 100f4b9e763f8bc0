import { modelOf, withdrawn } from "./entries.mjs";

// xAI's models. Those before Grok 4.20 are no longer among the ones that its API lists (models.dev, 2026-07).
const grok = modelOf("grok", { open: false });
const now = (id, name, released, context, output, features, aliases = []) =>
  grok(id, name, released, context, output, features, { xai: { id, aliases } });
const past = (id, name, released, context, output, features, aliases) =>
  grok(id, name, released, context, output, features, { xai: withdrawn(id, { aliases }) });

const FAST = [2000000, 30000];
const LONG = [1000000, 30000];
const SEES = "image tools schema";
const THINKS = "image tools schema reasoning";

export default {
  maker: "xai",
  models: [
    past("grok-3", "Grok 3", "2025-02-17", 131072, 8192, "tools schema", ["grok-3-latest", "grok-3-beta"]),
    past("grok-3-mini", "Grok 3 Mini", "2025-02-17", 131072, 8192, "tools schema reasoning", [
      "grok-3-mini-latest",
      "grok-3-mini-beta",
    ]),
    grok("grok-4", "Grok 4", "2025-07-09", 256000, 64000, THINKS, {
      xai: withdrawn("grok-4-0709", { aliases: ["grok-4", "grok-4-latest"] }),
    }),
    past("grok-4-fast-reasoning", "Grok 4 Fast (reasoning)", "2025-09-19", ...FAST, THINKS, [
      "grok-4-fast",
      "grok-4-fast-reasoning-latest",
    ]),
    past("grok-4-fast-non-reasoning", "Grok 4 Fast (non-reasoning)", "2025-09-19", ...FAST, SEES, [
      "grok-4-fast-non-reasoning-latest",
    ]),
    past("grok-4-1-fast-reasoning", "Grok 4.1 Fast (reasoning)", "2025-11-19", ...FAST, THINKS, [
      "grok-4-1-fast",
      "grok-4-1-fast-reasoning-latest",
    ]),
    past("grok-4-1-fast-non-reasoning", "Grok 4.1 Fast (non-reasoning)", "2025-11-19", ...FAST, SEES, [
      "grok-4-1-fast-non-reasoning-latest",
    ]),
    past("grok-code-fast-1", "Grok Code Fast 1", "2025-08-28", 256000, 10000, "tools schema reasoning", [
      "grok-code-fast",
      "grok-code-fast-1-0825",
    ]),
    now("grok-4.20-0309-reasoning", "Grok 4.20 (reasoning)", "2026-03-09", ...LONG, THINKS, [
      "grok-4.20",
      "grok-4.20-0309",
      "grok-4.20-reasoning",
      "grok-4.20-0309-reasoning-latest",
      "grok-4.20-reasoning-latest",
    ]),
    now("grok-4.20-0309-non-reasoning", "Grok 4.20 (non-reasoning)", "2026-03-09", ...LONG, SEES, [
      "grok-4.20-non-reasoning",
      "grok-4.20-non-reasoning-latest",
    ]),
    now("grok-4.20-multi-agent-0309", "Grok 4.20 Multi-Agent", "2026-03-09", ...LONG, "image schema reasoning", [
      "grok-4.20-multi-agent",
      "grok-4.20-multi-agent-latest",
    ]),
    now("grok-4.3", "Grok 4.3", "2026-04-17", ...LONG, THINKS, ["grok-4.3-latest"]),
    now("grok-4.5", "Grok 4.5", undefined, 500000, 30000, THINKS, ["grok-4.5-latest"]),
    now("grok-build-0.1", "Grok Build 0.1", "2026-04-16", 256000, 256000, THINKS),
  ],
};
