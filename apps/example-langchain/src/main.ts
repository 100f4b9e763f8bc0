import { createOpenAI } from "@hub/provider-openai";
import { createWeatherAgent } from "./agent.ts";
import { startGateway } from "./gateway.ts";

const apiKey = crypto.randomUUID();
// Two cents.
const gateway = await startGateway({ providers: [createOpenAI()], apiKey, usd: 20_000_000 });
try {
  const agent = createWeatherAgent(gateway.baseURL, apiKey);
  const { messages } = await agent.invoke({ messages: [{ role: "user", content: "What is the weather in Paris?" }] });
  console.log(messages.at(-1)?.text);
  const { balance } = await gateway.budget.wallet("agent");
  console.log(`$${balance / 1e9} left`);
} finally {
  await gateway.close();
}
