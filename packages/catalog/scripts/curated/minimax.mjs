import { modelOf, withdrawn } from "./entries.mjs";

// MiniMax's models.
const m = modelOf("minimax", { open: true });

export default {
  maker: "minimax",
  models: [
    m("minimax-m2", "MiniMax M2", "2025-10-27", 196608, 65536, "tools reasoning", {
      bedrock: "minimax.minimax-m2",
      deepinfra: "MiniMaxAI/MiniMax-M2",
    }),
    m("minimax-m2.1", "MiniMax M2.1", "2025-12-23", 196608, 65536, "tools reasoning", {
      bedrock: "minimax.minimax-m2.1",
      deepinfra: "MiniMaxAI/MiniMax-M2.1",
    }),
    m("minimax-m2.5", "MiniMax M2.5", "2026-02-12", 196608, 65536, "tools reasoning", {
      together: withdrawn("MiniMaxAI/MiniMax-M2.5"),
      bedrock: "minimax.minimax-m2.5",
      deepinfra: "MiniMaxAI/MiniMax-M2.5",
    }),
    m("minimax-m2.7", "MiniMax M2.7", "2026-03-18", 202752, 131072, "tools schema reasoning", {
      together: "MiniMaxAI/MiniMax-M2.7",
    }),
    m("minimax-m3", "MiniMax M3", "2026-06-12", 524288, 250000, "image tools schema reasoning", {
      together: "MiniMaxAI/MiniMax-M3",
    }),
  ],
};
