import { createVerify, generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { HubError } from "@hub/protocol";
import { answerWith, type ScriptedVendor, startScriptedVendor } from "@hub/provider/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createVertex, type VertexOptions } from "./index.ts";
import { COMPLETION, chat } from "./test-support.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const PEM = privateKey.export({ type: "pkcs8", format: "pem" }).toString();

let vendor: ScriptedVendor;
let tokenServer: Server;
let tokenUri = "";
/** The assertions that the token endpoint was sent. */
let assertions: string[] = [];
let issue: (response: ServerResponse) => void;

beforeEach(async () => {
  vendor = await startScriptedVendor();
  vendor.answer(answerWith(COMPLETION));
  assertions = [];
  issue = (response) => respond(response, 200, { access_token: `token-${assertions.length}`, expires_in: 3600 });
  tokenServer = createServer(async (request: IncomingMessage, response) => {
    let form = "";
    for await (const piece of request) form += piece;
    assertions.push(new URLSearchParams(form).get("assertion") ?? "");
    issue(response);
  });
  await new Promise<void>((resolve) => tokenServer.listen(0, "127.0.0.1", resolve));
  tokenUri = `http://127.0.0.1:${(tokenServer.address() as AddressInfo).port}/token`;
  for (const name of ["GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_CLOUD_PROJECT", "GOOGLE_CLOUD_LOCATION"])
    vi.stubEnv(name, "");
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  tokenServer.closeAllConnections();
  await new Promise((resolve) => tokenServer.close(resolve));
  await vendor.close();
});

function respond(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

const account = (name = "robot") => ({
  serviceAccount: { client_email: `${name}@p1.iam.example`, private_key: PEM, project_id: "p1", token_uri: tokenUri },
});
const create = (options: VertexOptions = {}) =>
  createVertex({ baseUrl: vendor.baseUrl, credential: account(), ...options });
const bearers = () => vendor.requests.map(({ headers }) => headers.authorization);

async function errorOf(promise: Promise<unknown>): Promise<HubError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!HubError.isInstance(error)) throw new Error(`Expected a HubError, not ${inspect(error)}`);
  return error;
}

