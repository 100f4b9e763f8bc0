import { createPrefixCache, type PrefixCache } from "../../answer/prefix-cache.ts";
import type { VendorDefinition, VendorReply, VendorRequest } from "../../vendor.ts";
import { geminiModelIds } from "../generate-content/gemini-models.ts";
import { generateContent } from "../generate-content/generate-content.ts";
import { googleError, inArray } from "../generate-content/google-error.ts";
import { googleHeaders } from "../generate-content/google-headers.ts";
import { lastUserText } from "../generate-content/request-body.ts";

const methodPath = /^\/v1(?:beta|alpha)?\/models\/([^/:]+):(generateContent|streamGenerateContent)$/;

/** The Gemini API: generateContent, streamGenerateContent and the model list. */
export const google: VendorDefinition = {
  id: "google",
  basePath: "/v1beta",
  apiKey: "AIzaSySandbox00000000000000000000000000",
  createSimulator() {
    const cache = createPrefixCache();
    return {
      handle: (request) => handle(request, cache),
      failure: (status, message) => googleError(status, message),
      headers: googleHeaders,
      lastUserText,
    };
  },
};

function handle(request: VendorRequest, cache: PrefixCache): VendorReply {
  const { method, path } = request;
  const refused = authenticate(request);
  if (refused !== undefined) return refused;
  if (method === "GET" && /^\/v1(beta|alpha)?\/models$/.test(path)) return listModels();
  const match = methodPath.exec(path);
  if (match === null || method !== "POST") return googleError(404, "Requested entity was not found.");
  const [, modelId = "", name = ""] = match;
  const isStream = name === "streamGenerateContent";
  const reply = generateContent({
    request,
    front: "gemini",
    modelId,
    isStream,
    cache,
    modelNotFound: () =>
      googleError(
        404,
        `models/${modelId} is not found for API version v1beta, or is not supported for ${name}. Call ListModels to see the list of available models and their supported methods.`,
      ),
  });
  // A stream that is an array answers errors as one too (niki914/zafiro#100, 2026-08).
  return isStream && request.query.get("alt") !== "sse" ? inArray(reply) : reply;
}

/** A wrong key is a 400 (recorded), no key a 403. */
function authenticate({ headers, query, apiKey }: VendorRequest): VendorReply | undefined {
  const key = headers["x-goog-api-key"] ?? query.get("key") ?? "";
  if (key === apiKey) return undefined;
  if (key === "") {
    return googleError(
      403,
      "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
    );
  }
  const message = "API key not valid. Please pass a valid API key.";
  return googleError(400, message, [
    {
      "@type": "type.googleapis.com/google.rpc.ErrorInfo",
      reason: "API_KEY_INVALID",
      domain: "googleapis.com",
      metadata: { service: "generativelanguage.googleapis.com" },
    },
    { "@type": "type.googleapis.com/google.rpc.LocalizedMessage", locale: "en-US", message },
  ]);
}

function listModels(): VendorReply {
  const models = geminiModelIds.map((id) => ({
    name: `models/${id}`,
    displayName: id,
    supportedGenerationMethods: ["generateContent", "streamGenerateContent"],
  }));
  return { kind: "json", status: 200, body: { models } };
}
