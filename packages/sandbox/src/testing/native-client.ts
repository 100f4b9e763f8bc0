import type { SandboxVendor } from "../server/start-vendor.ts";

/** How a native method is called. */
export interface NativeCall {
  readonly model: string;
  readonly isStream?: boolean;
  /** Ask Google's streams for server-sent events (default) or take the JSON array. */
  readonly sse?: boolean;
  readonly headers?: Record<string, string>;
  /** The access token, for Vertex. */
  readonly token?: string;
}

/** An answer read to its end, as bytes and as text. */
export interface NativeAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly text: string;
  /** The body as JSON; undefined where it is none. */
  readonly json: unknown;
}

/** The URL and headers of a call, as the vendor's own clients make them. */
export function nativeRequest(
  id: "google" | "vertex" | "bedrock",
  vendor: SandboxVendor,
  call: NativeCall,
): { readonly url: string; readonly headers: Record<string, string> } {
  const { model, isStream = false, sse = true, token = "" } = call;
  const json = { "content-type": "application/json" };
  if (id === "bedrock") {
    const method = isStream ? "converse-stream" : "converse";
    return {
      url: `${vendor.baseUrl}/model/${encodeURIComponent(model)}/${method}`,
      headers: { ...json, authorization: `Bearer ${vendor.apiKey}`, ...call.headers },
    };
  }
  const method = isStream ? `streamGenerateContent${sse ? "?alt=sse" : ""}` : "generateContent";
  return id === "google"
    ? {
        url: `${vendor.baseUrl}/models/${model}:${method}`,
        headers: { ...json, "x-goog-api-key": vendor.apiKey, ...call.headers },
      }
    : {
        url: `${vendor.baseUrl}/v1/projects/sandbox-project/locations/${vendor.location}/publishers/google/models/${model}:${method}`,
        headers: { ...json, authorization: `Bearer ${token}`, ...call.headers },
      };
}

/** Posts a body and reads the whole answer. */
export async function postNative(
  id: "google" | "vertex" | "bedrock",
  vendor: SandboxVendor,
  body: unknown,
  call: NativeCall,
): Promise<NativeAnswer> {
  const { url, headers } = nativeRequest(id, vendor, call);
  return postRaw(url, headers, typeof body === "string" ? body : JSON.stringify(body));
}

/** Posts text to a URL and reads the whole answer. */
export async function postRaw(url: string, headers: Record<string, string>, body: string): Promise<NativeAnswer> {
  const response = await fetch(url, { method: "POST", headers, body });
  const bytes = Buffer.from(await response.arrayBuffer());
  const text = bytes.toString("utf8");
  return { status: response.status, headers: response.headers, bytes, text, json: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