describe("a service account", () => {
  it("is exchanged for a token at its own token endpoint, by an assertion that it signed", async () => {
    const provider = create();
    await provider.complete({ request: chat() });
    expect(bearers()).toEqual(["Bearer token-1"]);
    const [head, claims, signature] = (assertions[0] ?? "").split(".") as [string, string, string];
    const read = JSON.parse(Buffer.from(claims, "base64url").toString());
    expect(read).toMatchObject({
      iss: "robot@p1.iam.example",
      aud: tokenUri,
      scope: "https://www.googleapis.com/auth/cloud-platform",
    });
    expect(read.exp - read.iat).toBeLessThanOrEqual(3600);
    const verifier = createVerify("RSA-SHA256").update(`${head}.${claims}`);
    expect(verifier.verify(publicKey, Buffer.from(signature, "base64url"))).toBe(true);
    await provider.close();
  });

  it("is exchanged once for many requests, at the same time and later", async () => {
    const provider = create();
    await Promise.all(Array.from({ length: 10 }, () => provider.complete({ request: chat() })));
    await provider.complete({ request: chat() });
    expect(new Set(bearers())).toEqual(new Set(["Bearer token-1"]));
    expect(assertions).toHaveLength(1);
    await provider.close();
  });

  it("is exchanged again shortly before the token's end", async () => {
    const provider = create();
    vi.useFakeTimers({ toFake: ["Date"], now: 0 });
    await provider.complete({ request: chat() });
    vi.setSystemTime((3600 - 61) * 1000);
    await provider.complete({ request: chat() });
    vi.setSystemTime((3600 - 59) * 1000);
    await provider.complete({ request: chat() });
    expect(bearers()).toEqual(["Bearer token-1", "Bearer token-1", "Bearer token-2"]);
    await provider.close();
  });

  it("that a call brings has a token and a project of its own", async () => {
    const provider = create({ project: "gateways" });
    const own = { serviceAccount: { ...account("theirs").serviceAccount, project_id: "theirs" } };
    await provider.complete({ request: chat() });
    await provider.complete({ request: chat(), credential: own });
    await provider.complete({ request: chat() });
    expect(bearers()).toEqual(["Bearer token-1", "Bearer token-2", "Bearer token-1"]);
    expect(vendor.requests.map(({ path }) => /projects\/(\w+)/.exec(path)?.[1])).toEqual([
      "gateways",
      "theirs",
      "gateways",
    ]);
    await provider.close();
  });

  it("of the same name with another key gets no token of the first", async () => {
    const provider = create();
    await provider.complete({ request: chat() });
    const { privateKey: other } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const forged = {
      ...account().serviceAccount,
      private_key: other.export({ type: "pkcs8", format: "pem" }).toString(),
    };
    issue = (response) =>
      respond(response, 400, { error: "invalid_grant", error_description: "Invalid JWT Signature." });
    const error = await errorOf(provider.complete({ request: chat(), credential: { serviceAccount: forged } }));
    expect(error.code).toBe("upstream_auth_error");
    expect(vendor.requests).toHaveLength(1);
    await provider.close();
  });

  const refuse = (code: number) =>
    vendor.answer(answerWith([{ error: { code, message: "No.", status: "NO" } }], { status: code }));

  it("whose token is refused is exchanged anew by the next call, not in a circle", async () => {
    const provider = create();
    refuse(401);
    expect(await errorOf(provider.complete({ request: chat() }))).toMatchObject({
      code: "upstream_auth_error",
      status: 502,
    });
    expect([assertions.length, vendor.requests.length]).toEqual([1, 1]);
    await errorOf(provider.stream({ request: chat() }));
    vendor.answer(answerWith(COMPLETION));
    await provider.complete({ request: chat() });
    expect(bearers()).toEqual(["Bearer token-1", "Bearer token-2", "Bearer token-3"]);
    await provider.close();
  });

  it("that may not do something keeps its token", async () => {
    const provider = create();
    refuse(403);
    await errorOf(provider.complete({ request: chat() }));
    await errorOf(provider.complete({ request: chat() }));
    expect(bearers()).toEqual(["Bearer token-1", "Bearer token-1"]);
    await provider.close();
  });

  it("is exchanged for all who wait, though the first of them hangs up", async () => {
    const waiting = Promise.withResolvers<ServerResponse>();
    issue = waiting.resolve;
    const provider = create();
    const caller = new AbortController();
    const first = errorOf(provider.complete({ request: chat(), signal: caller.signal }));
    const second = provider.complete({ request: chat() });
    const response = await waiting.promise;
    caller.abort();
    expect((await first).code).toBe("client_closed_request");
    respond(response, 200, { access_token: "shared", expires_in: 3600 });
    await second;
    expect([bearers(), assertions.length]).toEqual([["Bearer shared"], 1]);
    await provider.close();
  });
});

