import { ERROR_CODES } from "@hub/protocol";
import { z } from "zod";
import type { Route } from "./route.ts";

const ErrorBody = z.object({
  error: z.object({
    message: z.string(),
    type: z.string(),
    param: z.string().nullable(),
    code: z.string().nullable(),
  }),
});

/** Describes the admin API as OpenAPI 3.1. */
export function openApiDocument(routes: readonly Route[], basePath: string) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Hub admin API",
      version: "1",
      description: "Money is decimal USD: text or numbers in, text out. Errors have OpenAI's envelope.",
    },
    servers: [{ url: basePath }],
    security: [{ adminKey: [] }],
    paths,
    components: {
      securitySchemes: { adminKey: { type: "http", scheme: "bearer", description: "The value of HUB_ADMIN_KEY." } },
      schemas: { Error: jsonSchema(ErrorBody, "output") },
    },
  };
}

function operationOf({ method, path, summary, status, params, query, body, answer, example }: Route) {
  return {
    operationId: operationIdOf(method, path),
    summary,
    parameters: [...parametersOf(params, "path"), ...parametersOf(query, "query")],
    ...(body && {
      requestBody: {
        required: !body.safeParse({}).success,
        content: { "application/json": { schema: jsonSchema(body, "input"), example } },
      },
    }),
    responses: {
      [status]: {
        description: "Done.",
        content:
          "safeParse" in answer ? { "application/json": { schema: jsonSchema(answer, "output") } } : filesOf(answer),
      },
      default: {
        description: `Not done. \`error.code\` is one of ${Object.keys(ERROR_CODES).length} or \`not_found\`, \`conflict\`, \`already_exists\`.`,
        content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
      },
    },
  };
}

/** `POST /keys/{id}/rotate` → `post_keys_id_rotate` */
function operationIdOf(method: string, path: string): string {
  return `${method.toLowerCase()}${path.replaceAll(/[{}]/g, "").replaceAll(/[^a-z]+/g, "_")}`;
}

function parametersOf(schema: z.ZodType, location: "path" | "query") {
  const { properties = {}, required = [] } = jsonSchema(schema, "input");
  return Object.entries(properties).map(([name, property]) => {
    return { name, in: location, required: required.includes(name), schema: property };
  });
}

function filesOf(contentTypes: readonly string[]) {
  return Object.fromEntries(contentTypes.map((type) => [type, { schema: { type: "string" } }]));
}

function jsonSchema(schema: z.ZodType, io: "input" | "output") {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}
