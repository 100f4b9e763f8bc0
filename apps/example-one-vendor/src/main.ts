import { text } from "node:stream/consumers";
import { createAnthropic } from "@hub/provider-anthropic";
import { summarize } from "./summarize.ts";

// The key is read from ANTHROPIC_API_KEY.
const anthropic = createAnthropic();
for await (const piece of summarize(anthropic, await text(process.stdin))) process.stdout.write(piece);
process.stdout.write("\n");
// Connections that are kept for later requests would keep the process, too.
await anthropic.close();
