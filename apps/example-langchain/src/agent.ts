import { ChatOpenAI } from "@langchain/openai";
import { createAgent, tool } from "langchain";
import { z } from "zod";

const getWeather = tool(({ city }) => `It is sunny in ${city}.`, {
  name: "get_weather",
  description: "The weather of a city.",
  schema: z.object({ city: z.string() }),
});

/** An agent whose every turn goes through the gateway; for LangChain, that is OpenAI at another address. */
export function createWeatherAgent(baseURL: string, apiKey: string) {
  const model = new ChatOpenAI({
    model: "openai/gpt-4.1-mini",
    apiKey,
    configuration: { baseURL },
    // The worst case of each turn is set aside before it begins: a low limit lets more turns fit the budget.
    maxTokens: 500,
    // A budget that is used up does not come back by trying again.
    maxRetries: 0,
  });
  return createAgent({ model, tools: [getWeather], systemPrompt: "Answer in one sentence." });
}
