import { createHash, createHmac } from "node:crypto";
import { inspect } from "node:util";
import { answerWith, type ScriptedVendor, startScriptedVendor, streamPieces } from "@hub/provider/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type BedrockOptions, createBedrock } from "./index.ts";
import { blockEvents, chat, frame, framesOf, NOVA, streamOf } from "./test-support.ts";

const ANSWER = {
  output: { message: { role: "assistant", content: [{ text: "Hi" }] } },
  stopReason: "end_turn",
  usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
};
const KEYS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG" };
const VARIABLES = [
  "AWS_BEARER_TOKEN_BEDROCK",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_REGION",
  "AWS_DEFAULT_REGION",
];

let vendor: ScriptedVendor;
beforeEach(async () => {
  for (const variable of VARIABLES) vi.stubEnv(variable, "");
  vendor = await startScriptedVendor();
  vendor.answer(answerWith(ANSWER));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await vendor.close();
});

function failWith(message: string): never {
  throw new Error(message);
}

/** What the vendor is sent with these options. */
async function headersOf(options: BedrockOptions = {}) {
  const provider = createBedrock({ baseUrl: vendor.baseUrl, ...options });
  try {
    await provider.complete({ request: chat({ model: NOVA }) });
  } finally {
    await provider.close();
  }
  return vendor.requests.at(-1)?.headers ?? {};
}

it("offers models, all of which are its own", () => {
  const provider = createBedrock();
  expect(provider).toMatchObject({ id: "bedrock", name: "Bedrock" });
  expect(provider.models.every(({ id, created }) => provider.makes(id) && Number.isInteger(created))).toBe(true);
  expect(provider.makes("claude-sonnet-4-6")).toBe(false);
});

it.each(["evil.example/#", "us-east-1.evil.example", "a@b", "", "x".repeat(41)])(
  "takes %j for no region, for it would become part of the host",
  (region) => {
    expect(() => createBedrock({ region })).toThrow(/AWS_REGION/);
    if (region === "") return;
    vi.stubEnv("AWS_REGION", region);
    expect(() => createBedrock()).toThrow(TypeError);
  },
);

it("asks and answers over HTTP", async () => {
  const provider = createBedrock({ baseUrl: vendor.baseUrl, apiKey: "test-key" });
  const { completion, droppedParams } = await provider.complete({ request: chat({ model: NOVA, seed: 1 }) });
  expect(completion.choices[0]?.message.content).toBe("Hi");
  expect(droppedParams).toEqual(["seed"]);
  expect(vendor.requests[0]).toMatchObject({
    path: "/model/amazon.nova-micro-v1%3A0/converse",
    json: { messages: [{ role: "user", content: [{ text: "Hello" }] }] },
  });
  await provider.close();
});

it("throws an exception within a stream as its error, after what came before", async () => {
  const bytes = Buffer.concat([
    framesOf([["messageStart", { role: "assistant" }], ...blockEvents(0, [{ text: "Hel" }])]),
    frame({ event: "throttlingException", data: '{"message":"Too many tokens"}' }),
  ]);
  vendor.answer(streamPieces([bytes], "application/vnd.amazon.eventstream"));
  const provider = createBedrock({ baseUrl: vendor.baseUrl, apiKey: "test-key" });
  const { chunks } = await provider.stream({ request: chat() });
  let text = "";
  const read = async () => {
    for await (const { choices } of chunks) text += choices[0]?.delta.content ?? "";
  };
  await expect(read()).rejects.toMatchObject({ code: "rate_limit_exceeded", status: 429 });
  expect(text).toBe("Hel");
  expect(vendor.requests[0]?.path).toMatch(/\/converse-stream$/);
  await provider.close();
});

it("throws for a damaged frame, after what came before", async () => {
  const whole = streamOf(blockEvents(0, [{ text: "Hi" }]));
  whole[whole.length - 1] = (whole.at(-1) as number) ^ 1;
  vendor.answer(streamPieces([whole], "application/vnd.amazon.eventstream"));
  const provider = createBedrock({ baseUrl: vendor.baseUrl, apiKey: "test-key" });
  const { chunks } = await provider.stream({ request: chat() });
  const finishes: unknown[] = [];
  const read = async () => {
    for await (const { choices } of chunks) finishes.push(choices[0]?.finish_reason);
  };
  await expect(read()).rejects.toMatchObject({ code: "upstream_error" });
  expect(finishes).toContain("stop");
  await provider.close();
});

it("fetches no image that is not on the public internet", async () => {
  const provider = createBedrock({ baseUrl: vendor.baseUrl, apiKey: "test-key" });
  const content = [{ type: "image_url", image_url: { url: "http://169.254.169.254/latest/meta-data" } }];
  const request = chat({ messages: [{ role: "user", content }] });
  await expect(provider.complete({ request })).rejects.toMatchObject({ status: 400 });
  expect(vendor.requests).toHaveLength(0);
  await provider.close();
});

