import type { ChatChunk, ChatCompletion, JsonObject } from "@hub/protocol";
import type { VendorError } from "@hub/provider";

type Citation = NonNullable<ChatCompletion["choices"][number]["message"]["annotations"]>[number];

/** Puts xAI's citations, a list of addresses beside the answer (docs.x.ai reference), where OpenAI has them. */
export function adjustCompletion(completion: ChatCompletion & JsonObject): void {
  const citations = toAnnotations(completion.citations);
  const message = completion.choices[0]?.message;
  if (citations.length > 0 && message) message.annotations ??= citations;
}

/** The same for a stream, where they come with the last chunk of the answer. */
export function adjustChunk(chunk: ChatChunk & JsonObject): void {
  const citations = toAnnotations(chunk.citations);
  const delta = chunk.choices[0]?.delta;
  if (citations.length > 0 && delta) delta.annotations ??= citations;
}

/** xAI does not say which words an address belongs to. */
function toAnnotations(citations: unknown): Citation[] {
  const urls = Array.isArray(citations) ? citations.filter((url): url is string => typeof url === "string") : [];
  return urls.map((url) => ({ type: "url_citation", url_citation: { url, title: url, start_index: 0, end_index: 0 } }));
}

/** A wrong key is a 400 (docs.x.ai, API reference: "an invalid API key is provided"), which would be the caller's fault. */
export function error(said: VendorError): VendorError {
  return /^incorrect api key/i.test(said.message ?? "") ? { ...said, status: 401 } : said;
}
