import { assertSafeJson, type ChatRequest, HubError, parseChatRequest, parseJson } from "@hub/protocol";
import { type HubRequest, headerOf, type RequestBody, type RequestHeaders } from "../http.ts";

/**
 * Reads the body of a chat request.
 *
 * @throws HubError 400, 413 or 415
 */
export async function parse(request: HubRequest, maxBodyBytes: number): Promise<ChatRequest> {
  assertJson(request.headers);
  return parseChatRequest(toValue(await request.readBody(maxBodyBytes)));
}

function assertJson(headers: RequestHeaders): void {
  const type = headerOf(headers, "content-type");
  if (type !== undefined && !/^application\/(json|[\w.-]+\+json)\s*(;|$)/i.test(type)) {
    throw new HubError("unsupported_media_type", "The body must be JSON. Send `Content-Type: application/json`.");
  }
}

function toValue(body: RequestBody): unknown {
  if (!(body instanceof Uint8Array)) {
    assertSafeJson(body.json);
    return body.json;
  }
  if (body.byteLength === 0) throw new HubError("invalid_json", "The body is empty. Send a JSON object.");
  return parseJson(decodeUtf8(body));
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Replacing what cannot be decoded would change the prompt in silence. */
function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new HubError("invalid_json", "The body is not valid UTF-8.");
  }
}
