import { assertKnown } from "./sample.mjs";

const SERVER_SIDE = "tools or files on the vendor's side";

/** A Google generateContent body as a chat request. */
export function fromGoogle({ request, model }) {
  assertKnown(!request.cachedContent, SERVER_SIDE);
  const { generationConfig: config, systemInstruction: system } = request;
  const schema = config?.responseJsonSchema ?? config?.response_json_schema ?? config?.responseSchema;
  const tools = request.tools?.flatMap(toolsOf);
  return {
    model,
    messages: [
      ...(system ? [{ role: "system", content: [system.parts].flat().map(partOf) }] : []),
      ...[request.contents].flat().flatMap(messagesOf),
    ],
    ...(tools?.length && { tools }),
    response_format: schema && { type: "json_schema", json_schema: { name: "", schema } },
  };
}
function toolsOf(tool) {
  assertKnown(Object.keys(tool).join() === "functionDeclarations", SERVER_SIDE);
  return tool.functionDeclarations.map((declaration) => {
    const { name, description, parameters, parametersJsonSchema, parameters_json_schema: snake } = declaration;
    const schema = parameters ?? parametersJsonSchema ?? snake;
    return { type: "function", function: { name, description, parameters: schema } };
  });
}

function messagesOf({ role, parts }) {
  const calls = parts.filter((part) => part.functionCall ?? part.function_call);
  const results = parts.map((part) => part.functionResponse ?? part.function_response).filter(Boolean);
  const others = parts.filter((part) => "text" in part || !isCall(part)).map(partOf);
  return [
    ...results.map(({ id, response, parts: media = [] }) => ({
      role: "tool",
      tool_call_id: id ?? "",
      content: [{ type: "text", text: JSON.stringify(response) }, ...media.map(partOf)],
    })),
    ...(others.length + calls.length === 0
      ? []
      : [
          {
            role: role === "model" ? "assistant" : "user",
            content: others,
            ...(calls.length > 0 && { tool_calls: calls.map(callOf) }),
          },
        ]),
  ];
}

function isCall(part) {
  return Boolean(part.functionCall ?? part.function_call ?? part.functionResponse ?? part.function_response);
}

function callOf(part) {
  const { id, name, args } = part.functionCall ?? part.function_call;
  const signature = part.thoughtSignature ?? part.thought_signature;
  return {
    id: id ?? "",
    type: "function",
    function: { name, arguments: JSON.stringify(args ?? {}) },
    ...(signature && { extra_content: { google: { thought_signature: signature } } }),
  };
}

function partOf(part) {
  if ("text" in part) return { type: "text", text: part.text };
  const data = part.inlineData ?? part.inline_data;
  assertKnown(data, SERVER_SIDE);
  const type = data.mimeType ?? data.mime_type;
  assertKnown(!type.startsWith("video/"), "video, which chat requests have no place for");
  const bytes = data.data.replaceAll("-", "+").replaceAll("_", "/");
  const url = `data:${type};base64,${bytes}`;
  if (type.startsWith("image/")) return { type: "image_url", image_url: { url } };
  if (type.startsWith("audio/")) return { type: "input_audio", input_audio: { data: bytes, format: type.slice(6) } };
  return { type: "file", file: { file_data: url } };
}
