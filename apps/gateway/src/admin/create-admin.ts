import type { IncomingMessage, ServerResponse } from "node:http";
import type { HubRequest, HubResponse } from "@hub/core";
import { HubError, parseJson } from "@hub/protocol";
import { holdsKey } from "../hardening/holds-key.ts";
import { adminRoutes } from "./admin-routes.ts";
import { type AnswerOptions, answerRequest, errorResponse, jsonResponse } from "./answer-request.ts";
import { createMatcher } from "./match-route.ts";
import { openApiDocument } from "./openapi-document.ts";
import type { AdminParts } from "./ports.ts";
import type { Download, Route } from "./route.ts";

/** Where the admin API is. */
const ADMIN_PATH = "/admin/v1";

const MAX_BODY_BYTES = 1_048_576;

/** What the admin API is made of. */
export interface AdminOptions extends AdminParts, AnswerOptions {
  /** Who knows it may do everything. Without one there is no admin API: everything is a 404. */
  adminKey: string | undefined;
  /** Milliseconds since 1970. Default: `Date.now`. */
  now?: (() => number) | undefined;
}

/** The admin API: keys, projects, money, credentials, policies and records. */
export interface Admin {
  /** Whether a path is the admin API's to answer. */
  serves(path: string): boolean;
  /** Answers a request, whatever it is. Never throws. */
  answer(request: IncomingMessage, response: ServerResponse): void;
}

/** Creates the admin API. */
export function createAdmin(options: AdminOptions): Admin {
  const { adminKey, now = Date.now } = options;
  const routes = adminRoutes(options, now);
  const match = createMatcher(routes);
  let document: ReturnType<typeof openApiDocument> | undefined;

  /** @throws HubError `unknown_url` where there is no admin API, `invalid_api_key` */
  function authenticate({ headers }: HubRequest): void {
    if (!adminKey) throw new HubError("unknown_url", "The admin API is off. Start the gateway with HUB_ADMIN_KEY.");
    if (holdsKey(headers, adminKey)) return;
    const remedy = "This is not the admin key. Send `Authorization: Bearer <the value of HUB_ADMIN_KEY>`.";
    throw new HubError("invalid_api_key", remedy);
  }

  async function work(request: HubRequest): Promise<HubResponse> {
    authenticate(request);
    const { method, path, query, headers } = request;
    const rest = path.slice(ADMIN_PATH.length);
    if (rest === "/openapi.json" && method === "GET") {
      document ??= openApiDocument(routes, ADMIN_PATH);
      return jsonResponse(document);
    }
    const found = match(method, rest);
    if (!found.route) return noRoute(request, found.methods);
    const { route, params } = found;
    const body = route.body && (await readBody(request));
    const answer = await route.respond({ params, query: readQuery(query), body, headers });
    return "json" in answer ? jsonResponse(answer.json, route.status) : toResponse(answer.download);
  }

  return {
    serves: (path) => path === ADMIN_PATH || path.startsWith(`${ADMIN_PATH}/`),
    answer: (request, response) => answerRequest(request, response, work, options),
  };
}

function noRoute({ method, path }: HubRequest, methods: readonly Route["method"][]): HubResponse {
  const allow = methods.join(", ");
  if (allow)
    return errorResponse(new HubError("method_not_allowed", `${path} takes ${allow}, not ${method}.`), { allow });
  const remedy = `Unknown request URL: ${method} ${path}. See ${ADMIN_PATH}/openapi.json.`;
  return errorResponse(new HubError("unknown_url", remedy));
}

function toResponse({ contentType, fileName, pieces }: Download): HubResponse {
  const headers = { "content-type": contentType, "content-disposition": `attachment; filename="${fileName}"` };
  return { status: 200, headers, body: pieces };
}

function readQuery(text = ""): Record<string, string> {
  const query = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (query.has(name)) throw new HubError("invalid_value", "A query parameter is given twice. Give each once.");
    query.set(name, value);
  }
  return Object.fromEntries(query);
}

/** @throws HubError 400, 408, 413 or 415 */
async function readBody({ headers, readBody }: HubRequest): Promise<unknown> {
  const body = await readBody(MAX_BODY_BYTES);
  if (!(body instanceof Uint8Array)) return body.json;
  if (body.byteLength === 0) return undefined;
  if (!/^application\/json\s*(;|$)/i.test(String(headers["content-type"]))) {
    throw new HubError("unsupported_media_type", "The body must be JSON. Send `Content-Type: application/json`.");
  }
  return parseJson(new TextDecoder().decode(body));
}
