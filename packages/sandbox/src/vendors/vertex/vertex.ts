import { createPrefixCache, type PrefixCache } from "../../answer/prefix-cache.ts";
import { bearerToken } from "../../bearer.ts";
import type { VendorDefinition, VendorReply, VendorRequest } from "../../vendor.ts";
import { generateContent } from "../generate-content/generate-content.ts";
import { googleError, inArray } from "../generate-content/google-error.ts";
import { googleHeaders } from "../generate-content/google-headers.ts";
import { lastUserText } from "../generate-content/request-body.ts";
import { createServiceAccount, projectId } from "./service-account.ts";
import { createTokenEndpoint, type TokenEndpoint } from "./token-endpoint.ts";

const tokenPath = "/token";
const methodPath =
  /^\/v1(?:beta1)?\/projects\/([^/]+)\/locations\/([a-z0-9-]+)\/publishers\/google\/models\/([^/:]+):(generateContent|streamGenerateContent)$/;

/** Vertex AI: Google's models behind OAuth, with the token endpoint that its access tokens come from. */
export const vertex: VendorDefinition = {
  id: "vertex",
  basePath: "",
  apiKey: "",
  createSimulator({ origin, apiKey }) {
    const cache = createPrefixCache();
    const key = createServiceAccount(`${origin}${tokenPath}`);
    const tokens = createTokenEndpoint(key);
    return {
      handle: (request) => handle(request, { cache, tokens, apiKey }),
      failure: (status, message, path = "") => wrapped(googleError(status, message), path),
      headers: googleHeaders,
      lastUserText,
      isSideEndpoint: (path) => path === tokenPath,
      credentials: {
        get serviceAccount() {
          return key().account;
        },
        location: "us-central1",
      },
    };
  },
};

interface Simulation {
  readonly cache: PrefixCache;
  readonly tokens: TokenEndpoint;
  readonly apiKey: string;
}

/** The streaming method answers errors inside an array; that it does so with `alt=sse` too makes clients look for both. */
function wrapped(reply: VendorReply, path: string): VendorReply {
  return path.endsWith(":streamGenerateContent") ? inArray(reply) : reply;
}

function handle(request: VendorRequest, simulation: Simulation): VendorReply {
  return request.path === tokenPath
    ? simulation.tokens.issue(request)
    : wrapped(answer(request, simulation), request.path);
}

function answer(request: VendorRequest, simulation: Simulation): VendorReply {
  const { method, path, now } = request;
  const token = bearerToken(request.headers) ?? "";
  const isKey = simulation.apiKey !== "" && token === simulation.apiKey;
  if (!isKey && !simulation.tokens.accepts(token, now)) return unauthenticated(token);
  const match = methodPath.exec(path);
  if (match === null || method !== "POST") return googleError(404);
  const [, project = "", location = "", modelId = "", name] = match;
  const resource = `projects/${project}/locations/${location}/publishers/google/models/${modelId}`;
  if (project !== projectId) return permissionDenied(resource);
  return generateContent({
    request,
    front: "vertex",
    modelId,
    isStream: name === "streamGenerateContent",
    cache: simulation.cache,
    modelNotFound: () => googleError(404, `Publisher Model \`${resource}\` not found.`),
  });
}

const service = { service: "aiplatform.googleapis.com" };
const errorInfo = (reason: string, metadata: object) => ({
  "@type": "type.googleapis.com/google.rpc.ErrorInfo",
  reason,
  domain: "googleapis.com",
  metadata,
});

function unauthenticated(token: string): VendorReply {
  return token === ""
    ? googleError(
        401,
        "Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
        [errorInfo("CREDENTIALS_MISSING", service)],
      )
    : googleError(401, undefined, [errorInfo("ACCESS_TOKEN_TYPE_UNSUPPORTED", service)]);
}

function permissionDenied(resource: string): VendorReply {
  const permission = "aiplatform.endpoints.predict";
  return googleError(
    403,
    `Permission '${permission}' denied on resource '//aiplatform.googleapis.com/${resource}' (or it may not exist).`,
    [{ ...errorInfo("IAM_PERMISSION_DENIED", { permission, resource }), domain: "aiplatform.googleapis.com" }],
  );
}
