import { atField, contentsProblem } from "./contents-rules.ts";
import type { GeminiModel } from "./gemini-models.ts";
import { declarationsOf, type GenerateContentBody, type GenerationConfig } from "./request-body.ts";
import type { Front } from "./request-message.ts";
import { schemaProblem } from "./schema-rules.ts";
import { turnsProblem } from "./turn-rules.ts";

/** What a rule may look at. */
interface Facts {
  readonly body: GenerateContentBody;
  readonly config: GenerationConfig;
  readonly model: GeminiModel;
  readonly front: Front;
}

type Rule = (facts: Facts) => string | undefined;

const configField = (name: string, problem: string) => atField(`generation_config.${name}`, problem);

const unsupportedRange = (name: string, value: number, range: string) =>
  `Unable to submit request because it has a ${name} value of ${value} but the supported range is ${range}. Update the value and try again.`;

const rangesRule: Rule = ({ config, model, front }) => {
  const { temperature, topP, maxOutputTokens, candidateCount, stopSequences } = config;
  if (temperature !== undefined && (temperature < 0 || temperature > 2)) {
    return front === "vertex"
      ? unsupportedRange("temperature", temperature, "from 0 (inclusive) to 2.0001 (exclusive)")
      : configField("temperature", "temperature must be in the range [0.0, 2.0].");
  }
  if (topP !== undefined && (topP < 0 || topP > 1)) {
    return front === "vertex"
      ? unsupportedRange("topP", topP, "from 0 (inclusive) to 1.0001 (exclusive)")
      : configField("top_p", "top_p must be in the range [0.0, 1.0].");
  }
  if (maxOutputTokens !== undefined && maxOutputTokens < 1) {
    return configField("max_output_tokens", "max_output_tokens must be positive.");
  }
  if (maxOutputTokens !== undefined && maxOutputTokens > model.outputTokens) {
    const range = `from 1 (inclusive) to ${model.outputTokens + 1} (exclusive)`;
    return unsupportedRange("maxOutputTokens", maxOutputTokens, range);
  }
  if (candidateCount !== undefined && (candidateCount < 1 || candidateCount > 8)) {
    return unsupportedRange("candidateCount", candidateCount, "from 1 (inclusive) to 9 (exclusive)");
  }
  return (stopSequences?.length ?? 0) > 5
    ? configField("stop_sequences", "at most 5 stop sequences can be specified.")
    : undefined;
};

const thinkingRule: Rule = ({ config, model }) => {
  const { thinkingBudget: budget, thinkingLevel: level, includeThoughts } = config.thinkingConfig ?? {};
  if (budget !== undefined && level !== undefined) {
    return "You can only set only one of thinking budget and thinking level.";
  }
  if (level !== undefined && model.thinking !== "level") return "Thinking level is not supported for this model.";
  if (level !== undefined && !model.levels.includes(level)) {
    return `Thinking level ${level} is not supported for this model. Please retry with other thinking level.`;
  }
  if (includeThoughts === true && (model.thinking === "none" || budget === 0)) {
    return "Unable to submit request because Thinking_config.include_thoughts is only enabled when thinking is enabled.";
  }
  // A budget of 0 is accepted by models that never think (recorded for gemini-2.0-flash-exp); -1 leaves it to the model.
  if (budget === undefined || budget === -1) return undefined;
  if (model.thinking === "none") {
    return budget === 0 ? undefined : `Thinking is not supported for ${model.id}.`;
  }
  if (budget === 0 && !model.canStopThinking) {
    return "Budget 0 is invalid. This model only works in thinking mode.";
  }
  const [least, most] = model.budget;
  return budget < least || budget > most
    ? `The thinking budget ${budget} is invalid. Please choose a value between ${least} and ${most}.`
    : undefined;
};

const logprobsRule: Rule = ({ config }) => {
  const { logprobs, responseLogprobs } = config;
  if (logprobs === undefined) return undefined;
  if (responseLogprobs !== true) {
    return configField("logprobs", "logprobs is only supported when response_logprobs is set to true.");
  }
  return logprobs < 0 || logprobs > 20
    ? unsupportedRange("logprobs", logprobs, "from 0 (inclusive) to 21 (exclusive)")
    : undefined;
};

