import { isDeepStrictEqual } from "node:util";
import { ChatChunk, ChatCompletion, type ChatRequest, createSseDecoder, foldChunks, isJsonObject } from "@hub/protocol";
import type { SandboxRequest, SandboxVendor } from "@hub/sandbox";
import { expect } from "vitest";
import { postChat } from "../post-chat.ts";
import type { TestGateway } from "../support.ts";
import { type Answer, type Feature, IMAGE_URL, says } from "./feature.ts";
import type { VendorProfile } from "./profiles.ts";

/** What a vendor makes of a feature. */
export type Verdict = "native" | "translated" | "dropped" | "rejected" | "absent";

/** Where features are asked for. */
export interface Scene {
  gateway: TestGateway;
  /** An image that can be fetched. */
  imageUrl: string;
}

/** What the gateway answered. */
interface Outcome {
  status: number;
  dropped: readonly string[];
  error: { code?: unknown; param?: unknown; message?: unknown } | undefined;
  answer: Answer | undefined;
}

/**
 * Finds out what becomes of a feature with a vendor, by asking for it through the gateway and looking at what the
 * vendor is sent, at what it answers, and at what the caller gets.
 *
 * - native: the vendor has the feature in OpenAI's form, in what it is sent and in what it answers.
 * - translated: it has it in a form of its own; the profile says what that looks like on the wire.
 * - dropped: the answer comes without it, names it, and is a 400 under strict parameters.
 * - rejected: a 400 that names it, before the vendor hears of it.
 * - absent: something of answers that the vendor's answers do not have.
 *
 * Throws when it is none of these.
 */
export async function probe(scene: Scene, vendor: VendorProfile, feature: Feature): Promise<Verdict> {
  const { gateway } = scene;
  const simulated = gateway.sandbox.vendors[vendor.id];
  const request = await requestFor(scene, vendor, feature);
  const ask = (headers?: Record<string, string>) => send(gateway, request, feature, simulated, headers);

  const strict = await ask({ "x-hub-strict-params": "true" });
  if (isRefusalOf(feature, strict)) {
    expect(simulated.requests, "The vendor heard of what was rejected.").toEqual([]);
    const lax = await ask();
    if (isRefusalOf(feature, lax)) return "rejected";
    expectAnswer(lax, feature);
    expect(lax.dropped.filter((param) => concerns(feature, param))).not.toEqual([]);
    return "dropped";
  }
  if (vendor.refuses?.includes(feature.name)) {
    expect(strict).toMatchObject({ status: 400, error: { code: expect.not.stringMatching("unsupported_parameter") } });
    expect(simulated.requests).toHaveLength(1);
    return "rejected";
  }
  expectAnswer(strict, feature);
  expect(strict.dropped, "Something else was dropped.").toEqual([]);
  const sent = simulated.requests.at(-1);
  if (!strict.answer || !sent) throw new Error("The vendor was not asked, or did not answer.");
  if (vendor.lacks?.includes(feature.name)) {
    const { answer } = strict;
    expect(() => feature.check?.(answer), "The answer has it after all.").toThrow();
    expect(await answersInKind(simulated, sent, feature)).toBe(false);
    return "absent";
  }
  feature.check?.(strict.answer);

  const isSentAsIs = hasSameFields(sent.body, request, feature);
  const evidence = vendor.evidence[feature.name];
  if (typeof evidence === "function") evidence(sent.body as Record<string, unknown>);
  else if (evidence) expect(sent.body).toMatchObject(evidence);
  else if (!isSentAsIs) throw new Error(`No evidence is given that this says the same: ${sent.rawBody}`);
  return isSentAsIs && (await answersInKind(simulated, sent, feature)) ? "native" : "translated";
}

/** The whole request. Fields of the gateway's own making stay out of it. */
async function requestFor({ gateway, imageUrl }: Scene, vendor: VendorProfile, feature: Feature): Promise<ChatRequest> {
  const model = `${vendor.id}/${vendor.models[feature.ability ?? "basic"] ?? vendor.models.basic}`;
  const simulated = gateway.sandbox.vendors[vendor.id];
  const messages = await feature.converse?.(async (fields) => {
    const { answer, error } = await send(gateway, { messages: says("Hello"), ...fields, model }, {}, simulated);
    if (!answer) throw new Error(`An earlier turn failed: ${JSON.stringify(error)}`);
    return answer.completion;
  });
  const request = { messages: messages ?? says("Hello"), ...feature.request, model };
  return forVendor(vendor, request, imageUrl);
}

