import anthropic from "../data/anthropic.json" with { type: "json" };
import deepseek from "../data/deepseek.json" with { type: "json" };
import google from "../data/google.json" with { type: "json" };
import meta from "../data/meta.json" with { type: "json" };
import minimax from "../data/minimax.json" with { type: "json" };
import mistral from "../data/mistral.json" with { type: "json" };
import moonshot from "../data/moonshot.json" with { type: "json" };
import nvidia from "../data/nvidia.json" with { type: "json" };
import openai from "../data/openai.json" with { type: "json" };
import others from "../data/others.json" with { type: "json" };
import qwen from "../data/qwen.json" with { type: "json" };
import xai from "../data/xai.json" with { type: "json" };
import zai from "../data/zai.json" with { type: "json" };
import type { ModelData } from "./model-data.ts";

/** The models that come with the package. A test holds them to the schema, so that starting up need not. */
export const SHIPPED_MODELS: readonly ModelData[] = [
  openai,
  anthropic,
  google,
  meta,
  mistral,
  qwen,
  deepseek,
  xai,
  moonshot,
  zai,
  minimax,
  nvidia,
  others,
].flat() as readonly ModelData[];
