import type { Catalog, Model, Offer } from "@hub/catalog";
import type { ChatChunk, ChatCompletion, Delta, Usage } from "@hub/protocol";
import type { Provider, ProviderCall, ProviderCompletion, ProviderStream } from "@hub/provider";
import type { HubRequest, HubResponse } from "./http.ts";

/** What a provider without a vendor does when it is asked. */
export interface Script {
  complete?: (call: ProviderCall) => ProviderCompletion | Promise<ProviderCompletion>;
  stream?: (call: ProviderCall) => ProviderStream | Promise<ProviderStream>;
}

/** A provider that answers from a script and remembers what it was asked. */
export function scriptedProvider(id: string, script: Script = {}): Provider & { calls: ProviderCall[] } {
  const calls: ProviderCall[] = [];
  return {
    id,
    name: id.toUpperCase(),
    models: [{ id: "model-1", created: 1_700_000_000 }],
    makes: (model) => model.startsWith(`${id}-`),
    calls,
    async complete(call) {
      calls.push(call);
      return script.complete ? script.complete(call) : { completion: completion("hello"), droppedParams: [] };
    },
    async stream(call) {
      calls.push(call);
      return script.stream
        ? script.stream(call)
        : { chunks: chunksOf(said("hel"), said("lo"), ended()), droppedParams: [] };
    },
    close: async () => {},
  };
}

export const USAGE: Usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };

export function completion(content: string): ChatCompletion {
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1,
    model: "native-id",
    choices: [
      { index: 0, message: { role: "assistant", content, refusal: null }, finish_reason: "stop", logprobs: null },
    ],
    usage: USAGE,
  };
}

export function chunk(delta: Delta, more: Partial<ChatChunk> = {}): ChatChunk {
  return {
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1,
    model: "native-id",
    choices: [{ index: 0, delta, finish_reason: null }],
    ...more,
  };
}

export const said = (content: string) => chunk({ content });
export const opened = () => chunk({ role: "assistant", content: "" });
export const ended = () => chunk({}, { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] });
export const metered = () => chunk({}, { choices: [], usage: USAGE });

/** A stream of these chunks, with an error at the end where one is given. */
export async function* chunksOf(...items: (ChatChunk | Error)[]): AsyncGenerator<ChatChunk, void, undefined> {
  for (const item of items) {
    if (item instanceof Error) throw item;
    // Each stream gets chunks of its own, as from a vendor.
    yield structuredClone(item);
  }
}

/** A request for one model, as bytes. */
export function chatRequest(body: Record<string, unknown> = {}, more: Partial<HubRequest> = {}): HubRequest {
  const whole = { model: "acme/model-1", messages: [{ role: "user", content: "hi" }], ...body };
  return {
    method: "POST",
    path: "/v1/chat/completions",
    headers: { "content-type": "application/json", authorization: "Bearer key" },
    readBody: async () => new TextEncoder().encode(JSON.stringify(whole)),
    ...more,
  };
}

/** A response's body as text. */
export async function textOf({ body }: HubResponse): Promise<string> {
  if (typeof body === "string") return body;
  let text = "";
  for await (const piece of body) text += piece;
  return text;
}

/** The JSON of each event of a streamed body; `[DONE]` stays as it is. */
export async function eventsOf(response: HubResponse): Promise<unknown[]> {
  return (await textOf(response))
    .split("\n\n")
    .filter((event) => event.startsWith("data: "))
    .map((event) => event.slice("data: ".length))
    .map((data) => (data === "[DONE]" ? data : JSON.parse(data)));
}

/** What a model of a test is, unless the test says otherwise: a dollar per million tokens, in and out. */
const FEATURES = {
  contextTokens: 100_000,
  maxOutputTokens: 10_000,
  input: ["text"],
  output: ["text"],
  tools: true,
  structuredOutput: true,
  reasoning: false,
} as const;

/** One vendor's offer of a model, at a dollar per million tokens. */
export function offerOf(provider: string, more: Partial<Offer> = {}): Offer {
  const price = { input: 1_000_000, output: 1_000_000 };
  return { ...FEATURES, provider, id: "model-1", aliases: [], price, sources: ["test"], date: "2026-01-01", ...more };
}

/** A catalog of one open model, `canon`, with these offers. */
export function catalogOf(...offers: Offer[]): Catalog {
  const model: Model = {
    ...FEATURES,
    id: "canon",
    name: "Canon",
    family: "canon",
    maker: "maker",
    openWeights: true,
    released: "2026-01-01",
    aliases: ["canon-latest"],
    offers,
  };
  return {
    models: [model],
    model: (name) => ([model.id, ...model.aliases].includes(name.toLowerCase()) ? model : undefined),
    offer(provider, id) {
      const offer = offers.find((each) => each.provider === provider && each.id === id);
      return offer && { model, offer };
    },
  };
}
