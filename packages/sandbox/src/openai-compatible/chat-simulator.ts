import { type Answer, answerPrompt } from "../answer/answer.ts";
import type { Prompt } from "../answer/prompt.ts";
import { createSeededRandom } from "../answer/seeded.ts";
import { bearerToken } from "../bearer.ts";
import type { SandboxFaults } from "../faults.ts";
import type { Shape, Violation } from "../shape/shape.ts";
import type { StreamEvent, StreamFormat, VendorId, VendorReply, VendorRequest, VendorSimulator } from "../vendor.ts";
import { type ChatBody, lastUserText } from "./chat-body.ts";
import { type ChatCache, type ChatCacheOptions, createChatCache } from "./chat-cache.ts";
import { chatPrompt, chatPromptTokens } from "./chat-prompt.ts";
import type { ChatTurn } from "./chat-turn.ts";

/** How a vendor words what it refuses. */
export interface ChatRefusals {
  /** The key is wrong, or missing (undefined). */
  badKey(key: string | undefined): VendorReply;
  /** No endpoint answers this method and path. */
  noRoute(method: string, path: string): VendorReply;
  /** The body is not JSON; `problem` is the parser's sentence. */
  badJson(problem: string): VendorReply;
  badShape(violation: Violation, body: unknown): VendorReply;
  noModel(id: string): VendorReply;
}

/** What an OpenAI-compatible vendor does in its own way. */
export interface ChatDialect<Model> {
  readonly vendor: VendorId;
  /** What comes before `/chat/completions` and `/models` in the path. */
  readonly basePath: string;
  readonly shape: Shape;
  readonly cache: ChatCacheOptions;
  readonly format: StreamFormat;
  /** The vendor's error inside a stream. */
  readonly streamFailure: StreamEvent;
  readonly refusals: ChatRefusals;
  /** The body of the model list. */
  models(now: number): unknown;
  findModel(id: string): Model | undefined;
  /** Rewrites the vendor's own spellings into OpenAI's, for a body whose shape was checked. */
  normalize?(body: ChatBody): ChatBody;
  /** Rules beyond the shape, the context window among them. */
  check(body: ChatBody, model: Model, promptTokens: number): VendorReply | undefined;
  reasoning(body: ChatBody, model: Model): Prompt["reasoning"];
  /** Answers a prompt where the vendor counts otherwise than OpenAI. */
  answer?(prompt: Prompt, faults: SandboxFaults): Answer;
  completion(turn: ChatTurn<Model>): object;
  stream(turn: ChatTurn<Model>): Iterable<StreamEvent>;
  failure(status: number, message?: string): VendorReply;
  headers(sequence: number, status: number): Record<string, string | string[]>;
}

/** A simulator of a vendor that speaks chat completions in its own dialect. */
export function createChatSimulator<Model>(dialect: ChatDialect<Model>): VendorSimulator {
  const cache = createChatCache(dialect.cache);
  return {
    handle: (request) => handle(request, dialect, cache),
    failure: dialect.failure,
    headers: dialect.headers,
    lastUserText,
  };
}

/** Longer ids, in UTF-16 units, are unknown before any pattern looks at them: matching stays cheap. */
const longestModelId = 200;

function handle<Model>(request: VendorRequest, dialect: ChatDialect<Model>, cache: ChatCache): VendorReply {
  const { refusals, basePath } = dialect;
  const { method, path } = request;
  const key = bearerToken(request.headers);
  if (key !== request.apiKey) return refusals.badKey(key);
  if (path === `${basePath}/models` && method === "GET") {
    return { kind: "json", status: 200, body: dialect.models(request.now) };
  }
  if (path !== `${basePath}/chat/completions` || method !== "POST") return refusals.noRoute(method, path);
  if (request.bodyProblem !== undefined) return refusals.badJson(request.bodyProblem);
  const violation = dialect.shape(request.body, []);
  if (violation !== undefined) return refusals.badShape(violation, request.body);
  const sent = request.body as ChatBody;
  const body = dialect.normalize?.(sent) ?? sent;
  const id = body.model.slice(0, longestModelId + 1);
  const model = id.length > longestModelId ? undefined : dialect.findModel(id);
  if (model === undefined) return refusals.noModel(id);
  const promptTokens = chatPromptTokens(body);
  return dialect.check(body, model, promptTokens) ?? complete(request, dialect, body, model, promptTokens, cache);
}

function complete<Model>(
  request: VendorRequest,
  dialect: ChatDialect<Model>,
  body: ChatBody,
  model: Model,
  promptTokens: number,
  cache: ChatCache,
): VendorReply {
  const { faults } = request;
  const prompt = chatPrompt(body, { vendor: dialect.vendor, reasoning: dialect.reasoning(body, model) });
  const turn: ChatTurn<Model> = {
    body,
    model,
    answer: dialect.answer?.(prompt, faults) ?? answerPrompt(prompt, faults),
    promptTokens,
    cachedTokens: cache(body),
    faults,
    random: createSeededRandom(request.rawBody),
    now: request.now,
  };
  return body.stream === true
    ? { kind: "stream", format: dialect.format, events: dialect.stream(turn), failure: dialect.streamFailure }
    : { kind: "json", status: 200, body: dialect.completion(turn) };
}
