import type { VendorReply } from "../../vendor.ts";
import { bedrockError, modelError, validationError } from "./bedrock-error.ts";
import { type BedrockModel, isProfile } from "./bedrock-models.ts";
import { claudeProblem } from "./claude-rules.ts";
import { answerSchema, type ConverseBody, modelFields, toolSpecs } from "./converse-body.ts";
import { messagesProblem } from "./message-rules.ts";

type Rule = (body: ConverseBody, model: BedrockModel) => VendorReply | undefined;

const refuse = (message: string | undefined) => (message === undefined ? undefined : validationError(message));
const unsupportedField = (name: string) =>
  refuse(`This model doesn't support the ${name} field. Remove ${name} and try again.`);

const profileRule: Rule = (_body, model) =>
  model.needsProfile && !isProfile(model.id)
    ? refuse(
        `Invocation of model ID ${model.id} with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.`,
      )
    : undefined;

const limitsRule: Rule = (body, model) => {
  const maxTokens = body.inferenceConfig?.maxTokens ?? 0;
  return maxTokens > model.outputTokens
    ? refuse(
        `The maximum tokens you requested exceeds the model limit of ${model.outputTokens}. Try again with a maximum tokens value that is lower than ${model.outputTokens}.`,
      )
    : undefined;
};

const systemRule: Rule = (body, model) =>
  !model.system && (body.system?.length ?? 0) > 0
    ? refuse(
        "This model doesn't support system messages. Try again without system messages or use a model that supports system messages.",
      )
    : undefined;

const toolsRule: Rule = (body, model) => {
  const { toolConfig } = body;
  const usesTools = body.messages.some((message) =>
    message.content.some((block) => block.toolUse !== undefined || block.toolResult !== undefined),
  );
  if (toolConfig === undefined) {
    return usesTools
      ? refuse("The toolConfig field must be defined when using toolUse and toolResult content blocks.")
      : undefined;
  }
  if (!model.tools) return refuse("This model doesn't support tool use.");
  const choice = toolConfig.toolChoice;
  if (choice?.any !== undefined && !model.forcedTools) return unsupportedField("toolConfig.toolChoice.any");
  if (choice?.tool === undefined) return undefined;
  if (!model.forcedTools) return unsupportedField("toolConfig.toolChoice.tool");
  return toolSpecs(body).some(({ name }) => name === choice.tool?.name)
    ? undefined
    : refuse(`The tool ${choice.tool.name} of toolConfig.toolChoice.tool is not in toolConfig.tools.`);
};

const outputRule: Rule = (body, model) => {
  if (body.outputConfig?.textFormat === undefined) return undefined;
  if (!model.textFormat) return unsupportedField("outputConfig.textFormat");
  return answerSchema(body) === undefined
    ? refuse("The schema at outputConfig.textFormat.structure.jsonSchema.schema is not valid JSON.")
    : undefined;
};

const cachingRule: Rule = (body, model) => {
  const blocks = [
    ...(body.system ?? []),
    ...(body.toolConfig?.tools ?? []),
    ...body.messages.flatMap(({ content }) => content),
  ];
  const points = blocks.filter((block) => block.cachePoint !== undefined).length;
  if (points > 0 && !model.caching) {
    const message =
      "You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more information.";
    return bedrockError(403, message);
  }
  return points > 4
    ? refuse(modelError(`A maximum of 4 blocks with cache_control may be provided. Found ${points}.`))
    : undefined;
};

/** Fields for the model that Nova and gpt-oss know; other makers' fields are not checked. */
const fieldsByMaker: Readonly<Record<string, readonly string[]>> = {
  amazon: ["inferenceConfig", "reasoningConfig", "textGenerationConfig"],
  openai: ["reasoning_effort", "max_completion_tokens", "seed", "stop"],
};
const efforts = ["low", "medium", "high"];

const fieldsRule: Rule = (body, model) => {
  const fields = modelFields(body);
  const known = fieldsByMaker[model.maker];
  const unknown = known === undefined ? undefined : Object.keys(fields).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    return refuse(
      modelError(
        `Malformed input request: #: extraneous key [${unknown}] is not permitted, please reformat your input and try again.`,
      ),
    );
  }
  const effort = fields.reasoning_effort;
  return model.maker === "openai" && effort !== undefined && !efforts.includes(String(effort))
    ? refuse(modelError(`reasoning_effort: Input should be 'low', 'medium' or 'high'`))
    : undefined;
};

const claudeRule: Rule = (body, model) => {
  const problem = model.claude === undefined ? undefined : claudeProblem(body, model.claude);
  return problem === undefined ? undefined : refuse(modelError(problem));
};

const rules: readonly Rule[] = [
  profileRule,
  (body, model) => refuse(messagesProblem(body, model)),
  limitsRule,
  systemRule,
  toolsRule,
  outputRule,
  cachingRule,
  fieldsRule,
  claudeRule,
];

/** The answer to the first rule beyond plain types that a request breaks; undefined where it breaks none. */
export function converseRefusal(body: ConverseBody, model: BedrockModel): VendorReply | undefined {
  for (const rule of rules) {
    const refusal = rule(body, model);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
