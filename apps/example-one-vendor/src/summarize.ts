import type { Provider } from "@hub/provider";

/** Summarizes a text, and gives the summary piece by piece. Leaving the loop hangs up on the vendor. */
export async function* summarize(provider: Provider, text: string): AsyncGenerator<string> {
  const { chunks } = await provider.stream({
    request: {
      model: "claude-sonnet-4-6",
      messages: [
        { role: "system", content: "Summarize what the user sends in one sentence." },
        { role: "user", content: text },
      ],
      max_tokens: 300,
    },
  });
  for await (const { choices } of chunks) yield choices[0]?.delta.content ?? "";
}
