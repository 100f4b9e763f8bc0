import type { SandboxVendor } from "../server/start-vendor.ts";
import type { VendorId } from "../vendor.ts";

/** An answer read to its end. */
export interface ClientAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined where it is none. */
  readonly json: Record<string, unknown> | undefined;
}

/** The URL and headers with which a vendor's own SDK would send a chat request. */
export function chatRequest(id: VendorId, vendor: SandboxVendor): { url: string; headers: Record<string, string> } {
  return id === "anthropic"
    ? {
        url: `${vendor.baseUrl}/v1/messages`,
        headers: {
          "content-type": "application/json",
          "x-api-key": vendor.apiKey,
          "anthropic-version": "2023-06-01",
        },
      }
    : {
        url: `${vendor.baseUrl}/chat/completions`,
        headers: { "content-type": "application/json", authorization: `Bearer ${vendor.apiKey}` },
      };
}

/** Posts a chat request and reads the whole answer. */
export async function postChat(
  id: VendorId,
  vendor: SandboxVendor,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<ClientAnswer> {
  const request = chatRequest(id, vendor);
  const response = await fetch(request.url, {
    method: "POST",
    headers: { ...request.headers, ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parse(text) };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** A value inside nested JSON, by property names and indexes; undefined where the way ends early. */
export function pick(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (node, key) =>
      typeof node === "object" && node !== null ? (node as Record<string | number, unknown>)[key] : undefined,
    value,
  );
}
