import { type ChatChunk, type ChatCompletion, isJsonObject, type JsonObject } from "@hub/protocol";
import type { VendorError, VendorFailure } from "@hub/provider";

type Logprobs = NonNullable<ChatCompletion["choices"][number]["logprobs"]>;

/** What Together takes in another shape than OpenAI. */
export function adjustRequest(body: JsonObject): void {
  // A list alone, in the OpenAPI document.
  if (typeof body.stop === "string") body.stop = [body.stop];
  // How many alternatives, 0 to 20, instead of whether there are any.
  if (body.logprobs === true) body.logprobs = Math.max(1, Number(body.top_logprobs ?? 0));
  else if (body.logprobs === false) delete body.logprobs;
  delete body.top_logprobs;
  // Models that need not reason are told so in a field of its own (docs.together.ai, Reasoning, 2026).
  if (body.reasoning_effort === "none") {
    body.reasoning ??= { enabled: false };
    delete body.reasoning_effort;
  }
}

/** Puts log probabilities in OpenAI's form. */
export function adjustCompletion(completion: ChatCompletion & JsonObject): void {
  for (const choice of completion.choices) choice.logprobs = toLogprobs(choice.logprobs);
}

/** The same for a stream, where they come one by one; and without the text that repeats the delta's (recorded). */
export function adjustChunk(chunk: ChatChunk & JsonObject): void {
  for (const choice of chunk.choices as (ChatChunk["choices"][number] & JsonObject)[]) {
    delete choice.text;
    const said: unknown = choice.logprobs;
    const one = typeof said === "number" && { tokens: [choice.delta.content], token_logprobs: [said] };
    if (said !== undefined) choice.logprobs = toLogprobs(one || said, choice.top_logprobs);
    delete choice.top_logprobs;
  }
}

/** From a list of tokens beside one of numbers; alternatives are objects of number by token. */
function toLogprobs(said: unknown, alternatives?: unknown): Logprobs | null {
  if (!isJsonObject(said) || !Array.isArray(said.tokens)) return null;
  const { length } = said.tokens;
  const numbers = Array.isArray(said.token_logprobs) ? said.token_logprobs : [];
  const all = said.top_logprobs ?? alternatives;
  const content = said.tokens.map((token, index) => ({
    ...toLogprob(token, numbers[index]),
    top_logprobs: Object.entries((Array.isArray(all) ? all[index] : length === 1 && all) || {}).map((top) =>
      toLogprob(...top),
    ),
  }));
  return { content, refusal: null };
}

/** The first token of an answer may have no number; OpenAI's is then the least there is. */
function toLogprob(token: unknown, logprob: unknown) {
  return { token: String(token), logprob: typeof logprob === "number" ? logprob : -9999, bytes: null };
}

/** A request that is too long is a 403 (docs.together.ai, Error codes), which otherwise means that the key may not. */
export function error(said: VendorError, { status }: Partial<VendorFailure>): VendorError {
  const isTooLong = status === 403 && /max_(new_)?tokens|context length/i.test(said.message ?? "");
  return isTooLong ? { ...said, status: 400, code: "context_length_exceeded" } : said;
}