/** The request as callers of this vendor write it. */
function forVendor(vendor: VendorProfile, request: ChatRequest, imageUrl: string): ChatRequest {
  return JSON.parse(JSON.stringify(request), (key, value) => {
    if (key === "cache_control" && !vendor.cachesOnDemand) return undefined;
    return value === IMAGE_URL && vendor.fetchesImages ? imageUrl : value;
  });
}

async function send(
  gateway: TestGateway,
  request: ChatRequest,
  { faults = {}, times = 1 }: Pick<Feature, "faults" | "times">,
  simulated: SandboxVendor,
  headers?: Record<string, string>,
): Promise<Outcome> {
  simulated.clear();
  simulated.faults = faults;
  let response = await postChat(gateway, request, headers);
  for (let again = 1; again < times; again++) {
    await response.arrayBuffer();
    response = await postChat(gateway, request, headers);
  }
  const text = await response.text();
  const dropped = response.headers.get("x-hub-dropped-params")?.split(/, ?/) ?? [];
  const { status } = response;
  if (status === 200) return { status, dropped, error: undefined, answer: readAnswer(text) };
  return { status, dropped, error: JSON.parse(text).error, answer: undefined };
}

/** An answer in OpenAI's form, whole or streamed. */
function readAnswer(text: string): Answer {
  if (text.startsWith("{")) return { completion: ChatCompletion.parse(JSON.parse(text)), chunks: [] };
  const chunks = eventsOf(text).map((data) => ChatChunk.parse(JSON.parse(data)));
  return { completion: ChatCompletion.parse(foldChunks(chunks)), chunks };
}

function isRefusalOf(feature: Feature, { status, error }: Outcome): boolean {
  const isRefusal = status === 400 && error?.code === "unsupported_parameter";
  return isRefusal && concerns(feature, String(error.param));
}

function concerns({ params, request = {} }: Feature, param: string): boolean {
  return (params ?? Object.keys(request)).some((path) => param.startsWith(path));
}

function expectAnswer({ status, error }: Outcome, { name }: Feature): void {
  expect(status, `${name}: ${JSON.stringify(error)}`).toBe(200);
}

/** Whether the vendor was sent the fields of the feature as the caller gave them. */
function hasSameFields(body: unknown, request: ChatRequest, feature: Feature): boolean {
  if (!isJsonObject(body)) return false;
  const keys = Object.keys(feature.request ?? {}).filter((key) => key !== "stream_options");
  return ["messages", ...keys].every((key) => isDeepStrictEqual(body[key], request[key]));
}

/** Whether the vendor itself answers in the form that the caller got. */
async function answersInKind(simulated: SandboxVendor, sent: SandboxRequest, feature: Feature): Promise<boolean> {
  const { host: _host, connection: _connection, "content-length": _length, ...headers } = sent.headers;
  const response = await fetch(new URL(sent.path, simulated.baseUrl), {
    method: "POST",
    headers: headers as Record<string, string>,
    body: sent.rawBody,
  });
  const text = await response.text();
  expect(response.status, text).toBe(200);
  try {
    feature.check?.(readAsItCame(text));
    return true;
  } catch {
    return false;
  }
}

/** A vendor's own answer, read as if it were in OpenAI's form. */
function readAsItCame(text: string): Answer {
  if (text.startsWith("{")) {
    const completion = JSON.parse(text);
    return { completion: { ...completion, choices: [...completion.choices] }, chunks: [] };
  }
  const chunks = eventsOf(text).map((data) => JSON.parse(data));
  const completion = foldChunks(chunks.map((chunk) => ({ ...chunk, choices: [...chunk.choices] })));
  if (!completion) throw new Error("There is no chunk.");
  return { completion, chunks };
}

/** The data of a stream's events, but for the last one, which says that it is over. */
function eventsOf(stream: string): string[] {
  const decoder = createSseDecoder();
  const events = [...decoder.push(Buffer.from(stream)), ...decoder.end()].map(({ data }) => data);
  expect(events.at(-1)).toBe("[DONE]");
  return events.slice(0, -1);
}