describe("a token endpoint that fails", () => {
  it.each([
    ["refuses", 400, { error: "invalid_grant", error_description: "a private text" }, /\(400, invalid_grant\)/, false],
    ["is down", 503, "<html>", /\(503\)/, true],
    ["answers without a token", 200, {}, /No access token/, false],
    ["answers in an odd way", 200, { access_token: 7, expires_in: 3600 }, /No access token/, false],
  ])(
    "because it %s: an error of the gateway's account, without a secret",
    async (_name, status, body, message, retryable) => {
      issue = (response) => respond(response, status, body);
      const provider = create();
      const error = await errorOf(provider.complete({ request: chat() }));
      expect(error).toMatchObject({ code: "upstream_auth_error", status: 502, retryable });
      expect(error.message).toMatch(message);
      const seen = inspect(error, { depth: 9, showHidden: true }) + error.stack + JSON.stringify(error.toEnvelope());
      expect(seen).not.toMatch(/PRIVATE KEY|assertion|a private text/);
      expect(seen).not.toContain(assertions[0] || "assertion");
      expect(vendor.requests).toHaveLength(0);
      // The next request tries anew.
      issue = (response) => respond(response, 200, { access_token: "fresh", expires_in: 3600 });
      await provider.complete({ request: chat() });
      expect(bearers()).toEqual(["Bearer fresh"]);
      await provider.close();
    },
  );

  it("by cutting the connection may be asked again", async () => {
    issue = (response) => response.destroy();
    const provider = create();
    expect(await errorOf(provider.complete({ request: chat() }))).toMatchObject({
      code: "upstream_auth_error",
      retryable: true,
    });
    issue = (response) => response.writeHead(200, { "content-length": 99 }).write("{", () => response.destroy());
    expect(await errorOf(provider.complete({ request: chat() }))).toMatchObject({ retryable: true });
    await provider.close();
  });

  it("by an answer without end is not heard to it", async () => {
    const isClosed = Promise.withResolvers<void>();
    let sent = 0;
    issue = (response) => {
      const piece = Buffer.alloc(16_384, " ");
      const write = () => {
        while (!response.destroyed && response.write(piece)) sent += piece.length;
      };
      response.writeHead(200, { "content-type": "application/json" }).on("drain", write).on("close", isClosed.resolve);
      write();
    };
    const provider = create();
    expect((await errorOf(provider.complete({ request: chat() }))).message).toContain("No access token");
    await isClosed.promise;
    // What the sockets on both sides hold comes on top of the limit.
    expect(sent).toBeLessThan(32 * 1024 * 1024);
    await provider.close();
  });

  it("with a redirect gets no second assertion", async () => {
    issue = (response) => response.writeHead(307, { location: `${vendor.baseUrl}/elsewhere` }).end();
    const provider = create();
    expect((await errorOf(provider.complete({ request: chat() }))).code).toBe("upstream_auth_error");
    expect([assertions.length, vendor.requests.length]).toEqual([1, 0]);
    await provider.close();
  });

  it.each(["http://token.example/", "ftp://127.0.0.1/", "not an address"])("%s is never asked", async (token_uri) => {
    const provider = create({ credential: { serviceAccount: { ...account().serviceAccount, token_uri } } });
    expect((await errorOf(provider.complete({ request: chat() }))).message).toContain("token_uri");
    await provider.close();
  });
});

describe("Vertex AI's credential", () => {
  it("may be a token that somebody else keeps fresh", async () => {
    const provider = create({ credential: { accessToken: "theirs" }, project: "p" });
    await provider.complete({ request: chat() });
    expect(bearers()).toEqual(["Bearer theirs"]);
    expect(assertions).toHaveLength(0);
    await provider.close();
  });

  it("is no API key", async () => {
    const provider = create({ project: "p" });
    const error = await errorOf(provider.complete({ request: chat(), credential: { apiKey: "AIza" } }));
    expect(error.code).toBe("upstream_auth_error");
    await provider.close();
  });

  it("is read from the key file that the environment names", async () => {
    const folder = await mkdtemp(join(tmpdir(), "key-"));
    const file = join(folder, "key.json");
    vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", file);
    const provider = create({ credential: undefined });
    expect((await errorOf(provider.complete({ request: chat() }))).message).toContain("cannot be read");
    writeFileSync(file, "{}");
    expect((await errorOf(provider.complete({ request: chat() }))).message).toContain("not the key");
    writeFileSync(file, JSON.stringify({ type: "service_account", ...account().serviceAccount }));
    await provider.complete({ request: chat() });
    expect(vendor.requests[0]?.path).toBe(
      "/v1beta1/projects/p1/locations/global/publishers/google/models/gemini-3-flash-preview:generateContent",
    );
    await provider.close();
    await rm(folder, { recursive: true });
  });

  it("is read from that file again when the key has been replaced", async () => {
    const folder = await mkdtemp(join(tmpdir(), "key-"));
    const file = join(folder, "key.json");
    vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", file);
    const write = (name: string) => writeFileSync(file, JSON.stringify(account(name).serviceAccount));
    const issuers = () =>
      assertions.map((assertion) => JSON.parse(Buffer.from(assertion.split(".")[1] ?? "", "base64url").toString()).iss);
    write("old");
    issue = (response) => respond(response, 400, { error: "invalid_grant" });
    const provider = create({ credential: undefined });
    await errorOf(provider.complete({ request: chat() }));
    write("new");
    issue = (response) => respond(response, 200, { access_token: "fresh", expires_in: 3600 });
    await provider.complete({ request: chat() });
    expect(issuers()).toEqual(["old@p1.iam.example", "new@p1.iam.example"]);
    await provider.close();
    await rm(folder, { recursive: true });
  });
});