const answerFormatRule: Rule = ({ config }) => {
  const { responseMimeType: mimeType, responseSchema, responseJsonSchema } = config;
  if (responseSchema !== undefined && responseJsonSchema !== undefined) {
    return configField("response_schema", "only one of response_schema and response_json_schema can be set.");
  }
  const hasSchema = responseSchema !== undefined || responseJsonSchema !== undefined;
  if (hasSchema && mimeType !== "application/json" && mimeType !== "text/x.enum") {
    return configField("response_mime_type", "a response schema needs the response mime type application/json.");
  }
  if (mimeType !== undefined && !["text/plain", "application/json", "text/x.enum"].includes(mimeType)) {
    return configField(
      "response_mime_type",
      "allowed mimetypes are `text/plain`, `application/json`, `application/xml`, `application/yaml` and `text/x.enum`.",
    );
  }
  return schemaProblem(responseSchema, "generation_config.response_schema");
};

const functionName = /^[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}$/;

const functionsRule: Rule = ({ body }) => {
  const names = new Set<string>();
  for (const { path, declaration } of declarationsOf(body)) {
    const name = declaration.name ?? "";
    if (!functionName.test(name)) {
      return atField(
        `${path}.name`,
        "Invalid function name. Must start with a letter or an underscore. Must be alphanumeric (a-z, A-Z, 0-9), underscores (_), dots (.), colons (:), or dashes (-), with a maximum length of 64.",
      );
    }
    if (names.has(name)) return `Duplicate function declaration found: ${name}`;
    names.add(name);
    if (declaration.parameters !== undefined && declaration.parametersJsonSchema !== undefined) {
      return atField(`${path}.parameters`, "only one of parameters and parameters_json_schema can be set.");
    }
    const problem = schemaProblem(declaration.parameters, `${path}.parameters`);
    if (problem !== undefined) return problem;
  }
  return undefined;
};

const toolConfigRule: Rule = ({ body }) => {
  const choice = body.toolConfig?.functionCallingConfig;
  if (choice === undefined) return undefined;
  const names = declarationsOf(body).map(({ declaration }) => declaration.name);
  const allowed = choice.allowedFunctionNames ?? [];
  const isForced = choice.mode === "ANY" || choice.mode === "VALIDATED";
  if (names.length === 0 && (isForced || allowed.length > 0)) {
    return "Function calling config is set without function_declarations.";
  }
  if (allowed.length > 0 && !isForced) {
    return "Please set allowed_function_names only when function calling mode is ANY.";
  }
  const unknown = allowed.find((name) => !names.includes(name));
  return unknown === undefined
    ? undefined
    : atField("tool_config.function_calling_config.allowed_function_names", `${unknown} is not a declared function.`);
};

const combinationRule: Rule = ({ body, config, model, front }) => {
  if (model.combinesTools || declarationsOf(body).length === 0) return undefined;
  if (config.responseMimeType === "application/json") {
    return "Function calling with a response mime type: 'application/json' is unsupported";
  }
  const others = (body.tools ?? []).some((tool) => Object.keys(tool).some((name) => name !== "functionDeclarations"));
  if (!others) return undefined;
  return front === "vertex"
    ? "Multiple tools are supported only when they are all search tools."
    : "Tool use with function calling is unsupported";
};

const rules: readonly Rule[] = [
  ({ body, model, front }) => contentsProblem(body, model, front),
  rangesRule,
  thinkingRule,
  logprobsRule,
  answerFormatRule,
  functionsRule,
  toolConfigRule,
  combinationRule,
  ({ body, model }) => turnsProblem(body.contents ?? [], model),
];

/** The first rule that a well-formed request breaks, in the service's words; all are 400 INVALID_ARGUMENT. */
export function generateContentProblem(
  body: GenerateContentBody,
  model: GeminiModel,
  front: Front,
): string | undefined {
  for (const rule of rules) {
    const problem = rule({ body, config: body.generationConfig ?? {}, model, front });
    if (problem !== undefined) return problem;
  }
  return undefined;
}
