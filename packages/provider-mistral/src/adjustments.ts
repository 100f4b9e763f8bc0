import type { ChatChunk, JsonObject } from "@hub/protocol";
import type { DroppedParams, VendorError } from "@hub/provider";

/** The document's highest temperature; OpenAI's is 2. */
const MAX_TEMPERATURE = 1.5;

/** What Mistral wants to be told otherwise, or within other bounds. */
export function adjustRequest(body: JsonObject, dropped: DroppedParams): void {
  if (Number(body.temperature) > MAX_TEMPERATURE) {
    body.temperature = MAX_TEMPERATURE;
    dropped.add("temperature");
  }
  // At least 0; any other seed repeats an answer as well.
  if (Number(body.random_seed) < 0) body.random_seed = Math.abs(Number(body.random_seed));
  const predicted = body.prediction as { content: unknown } | undefined;
  if (Array.isArray(predicted?.content)) {
    body.prediction = { ...predicted, content: predicted.content.map(({ text }) => text).join("") };
  }
  // "Expected last role User or Tool (or Assistant with prefix)" (mistral-common 1.13.1): the answer goes on from there.
  const messages = body.messages as readonly JsonObject[];
  const last = messages.at(-1);
  if (last?.role === "assistant") body.messages = [...messages.slice(0, -1), { ...last, prefix: true }];
}

/** Files are documents, with their bytes in a `data:` URL (recorded), and audio is its bytes alone (document). */
export function adjustPart(part: JsonObject): JsonObject {
  if (part.type === "input_audio") {
    const { data } = part.input_audio as JsonObject;
    return data === undefined ? part : { ...part, input_audio: data };
  }
  const file = part.file as JsonObject | undefined;
  if (part.type !== "file" || !file) return part;
  if (file.file_id) return { type: "file", file_id: file.file_id };
  const name = file.filename ? { document_name: file.filename } : {};
  const { file_data: data } = file;
  if (typeof data !== "string") return part;
  return {
    type: "document_url",
    document_url: /^data:/i.test(data) ? data : `data:application/pdf;base64,${data}`,
    ...name,
  };
}

/** Takes away the padding against the measuring of stream lengths, which Mistral calls `p` (recorded). */
export function adjustChunk(chunk: ChatChunk & JsonObject): void {
  delete chunk.p;
}

/** An unknown model is a 400 `invalid_model` (recorded). */
export function error(said: VendorError): VendorError {
  return said.code === "invalid_model" ? { ...said, status: 404 } : said;
}
