import { answerPrompt } from "../../answer/answer.ts";
import { createPrefixCache, type PrefixCache } from "../../answer/prefix-cache.ts";
import { createSeededRandom, randomUuid } from "../../answer/seeded.ts";
import { bearerToken } from "../../bearer.ts";
import type { AccessKey, VendorDefinition, VendorReply, VendorRequest } from "../../vendor.ts";
import { totalInput } from "../anthropic/messages-usage.ts";
import { redactionTrigger } from "../anthropic/test-strings.ts";
import { bedrockError, bedrockViolation, validationError } from "./bedrock-error.ts";
import { type BedrockModel, findBedrockModel } from "./bedrock-models.ts";
import { type ConverseTurn, converseResponse } from "./converse-answer.ts";
import { type ConverseBody, lastUserText } from "./converse-body.ts";
import { conversePrompt } from "./converse-prompt.ts";
import { converseRefusal } from "./converse-rules.ts";
import { converseShape } from "./converse-shape.ts";
import { converseStream } from "./converse-stream.ts";
import { countConverseInput } from "./converse-usage.ts";
import { eventStreamFormat } from "./event-stream.ts";
import { signatureProblem } from "./signature-v4.ts";

/** The accepted access key, unless the caller changes it. */
const usualAccessKey: AccessKey = {
  accessKeyId: "AKIASANDBOX000000000",
  secretAccessKey: "sandbox/SecretAccessKey/0000000000000000",
  region: "us-east-1",
};

const methodPath = /^\/model\/([^/]+)\/(converse|converse-stream)$/;

/** An exception inside a stream (Bedrock's ConverseStream reference, read 2026-11; none is recorded). */
const streamFailure = {
  event: "throttlingException",
  data: JSON.stringify({ message: "Too many requests, please wait before trying again." }),
};

/** AWS Bedrock: Converse and ConverseStream, signed with Signature Version 4 or with a Bedrock API key. */
export const bedrock: VendorDefinition = {
  id: "bedrock",
  basePath: "",
  apiKey: "bedrock-api-key-sandbox0000000000000000000000000000",
  createSimulator(context) {
    const cache = createPrefixCache();
    const accessKey: AccessKey = { ...usualAccessKey, ...context.accessKey };
    return {
      handle: (request) => authenticate(request, accessKey) ?? handle(request, cache),
      failure: bedrockFailure,
      headers: bedrockHeaders,
      lastUserText,
      credentials: { accessKey },
    };
  },
};

function bedrockFailure(status: number, message?: string): VendorReply {
  return bedrockError(status, message);
}

function authenticate(request: VendorRequest, accessKey: AccessKey): VendorReply | undefined {
  const { headers, method, path, query, rawBytes, now } = request;
  if (headers.authorization === undefined) {
    return bedrockError(403, "Missing Authentication Token", "MissingAuthenticationTokenException");
  }
  const token = bearerToken(headers);
  if (token !== undefined) {
    if (token === request.apiKey) return undefined;
    return bedrockError(403, "Authentication failed: Please make sure your API Key is valid.");
  }
  const problem = signatureProblem({ method, path, query, headers, body: rawBytes }, accessKey, "bedrock", now * 1_000);
  return problem === undefined ? undefined : bedrockError(403, problem.message, problem.type);
}

function handle(request: VendorRequest, cache: PrefixCache): VendorReply {
  const match = methodPath.exec(request.path);
  const id = match === null ? undefined : decodeModelId(match[1] ?? "");
  if (match === null || id === undefined || request.method !== "POST") {
    return bedrockError(404, "The requested operation is not recognized by the service.", "UnknownOperationException");
  }
  if (request.bodyProblem !== undefined) {
    return bedrockError(400, `The request body is not valid JSON: ${request.bodyProblem}`, "SerializationException");
  }
  const violation = converseShape(request.body, []);
  if (violation !== undefined) return bedrockViolation(violation);
  const model = findBedrockModel(id);
  if (model === undefined) return validationError("The provided model identifier is invalid.");
  const body = request.body as ConverseBody;
  return converseRefusal(body, model) ?? complete(request, body, model, cache, match[2] === "converse-stream");
}

function decodeModelId(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function complete(
  request: VendorRequest,
  body: ConverseBody,
  model: BedrockModel,
  cache: PrefixCache,
  isStream: boolean,
): VendorReply {
  const input = countConverseInput(body, model, cache);
  if (totalInput(input) > model.contextTokens) {
    return validationError("Input is too long for requested model.");
  }
  const prompt = conversePrompt(body, model);
  const turn: ConverseTurn = {
    model,
    answer: answerPrompt(prompt, request.faults),
    input,
    faults: request.faults,
    random: createSeededRandom(request.rawBody),
    redacted: prompt.lastUserText.includes(redactionTrigger),
  };
  return isStream
    ? { kind: "stream", format: eventStreamFormat, events: converseStream(turn), failure: streamFailure }
    : { kind: "json", status: 200, body: converseResponse(turn) };
}

function bedrockHeaders(sequence: number): Record<string, string> {
  return { "x-amzn-requestid": randomUuid(createSeededRandom(`bedrock-headers-${sequence}`)) };
}
