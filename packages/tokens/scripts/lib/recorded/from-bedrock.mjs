import { assertKnown } from "./sample.mjs";

const SERVER_SIDE = "tools or files on the vendor's side";
const TEXT_FORMATS = ["txt", "md", "csv", "html"];

/** A Bedrock Converse body as a chat request. */
export function fromBedrock({ request, model }) {
  const schema = request.outputConfig?.textFormat?.structure?.jsonSchema;
  const system = (request.system ?? []).flatMap(partsOf);
  const tools = request.toolConfig?.tools.flatMap(toolsOf);
  const { thinking } = request.additionalModelRequestFields ?? {};
  return {
    model,
    ...(thinking && thinking.type !== "disabled" && { reasoning_effort: "low" }),
    messages: [
      ...(system.length > 0 ? [{ role: "system", content: system }] : []),
      ...request.messages.flatMap(messagesOf),
    ],
    ...(tools?.length && { tools }),
    response_format: schema && {
      type: "json_schema",
      json_schema: { name: schema.name ?? "", description: schema.description, schema: JSON.parse(schema.schema) },
    },
  };
}
function toolsOf({ toolSpec, cachePoint, ...rest }) {
  if (cachePoint) return [];
  assertKnown(toolSpec && Object.keys(rest).length === 0, SERVER_SIDE);
  const { name, description, inputSchema } = toolSpec;
  return [{ type: "function", function: { name, description, parameters: inputSchema.json } }];
}

function messagesOf({ role, content }) {
  const results = content.filter(({ toolResult }) => toolResult);
  const calls = content.filter(({ toolUse }) => toolUse);
  const thoughts = content.filter(({ reasoningContent }) => reasoningContent);
  const others = content.filter((block) => ![...results, ...calls, ...thoughts].includes(block)).flatMap(partsOf);
  return [
    ...results.map(({ toolResult }) => ({
      role: "tool",
      tool_call_id: toolResult.toolUseId,
      content: toolResult.content.flatMap(partsOf),
    })),
    ...(others.length + calls.length + thoughts.length === 0
      ? []
      : [
          {
            role,
            content: others,
            ...(calls.length > 0 && { tool_calls: calls.map(callOf) }),
            ...(thoughts.length > 0 && { thinking_blocks: thoughts.map(thoughtOf) }),
          },
        ]),
  ];
}

function callOf({ toolUse: { toolUseId, name, input } }) {
  return { id: toolUseId, type: "function", function: { name, arguments: JSON.stringify(input) } };
}

function thoughtOf({ reasoningContent: { reasoningText, redactedContent } }) {
  if (!reasoningText) return { type: "redacted_thinking", data: redactedContent };
  return { type: "thinking", thinking: reasoningText.text, signature: reasoningText.signature ?? "" };
}

function partsOf({ text, guardContent, json, image, document, cachePoint }) {
  if (cachePoint) return [];
  if (guardContent) return [{ type: "text", text: guardContent.text.text }];
  if (json) return [{ type: "text", text: JSON.stringify(json) }];
  if (text !== undefined) return [{ type: "text", text }];
  const bytes = (image ?? document)?.source.bytes;
  assertKnown(bytes, SERVER_SIDE);
  if (image) return [{ type: "image_url", image_url: { url: `data:image/${image.format};base64,${bytes}` } }];
  const type = TEXT_FORMATS.includes(document.format) ? "text/plain" : `application/${document.format}`;
  return [{ type: "file", file: { filename: document.name, file_data: `data:${type};base64,${bytes}` } }];
}
