import { createHub } from "@hub/core";
import { createAnthropic } from "@hub/provider-anthropic";
import { createOpenAI } from "@hub/provider-openai";
import { createApp } from "./app.ts";

const { APP_TOKEN, PORT = "3000" } = process.env;
if (!APP_TOKEN) throw new Error("Set APP_TOKEN to the token that callers send.");

// Each vendor reads its own variable, OPENAI_API_KEY or ANTHROPIC_API_KEY, when it is asked for the first time.
const hub = createHub({ providers: [createOpenAI(), createAnthropic()] });
const server = createApp({ hub, isUser: (token) => token === APP_TOKEN }).listen(Number(PORT), () => {
  console.log(`baseURL: http://127.0.0.1:${PORT}/ai/v1`);
});

process.once("SIGTERM", async () => {
  // Answers under way are finished; new requests hear that they should come again later.
  await hub.drain();
  server.close();
  await hub.close();
});
