import { isJsonObject, type JsonObject } from "@hub/protocol";

/** What the schemas of one request amount to, for Anthropic compiles them into one grammar. */
export interface SchemaSize {
  /** Properties that are not required. */
  optional: number;
  /** Places with `anyOf` or a list of types. */
  unions: number;
}

/** Most of each in one request, and of strict tools ("Structured outputs: explicit limits", platform.claude.com). */
const LIMITS = { optional: 24, unions: 16, strictTools: 20 };

/** Whether Anthropic compiles these schemas: of strict tools, and of the output format. */
export function fitsLimits(tools: readonly JsonObject[], output?: JsonObject | undefined): boolean {
  const size: SchemaSize = { optional: 0, unions: 0 };
  for (const schema of output ? [...tools, output] : tools) measure(schema, size);
  return tools.length <= LIMITS.strictTools && size.optional <= LIMITS.optional && size.unions <= LIMITS.unions;
}

function measure(node: unknown, size: SchemaSize): void {
  if (Array.isArray(node)) {
    for (const item of node) measure(item, size);
    return;
  }
  if (!isJsonObject(node)) return;
  const { properties, items, anyOf, allOf, $defs, definitions, required, type } = node;
  if (Array.isArray(type) || Array.isArray(anyOf)) size.unions++;
  for (const named of [properties, $defs, definitions]) {
    if (isJsonObject(named)) measure(Object.values(named), size);
  }
  for (const nested of [items, anyOf, allOf]) measure(nested, size);
  if (isJsonObject(properties)) {
    const names = new Set(Array.isArray(required) ? required : []);
    size.optional += Object.keys(properties).filter((name) => !names.has(name)).length;
  }
}
