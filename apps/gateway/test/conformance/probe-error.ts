import { isJsonObject, tryParseJson } from "@hub/protocol";
import type { SandboxFaults } from "@hub/sandbox";
import { expect } from "vitest";
import { postChat } from "../post-chat.ts";
import { says } from "./feature.ts";
import type { Scene, Verdict } from "./probe.ts";
import type { VendorProfile } from "./profiles.ts";

/** A row about how a vendor fails, and what the caller gets. */
export interface Failure {
  name: string;
  faults: SandboxFaults;
  stream?: boolean;
  status: number;
  /** The error's code, where it is not the vendor's own. */
  code?: string;
}

/** The rows. A vendor's refusal of the gateway's key is never the caller's 401. */
export const FAILURES: readonly Failure[] = [
  { name: "400", faults: { status: 400 }, status: 400 },
  { name: "401", faults: { status: 401 }, status: 502, code: "upstream_auth_error" },
  { name: "403", faults: { status: 403 }, status: 502, code: "upstream_auth_error" },
  { name: "404", faults: { status: 404 }, status: 404, code: "model_not_found" },
  { name: "429", faults: { status: 429, retryAfter: "7" }, status: 429, code: "rate_limit_exceeded" },
  { name: "500", faults: { status: 500 }, status: 502, code: "upstream_error" },
  { name: "503", faults: { status: 503 }, status: 503, code: "upstream_error" },
  { name: "504", faults: { status: 504 }, status: 504, code: "upstream_timeout" },
  { name: "an HTML page", faults: { html: true, status: 502 }, status: 502, code: "upstream_error" },
  { name: "an empty body", faults: { emptyBody: true, status: 500 }, status: 502, code: "upstream_error" },
  { name: "a stream's request refused", faults: { status: 400 }, stream: true, status: 400 },
  { name: "an error within a stream", faults: { outputTokens: 200, errorEventAt: 12 }, stream: true, status: 200 },
  {
    name: "a stream cut off",
    faults: { outputTokens: 200, cutAfterBytes: 8_000 },
    stream: true,
    status: 200,
    code: "upstream_error",
  },
];

/** Whether the vendor's own error is in OpenAI's form (native), or had to be put into it (translated). */
export async function probeError({ gateway }: Scene, vendor: VendorProfile, failure: Failure): Promise<Verdict> {
  const simulated = gateway.sandbox.vendors[vendor.id];
  simulated.clear();
  simulated.faults = failure.faults;
  const request = { model: `${vendor.id}/${vendor.models.basic}`, messages: says("Hello"), stream: failure.stream };
  const response = await postChat(gateway, request);
  const text = await response.text();
  const { status, code } = vendor.failures?.[failure.name] ?? failure;
  expect({ status: response.status, text }).toMatchObject({ status });
  const last = response.status === 200 ? lastEventOf(text) : text;
  expect(JSON.parse(last)).toEqual({
    error: {
      message: expect.stringMatching(/\w/),
      type: expect.any(String),
      param: null,
      code: code ?? expect.stringMatching(/^\w+$/),
    },
  });
  expect(text).not.toContain("[DONE]");
  if (simulated.apiKey) expect(text).not.toContain(simulated.apiKey);
  if (failure.faults.retryAfter) expect(response.headers.get("retry-after")).toBe(failure.faults.retryAfter);

  const sent = simulated.requests.at(-1);
  const { host: _host, connection: _connection, "content-length": _length, ...headers } = sent?.headers ?? {};
  const raw = await fetch(new URL(sent?.path ?? "", simulated.baseUrl), {
    method: "POST",
    headers: headers as Record<string, string>,
    body: sent?.rawBody ?? "",
  });
  const said = await raw.text().catch(() => "");
  return isEnvelope(tryParseJson(raw.status === 200 ? lastEventOf(said) : said)) ? "native" : "translated";
}

function lastEventOf(stream: string): string {
  return (
    stream
      .trimEnd()
      .split("\n\n")
      .at(-1)
      ?.replace(/^data: ?/, "") ?? ""
  );
}

function isEnvelope(body: unknown): boolean {
  return (
    isJsonObject(body) &&
    isJsonObject(body.error) &&
    typeof body.error.message === "string" &&
    typeof body.error.type === "string" &&
    Object.keys(body).join() === "error"
  );
}
