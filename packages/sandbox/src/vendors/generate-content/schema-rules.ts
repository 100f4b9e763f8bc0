import { atField } from "./contents-rules.ts";
import type { SchemaMessage } from "./request-body.ts";

/** Formats of strings that the service knows. */
const stringFormats = ["enum", "date-time"];

/**
 * The first rule beyond names and types that a Schema breaks, in the service's words (as quoted in agno-agi/agno#2112,
 * danny-avila/LibreChat#6971 and other public reports); undefined where there is none.
 */
export function schemaProblem(schema: SchemaMessage | undefined, at: string): string | undefined {
  if (schema === undefined) return undefined;
  const type = schema.type ?? "TYPE_UNSPECIFIED";
  if (schema.type === undefined && schema.anyOf === undefined && schema.ref === undefined) {
    return atField(`${at}.type`, "must be specified when not using one_of, any_of or all_of fields");
  }
  if (schema.enum !== undefined) {
    if (type !== "STRING") return atField(`${at}.enum`, "only allowed for STRING type");
    const empty = schema.enum.indexOf("");
    if (empty >= 0) return atField(`${at}.enum[${empty}]`, "cannot be empty");
  }
  if (type === "STRING" && schema.format !== undefined && !stringFormats.includes(schema.format)) {
    return atField(`${at}.format`, "only 'enum' and 'date-time' are supported for STRING type");
  }
  if (type === "ARRAY" && schema.items === undefined) return atField(`${at}.items`, "missing field.");
  const names = Object.keys(schema.properties ?? {});
  if (names.length > 0 && type !== "OBJECT") return atField(`${at}.properties`, "only allowed for OBJECT type");
  // Functions without parameters may say so (recorded); objects inside must have properties.
  if (type === "OBJECT" && names.length === 0 && !at.endsWith(".parameters")) {
    return atField(`${at}.properties`, "should be non-empty for OBJECT type");
  }
  const undefinedName = (schema.required ?? []).findIndex((name) => !names.includes(name));
  if (undefinedName >= 0 && type === "OBJECT") {
    return atField(`${at}.required[${undefinedName}]`, "property is not defined");
  }
  const children: [string, SchemaMessage | undefined][] = [
    ["items", schema.items],
    ...Object.entries(schema.properties ?? {}).map(([name, child]): [string, SchemaMessage] => [
      `properties[${name}]`,
      child,
    ]),
    ...(schema.anyOf ?? []).map((child, index): [string, SchemaMessage] => [`any_of[${index}]`, child]),
  ];
  for (const [name, child] of children) {
    const problem = schemaProblem(child, `${at}.${name}`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** The same schema as JSON Schema: lower-case types, null as a type. */
export function toJsonSchema(schema: SchemaMessage): Record<string, unknown> {
  const { type, nullable, items, properties, anyOf, ...rest } = schema;
  const name = type === undefined || type === "TYPE_UNSPECIFIED" ? undefined : type.toLowerCase();
  return {
    ...rest,
    ...(name === undefined ? {} : { type: nullable === true ? [name, "null"] : name }),
    ...(items === undefined ? {} : { items: toJsonSchema(items) }),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(Object.entries(properties).map(([key, child]) => [key, toJsonSchema(child)])),
        }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(toJsonSchema) }),
  };
}
