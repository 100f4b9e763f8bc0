import { modelOf, withdrawn } from "./entries.mjs";

// Moonshot's Kimi models. K2 Instruct (0711), K2 Instruct 0905 and K2 Thinking are models of their own.
const kimi = modelOf("kimi", { open: true });

export default {
  maker: "moonshot",
  models: [
    kimi("kimi-k2-0905", "Kimi K2 0905", "2025-09-05", 262144, 16384, "tools", {
      groq: withdrawn("moonshotai/kimi-k2-instruct-0905"),
      together: withdrawn("moonshotai/Kimi-K2-Instruct-0905"),
      deepinfra: "moonshotai/Kimi-K2-Instruct-0905",
    }),
    kimi("kimi-k2-thinking", "Kimi K2 Thinking", "2025-11-06", 262144, 16000, "tools schema reasoning", {
      together: withdrawn("moonshotai/Kimi-K2-Thinking"),
      bedrock: "moonshot.kimi-k2-thinking",
      deepinfra: "moonshotai/Kimi-K2-Thinking",
    }),
    kimi("kimi-k2.5", "Kimi K2.5", "2026-01-27", 262144, 32768, "image tools schema reasoning", {
      together: withdrawn("moonshotai/Kimi-K2.5"),
      bedrock: "moonshotai.kimi-k2.5",
      deepinfra: ["moonshotai/Kimi-K2.5", "moonshotai/Kimi-K2.5-Turbo"],
    }),
    kimi("kimi-k2.6", "Kimi K2.6", "2026-04-21", 262144, 16384, "image tools schema reasoning", {
      together: "moonshotai/Kimi-K2.6",
      deepinfra: "moonshotai/Kimi-K2.6",
    }),
    kimi("kimi-k2.7-code", "Kimi K2.7 Code", "2026-06-14", 262144, 16384, "tools schema reasoning", {
      together: "moonshotai/Kimi-K2.7-Code",
      deepinfra: "moonshotai/Kimi-K2.7-Code",
    }),
  ],
};
