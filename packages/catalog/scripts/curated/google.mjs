import { modelOf } from "./entries.mjs";

// Google's models. Each Gemini is sold twice: through the Gemini API and on Vertex AI. Names that move on to newer
// models (gemini-flash-latest) have no price of their own and are left out. Gemma on the Gemini API has no price in any
// list.
const gemma = modelOf("gemma", { open: true });
const gemini = modelOf("gemini", { open: false });
/** A Gemini, at both doors. */
const g = (
  id,
  name,
  released,
  { aliases = [], deprecated, output = 65536, features = "tools schema reasoning" } = {},
) => {
  const offer = { id, aliases, ...(deprecated && { deprecated }) };
  return gemini(id, name, released, 1048576, output, `image audio video file ${features}`, {
    google: offer,
    vertex: offer,
  });
};

export default {
  maker: "google",
  models: [
    g("gemini-2.0-flash", "Gemini 2.0 Flash", "2024-12-11", {
      aliases: ["gemini-2.0-flash-001"],
      deprecated: true,
      output: 8192,
      features: "tools schema",
    }),
    g("gemini-2.0-flash-lite", "Gemini 2.0 Flash-Lite", "2025-02-25", {
      aliases: ["gemini-2.0-flash-lite-001"],
      deprecated: true,
      output: 8192,
      features: "tools schema",
    }),
    g("gemini-2.5-pro", "Gemini 2.5 Pro", "2025-06-17"),
    g("gemini-2.5-flash", "Gemini 2.5 Flash", "2025-06-17", { aliases: ["gemini-2.5-flash-preview-09-2025"] }),
    g("gemini-2.5-flash-lite", "Gemini 2.5 Flash-Lite", "2025-06-17", {
      aliases: ["gemini-2.5-flash-lite-preview-09-2025"],
    }),
    g("gemini-3-pro-preview", "Gemini 3 Pro Preview", "2025-11-18", { deprecated: true }),
    g("gemini-3-flash-preview", "Gemini 3 Flash Preview", "2025-12-17"),
    g("gemini-3.1-pro-preview", "Gemini 3.1 Pro Preview", "2026-02-19", {
      aliases: ["gemini-3.1-pro-preview-customtools"],
    }),
    g("gemini-3.1-flash-lite", "Gemini 3.1 Flash-Lite", "2026-05-07", { aliases: ["gemini-3.1-flash-lite-preview"] }),
    g("gemini-3.5-flash", "Gemini 3.5 Flash", "2026-05-19"),
    g("gemini-3.5-flash-lite", "Gemini 3.5 Flash-Lite"),
    g("gemini-3.6-flash", "Gemini 3.6 Flash"),
    g("gemini-3.7-flash", "Gemini 3.7 Flash", "2026-08-12"),
    g("gemini-3.8-flash", "Gemini 3.8 Flash", "2026-09-02"),
    g("gemini-4-hydrogen", "Gemini 4 Hydrogen", "2026-11-12"),
    gemma("gemma-3-4b", "Gemma 3 4B", "2025-03-12", 128000, 4096, "image", {
      bedrock: "google.gemma-3-4b-it",
      deepinfra: "google/gemma-3-4b-it",
    }),
    gemma("gemma-3-12b", "Gemma 3 12B", "2025-03-12", 131072, 8192, "image", {
      bedrock: "google.gemma-3-12b-it",
      deepinfra: "google/gemma-3-12b-it",
    }),
    gemma("gemma-3-27b", "Gemma 3 27B", "2025-03-12", 131072, 8192, "image tools", {
      // models.dev gives it more than the model was made for.
      bedrock: { id: "google.gemma-3-27b-it", context: 131072 },
      deepinfra: "google/gemma-3-27b-it",
    }),
    gemma("gemma-3n-e4b", "Gemma 3n E4B", "2025-05-20", 32768, 32768, "schema", {
      together: "google/gemma-3n-E4B-it",
    }),
    gemma("gemma-4-26b-a4b", "Gemma 4 26B A4B", "2026-04-02", 262144, 32768, "image tools schema reasoning", {
      deepinfra: "google/gemma-4-26B-A4B-it",
    }),
    gemma("gemma-4-31b", "Gemma 4 31B", "2026-04-02", 262144, 32768, "image tools schema reasoning", {
      together: "google/gemma-4-31B-it",
      deepinfra: ["google/gemma-4-31B-it", "google/gemma-4-31B-it-turbo"],
    }),
  ],
};
