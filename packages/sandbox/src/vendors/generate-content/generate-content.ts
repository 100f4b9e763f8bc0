import { answerPrompt } from "../../answer/answer.ts";
import type { PrefixCache } from "../../answer/prefix-cache.ts";
import { createSeededRandom } from "../../answer/seeded.ts";
import { createSseFormat } from "../../sse-format.ts";
import type { VendorReply, VendorRequest } from "../../vendor.ts";
import { findGeminiModel, type GeminiModel } from "./gemini-models.ts";
import { type GenerateContentTurn, generateContentResponse } from "./generate-content-answer.ts";
import { generateContentPrompt } from "./generate-content-prompt.ts";
import { generateContentProblem } from "./generate-content-rules.ts";
import { generateContentStream } from "./generate-content-stream.ts";
import { googleError, googleErrorBody, violationsError } from "./google-error.ts";
import { createJsonArrayFormat } from "./json-array-format.ts";
import { countPrompt } from "./prompt-tokens.ts";
import { decodeProtoJson } from "./proto-json.ts";
import type { GenerateContentBody } from "./request-body.ts";
import { type Front, requestMessage } from "./request-message.ts";

const sse = createSseFormat({ contentType: "text/event-stream", lineEnding: "\r\n" });

/** Google's native error inside a stream, after 200 (none is recorded; the form is that of its error answers). */
const streamFailure = { data: JSON.stringify(googleErrorBody(503)) };

const messages = { gemini: requestMessage("gemini"), vertex: requestMessage("vertex") };

/** A call of the method, already authenticated. */
export interface GenerateContentCall {
  readonly request: VendorRequest;
  readonly front: Front;
  /** The model's id as it stands in the path. */
  readonly modelId: string;
  readonly isStream: boolean;
  /** The front's error for models that do not exist. */
  readonly modelNotFound: () => VendorReply;
  readonly cache: PrefixCache;
}

/** Validates and answers a call of generateContent or streamGenerateContent. */
export function generateContent(call: GenerateContentCall): VendorReply {
  const { request, front } = call;
  const model = findGeminiModel(call.modelId);
  if (model === undefined) return call.modelNotFound();
  if (request.bodyProblem !== undefined) {
    return googleError(400, `Invalid JSON payload received. ${request.bodyProblem}`);
  }
  const { value, violations } = decodeProtoJson(messages[front], request.body);
  if (violations.length > 0) return violationsError(violations);
  const body = value as GenerateContentBody;
  const problem = generateContentProblem(body, model, front);
  return problem === undefined ? complete(call, body, model) : googleError(400, problem);
}

function complete(call: GenerateContentCall, body: GenerateContentBody, model: GeminiModel): VendorReply {
  const { request, front, cache } = call;
  const prompt = countPrompt(body, model, cache);
  if (prompt.total > model.contextTokens) {
    const message = `The input token count (${prompt.total}) exceeds the maximum number of tokens allowed (${model.contextTokens}).`;
    return googleError(400, message);
  }
  const turn: GenerateContentTurn = {
    front,
    model,
    config: body.generationConfig ?? {},
    answer: answerPrompt(generateContentPrompt(body, model, front), request.faults),
    prompt,
    faults: request.faults,
    random: createSeededRandom(request.rawBody),
    now: request.now,
  };
  if (!call.isStream) return { kind: "json", status: 200, body: generateContentResponse(turn) };
  const format = request.query.get("alt") === "sse" ? sse : createJsonArrayFormat();
  return { kind: "stream", format, events: generateContentStream(turn), failure: streamFailure };
}
