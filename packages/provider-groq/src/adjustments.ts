import { type ChatChunk, type ChatCompletion, HubError, isJsonObject, type JsonObject, Usage } from "@hub/protocol";
import type { DroppedParams } from "@hub/provider";
import { adjustReasoningEffort } from "./reasoning-effort.ts";

/** What Groq refuses or understands differently in single values. */
export function adjustRequest(body: JsonObject, dropped: DroppedParams): void {
  // "n must be 1" (console.groq.com/docs/openai). One answer where three were asked for is not the same request.
  if (typeof body.n === "number" && body.n > 1) {
    throw new HubError("unsupported_parameter", "'n' is not supported by Groq: it gives one answer per request.", {
      param: "n",
    });
  }
  adjustReasoningEffort(body, dropped);
  // Groq has tiers of its own (auto, on_demand, flex, performance); OpenAI's default is its on_demand.
  if (body.service_tier === "default") body.service_tier = "on_demand";
  if (body.service_tier === "scale" || body.service_tier === "priority" || body.service_tier === "fast") {
    delete body.service_tier;
    dropped.add("service_tier");
  }
}

/** Groq's name for the model's reasoning is `reasoning`; the field's is `reasoning_content`. */
export function adjustCompletion(completion: ChatCompletion & JsonObject): void {
  for (const { message } of completion.choices) renameReasoning(message);
}

/** Takes usage from where Groq also puts it, and gives the reasoning its usual name. */
export function adjustChunk(chunk: ChatChunk & JsonObject): void {
  const own = chunk.x_groq;
  if (isJsonObject(own) && own.usage) {
    const usage = Usage.safeParse(own.usage);
    if (usage.success) chunk.usage ??= usage.data;
    delete own.usage;
  }
  for (const choice of chunk.choices ?? []) if (choice.delta) renameReasoning(choice.delta);
}

function renameReasoning(message: { reasoning_content?: string | null | undefined } & JsonObject): void {
  if (typeof message.reasoning !== "string") return;
  message.reasoning_content ??= message.reasoning;
  delete message.reasoning;
}
