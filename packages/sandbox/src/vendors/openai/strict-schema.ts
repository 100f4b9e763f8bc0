import { isRecord } from "../../shape/shape.ts";

/**
 * The first reason why OpenAI refuses a schema for strict mode, in its words; undefined where it accepts it. Rules:
 * every object has `additionalProperties: false` and lists all its properties as required
 * (developers.openai.com, structured outputs, read 2026-11; wording as recorded).
 */
export function strictSchemaProblem(schema: unknown, context: readonly string[] = []): string | undefined {
  if (!isRecord(schema)) return undefined;
  const where = `In context=(${context.map((part) => `'${part}'`).join(", ")}${context.length === 1 ? "," : ""})`;
  const isObject = schema.type === "object" || (Array.isArray(schema.type) && schema.type.includes("object"));
  if (context.length === 0 && !isObject && schema.$ref === undefined) {
    const got = typeof schema.type === "string" ? schema.type : "None";
    return `schema must be a JSON Schema of 'type: "object"', got 'type: "${got}"'.`;
  }
  const properties = isRecord(schema.properties) ? schema.properties : {};
  if (isObject) {
    if (schema.additionalProperties !== false) {
      return `${where}, 'additionalProperties' is required to be supplied and to be false.`;
    }
    const required = Array.isArray(schema.required) ? schema.required : [];
    const missing = Object.keys(properties).find((key) => !required.includes(key));
    if (missing !== undefined) {
      return `${where}, 'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`;
    }
    const extra = required.find((key) => !Object.hasOwn(properties, String(key)));
    if (extra !== undefined)
      return `${where}, 'required' is listing the key '${String(extra)}', which is not in properties.`;
  }
  const below: [string[], unknown][] = [
    ...Object.entries(properties).map(([key, value]): [string[], unknown] => [["properties", key], value]),
    ...(["$defs", "definitions"] as const).flatMap((name) =>
      Object.entries(isRecord(schema[name]) ? (schema[name] as object) : {}).map(
        ([key, value]): [string[], unknown] => [[name, key], value],
      ),
    ),
    ...(isRecord(schema.items) ? [[["items"], schema.items] as [string[], unknown]] : []),
    ...(Array.isArray(schema.anyOf) ? schema.anyOf : []).map((branch, index): [string[], unknown] => [
      ["anyOf", String(index)],
      branch,
    ]),
  ];
  for (const [path, value] of below) {
    const problem = strictSchemaProblem(value, [...context, ...path]);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
