import { existsSync, readFileSync } from "node:fs";
import { HubError, parseChatRequest } from "@hub/protocol";
import { fromAnthropic } from "./from-anthropic.mjs";
import { fromBedrock } from "./from-bedrock.mjs";
import { fromGoogle } from "./from-google.mjs";
import { assertKnown, LeftOut } from "./sample.mjs";

/** Recorded traffic, which is kept outside of the repository. */
const FOLDER = new URL("../../../../../../shared/data/recorded/", import.meta.url);

/** How each vendor's requests become chat requests, and where its answers say how long the prompt was. */
const VENDORS = {
  openai: { toRequest: fromOpenAi, usage: last("prompt_tokens") },
  groq: { toRequest: fromOpenAi, usage: last("prompt_tokens") },
  mistral: { toRequest: fromOpenAi, usage: last("prompt_tokens") },
  together: { toRequest: fromOpenAi, usage: last("prompt_tokens") },
  xai: { toRequest: fromOpenAi, usage: last("prompt_tokens") },
  gemini: { toRequest: fromGoogle, usage: last("promptTokenCount") },
  vertex: { toRequest: fromGoogle, usage: last("promptTokenCount") },
  anthropic: {
    toRequest: fromAnthropic,
    usage: (text) =>
      first("input_tokens")(text) +
      (first("cache_creation_input_tokens")(text) || 0) +
      (first("cache_read_input_tokens")(text) || 0),
  },
  bedrock: {
    toRequest: fromBedrock,
    // The sum has what was read from a cache and written to one.
    usage: (text) => last("totalTokens")(text) - last("outputTokens")(text),
  },
};

/** Their figures were made up by whoever recorded them, to test a reader of usage. */
const MADE_UP = new Set(["anthropic-080"]);

/** Vendors of whom there are recordings. */
export const RECORDED_VENDORS = Object.keys(VENDORS);

/** Whether there are recordings on this machine. */
export const hasRecordings = existsSync(FOLDER);

/** The recordings of a vendor that say how long their prompt was, and how many were left out, by reason. */
export function readSamples(vendor) {
  const samples = [];
  const leftOut = {};
  for (const line of readFileSync(new URL(`${vendor}.jsonl`, FOLDER), "utf8")
    .trim()
    .split("\n")) {
    const recording = JSON.parse(line);
    if (recording.status >= 300) continue;
    try {
      samples.push(sampleOf(recording));
    } catch (error) {
      if (!(error instanceof LeftOut)) throw error;
      leftOut[error.message] = (leftOut[error.message] ?? 0) + 1;
    }
  }
  return { samples, leftOut };
}

function sampleOf(recording) {
  const { id, vendor, model, response, responseBase64 } = recording;
  const text = responseBase64
    ? Buffer.from(responseBase64, "base64").toString("latin1")
    : typeof response === "string"
      ? response
      : JSON.stringify(response);
  const { toRequest, usage } = VENDORS[vendor];
  const promptTokens = usage(text);
  assertKnown(promptTokens > 0, "no usage in the answer");
  assertKnown(!MADE_UP.has(id), "figures that were made up");
  const provider = vendor === "gemini" ? "google" : vendor;
  return { id, provider, model, request: toChatRequest(toRequest(recording)), promptTokens };
}

function toChatRequest(body) {
  try {
    return parseChatRequest(body);
  } catch (error) {
    throw HubError.isInstance(error) ? new LeftOut("content that chat requests have no place for") : error;
  }
}

function fromOpenAi({ request, model }) {
  const { tool_choice: choice, ...rest } = request;
  assertKnown(choice?.type !== "tool", "a tool choice that the vendor does not know, and so no tools");
  const tools = request.tools?.map((tool) => ({ type: "function", ...tool }));
  const hasServerTools = request.web_search_options || request.search_settings || /compound|search|muse/.test(model);
  assertKnown(!hasServerTools, "tools or files on the vendor's side");
  return { ...rest, tools };
}

function first(field) {
  const pattern = new RegExp(`"${field}":\\s*(\\d+)`);
  return (text) => Number(pattern.exec(text)?.[1]);
}

function last(field) {
  const pattern = new RegExp(`"${field}":\\s*(\\d+)`, "g");
  return (text) => Number([...text.matchAll(pattern)].at(-1)?.[1]);
}