describe("the credential", () => {
  const signed = (region: string) =>
    expect.stringMatching(new RegExp(`Credential=AKIDEXAMPLE/\\d{8}/${region}/bedrock/aws4_request`));

  it("is the one that is passed, before any other", async () => {
    vi.stubEnv("AWS_BEARER_TOKEN_BEDROCK", "from-environment");
    expect(await headersOf({ credential: KEYS })).toMatchObject({ authorization: signed("us-east-1") });
    expect(await headersOf({ credential: { apiKey: "own" } })).toMatchObject({ authorization: "Bearer own" });
    expect(await headersOf({ apiKey: "own" })).toMatchObject({ authorization: "Bearer own" });
  });

  it("may be found anew for each request", async () => {
    let count = 0;
    const provider = createBedrock({
      baseUrl: vendor.baseUrl,
      credential: async () => ({ ...KEYS, sessionToken: `token-${++count}` }),
    });
    for (let round = 0; round < 2; round++) await provider.complete({ request: chat() });
    expect(vendor.requests.map(({ headers }) => headers["x-amz-security-token"])).toEqual(["token-1", "token-2"]);
    await provider.close();
  });

  it("that cannot be found is the gateway's failure", async () => {
    const credential = () => Promise.reject(new Error("no role at /home/hub/.aws"));
    await expect(headersOf({ credential })).rejects.toMatchObject({
      code: "upstream_auth_error",
      message: expect.not.stringContaining("/home"),
    });
  });

  it.each([
    ["throws", () => Promise.reject(new Error("no role arn:aws:iam::123456789012:role/hub"))],
    ["throws at once", () => failWith("no role arn:aws:iam::123456789012:role/hub")],
    ["finds nothing", () => undefined],
    ["finds something else", () => "arn:aws:iam::123456789012:role/hub"],
  ])("is missed without a word of why where its function %s", async (_what, find) => {
    const error = await headersOf({ credential: find as () => never }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "upstream_auth_error", status: 502 });
    expect(inspect(error, { depth: 5, showHidden: true })).not.toContain("123456789012");
    expect(vendor.requests).toHaveLength(0);
  });

  it("signs the request as it is sent", async () => {
    const { "x-amz-date": date, authorization, host, "content-type": type } = await headersOf({ credential: KEYS });
    const body = createHash("sha256")
      .update(vendor.requests[0]?.text ?? "")
      .digest("hex");
    const path = "/model/amazon.nova-micro-v1%253A0/converse";
    const canonical = `POST\n${path}\n\ncontent-type:${type}\nhost:${host}\nx-amz-date:${date}\n\ncontent-type;host;x-amz-date\n${body}`;
    const scope = [String(date).slice(0, 8), "us-east-1", "bedrock", "aws4_request"];
    const hashed = createHash("sha256").update(canonical).digest("hex");
    const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
    const key = scope.reduce<string | Buffer>(hmac, `AWS4${KEYS.secretAccessKey}`);
    const signature = hmac(key, `AWS4-HMAC-SHA256\n${date}\n${scope.join("/")}\n${hashed}`).toString("hex");
    expect(authorization).toMatch(new RegExp(`Signature=${signature}$`));
  });

  it("is an API key from the environment, or else an access key", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", `${KEYS.accessKeyId}\n`);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", KEYS.secretAccessKey);
    vi.stubEnv("AWS_SESSION_TOKEN", "token");
    expect(await headersOf()).toMatchObject({ authorization: signed("us-east-1"), "x-amz-security-token": "token" });
    vi.stubEnv("AWS_BEARER_TOKEN_BEDROCK", "bearer-key");
    expect(await headersOf()).toMatchObject({ authorization: "Bearer bearer-key" });
  });

  it("is missed with what to set", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "alone");
    await expect(headersOf()).rejects.toMatchObject({
      code: "upstream_auth_error",
      message: expect.stringContaining("AWS_SECRET_ACCESS_KEY"),
    });
  });

  it("is refused as the gateway's own, and never shown", async () => {
    const message = "The security token included in the request is expired";
    vendor.answer(answerWith({ message: `${message}: ${KEYS.secretAccessKey}` }, { status: 403 }));
    const error = await headersOf({ credential: KEYS }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "upstream_auth_error", status: 502 });
    expect(String(error)).not.toContain(KEYS.secretAccessKey);
  });

  it("is signed for the region of the options, or else of the environment", async () => {
    vi.stubEnv("AWS_DEFAULT_REGION", "eu-central-1");
    expect(await headersOf({ credential: KEYS })).toMatchObject({ authorization: signed("eu-central-1") });
    vi.stubEnv("AWS_REGION", "eu-west-3");
    expect(await headersOf({ credential: KEYS })).toMatchObject({ authorization: signed("eu-west-3") });
    expect(await headersOf({ credential: KEYS, region: "us-west-2" })).toMatchObject({
      authorization: signed("us-west-2"),
    });
  });
});
