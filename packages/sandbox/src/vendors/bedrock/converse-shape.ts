import {
  anything,
  array,
  boolean,
  integer,
  isRecord,
  number,
  object,
  oneOf,
  record,
  type Shape,
  string,
} from "../../shape/shape.ts";

/** An object with exactly one of some members. */
function union(members: Readonly<Record<string, Shape>>): Shape {
  const shape = object({}, members);
  return (value, path) => {
    const violation = shape(value, path);
    if (violation !== undefined || !isRecord(value) || Object.keys(value).length === 1) return violation;
    const message = `The union at '${path.join(".")}' must have exactly one member set: ${Object.keys(members).join(", ")}.`;
    return { kind: "rule", path, message };
  };
}

const open = object({}, {}, { open: true });
const nonEmpty = string({ min: 1 });
const name = string({ min: 1, max: 64, pattern: /^[a-zA-Z0-9_-]+$/ });
/** Colons and dots are for the ids that Kimi makes (recorded); other models refuse them later. */
const toolUseId = string({ min: 1, max: 64, pattern: /^[a-zA-Z0-9_.:-]+$/ });
const cachePoint = object({ type: oneOf("default") }, { ttl: oneOf("5m", "1h") });
const s3Location = object(
  { uri: string({ min: 1, max: 1_024, pattern: /^s3:\/\/[a-z0-9][.\-a-z0-9]{1,61}[a-z0-9](\/.*)?$/ }) },
  { bucketOwner: string({ pattern: /^[0-9]{12}$/ }) },
);
const bytes = { bytes: nonEmpty, s3Location };

const image = object({ format: oneOf("png", "jpeg", "gif", "webp"), source: union(bytes) });
const document = object(
  {
    name: string({ min: 1, max: 200 }),
    source: union({ ...bytes, text: string(), content: array(object({ text: string() })) }),
  },
  {
    format: oneOf("pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt", "md"),
    context: string(),
    citations: object({ enabled: boolean }),
  },
);
const video = object({
  format: oneOf("mkv", "mov", "mp4", "webm", "flv", "mpeg", "mpg", "wmv", "three_gp"),
  source: union(bytes),
});
const audio = object({ format: string(), source: union(bytes) });
const searchResult = object(
  { source: string(), title: string(), content: array(object({ text: string() })) },
  { citations: object({ enabled: boolean }) },
);
const guardContent = union({
  text: object({ text: string() }, { qualifiers: array(oneOf("grounding_source", "query", "guard_content")) }),
  image: object({ format: oneOf("png", "jpeg"), source: union({ bytes: nonEmpty }) }),
});
const reasoningContent = union({
  reasoningText: object({ text: string() }, { signature: string() }),
  redactedContent: nonEmpty,
});
const toolUse = object({ toolUseId, name, input: anything }, { type: string() });
const toolResult = object(
  {
    toolUseId,
    content: array(union({ json: anything, text: string(), image, document, video, searchResult })),
  },
  { status: oneOf("success", "error"), type: string() },
);

const block = union({
  text: string(),
  image,
  document,
  video,
  audio,
  toolUse,
  toolResult,
  guardContent,
  cachePoint,
  reasoningContent,
  citationsContent: open,
  searchResult,
});

const toolSpec = object({ name, inputSchema: union({ json: open }) }, { description: nonEmpty, strict: boolean });
const toolConfig = object(
  { tools: array(union({ toolSpec, systemTool: object({ name }), cachePoint }), { min: 1 }) },
  { toolChoice: union({ auto: object({}), any: object({}), tool: object({ name }) }) },
);

const jsonSchema = object({ schema: string() }, { name: string(), description: string() });

/** The body of Converse and ConverseStream, from botocore's service model (bedrock-runtime 2023-09-30, 1.43). */
export const converseShape: Shape = object(
  { messages: array(object({ role: oneOf("user", "assistant"), content: array(block) })) },
  {
    system: array(union({ text: nonEmpty, guardContent, cachePoint })),
    inferenceConfig: object(
      {},
      {
        maxTokens: integer({ min: 1 }),
        temperature: number({ min: 0, max: 1 }),
        topP: number({ min: 0, max: 1 }),
        stopSequences: array(nonEmpty, { max: 2_500 }),
      },
    ),
    toolConfig,
    guardrailConfig: object(
      {},
      {
        guardrailIdentifier: string({ max: 2_048 }),
        guardrailVersion: string({ pattern: /^(|[1-9][0-9]{0,7}|DRAFT)$/ }),
        trace: oneOf("enabled", "disabled", "enabled_full"),
        streamProcessingMode: oneOf("sync", "async"),
      },
    ),
    additionalModelRequestFields: open,
    additionalModelResponseFieldPaths: array(string({ min: 1, max: 256 }), { max: 10 }),
    promptVariables: open,
    requestMetadata: record(string({ max: 256 })),
    performanceConfig: object({}, { latency: oneOf("standard", "optimized") }),
    serviceTier: object({ type: oneOf("priority", "default", "flex", "reserved") }),
    outputConfig: object(
      {},
      { textFormat: object({ type: oneOf("json_schema"), structure: union({ jsonSchema }) }), effort: string() },
    ),
  },
);
