import { hash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startSandbox } from "@hub/sandbox";
import { describe, expect, it, onTestFinished } from "vitest";
import { banner } from "../src/banner.ts";
import { Config, ConfigError, type Environment, loadConfig } from "../src/config.ts";
import { createGateway } from "../src/gateway.ts";
import { postChat } from "./post-chat.ts";
import { says } from "./support.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const QUESTION = { model: "gpt-4.1-mini", messages: says("Hello") };

/** Starts a gateway from the environment alone, as the server does. */
async function start(environment: Environment) {
  const config = loadConfig({ HUB_PORT: "0", HUB_LOG_LEVEL: "silent", ...environment });
  const gateway = await createGateway(config, environment);
  onTestFinished(() => gateway.kill());
  const url = await gateway.listen();
  const ask = async (key: string, model = QUESTION.model) =>
    (await postChat({ url, key }, { ...QUESTION, model })).status;
  return { gateway, ask };
}

function fileWith(text: string): string {
  const path = join(temporaryDirectory(), "hub.json");
  writeFileSync(path, text);
  return path;
}

/** The message of the ConfigError that an environment leads to. */
function problemOf(environment: Environment): string {
  try {
    loadConfig(environment);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error("The configuration was accepted.");
}

describe("hub keys", () => {
  it("are stored as hashes only, where nobody else can read", async () => {
    const HUB_DATA_DIR = join(temporaryDirectory(), "not", "there", "yet");
    const { gateway, ask } = await start({ HUB_DATA_DIR });
    expect(gateway.keys.isEmpty).toBe(true);
    const key = await gateway.keys.create();
    expect(gateway.keys.isEmpty).toBe(false);
    expect(await ask(key)).toBe(200);
    await gateway.stop();
    const files = readdirSync(HUB_DATA_DIR, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(["hub.sqlite", "master-key", "audit.sqlite"]));
    for (const { name, parentPath } of files) {
      expect(readFileSync(join(parentPath, name), "latin1"), name).not.toContain(key.slice("os_hub_".length));
    }
    expect(statSync(HUB_DATA_DIR).mode & 0o777).toBe(0o700);
    for (const name of ["master-key", "audit-key.pem"])
      expect(statSync(join(HUB_DATA_DIR, name)).mode & 0o777).toBe(0o600);
  });

  it("of a gateway that kept them in a file are taken over", async () => {
    const HUB_DATA_DIR = temporaryDirectory();
    const key = `os_hub_${"a".repeat(43)}`;
    const entry = { id: "key_old", sha256: hash("sha256", key), createdAt: "2026-01-01T00:00:00.000Z" };
    writeFileSync(join(HUB_DATA_DIR, "hub-keys.json"), JSON.stringify({ version: 1, keys: [entry] }));
    for (let starts = 0; starts < 2; starts++) {
      const { gateway, ask } = await start({ HUB_DATA_DIR });
      expect(gateway.keys.isEmpty).toBe(false);
      expect(await ask(key)).toBe(200);
      await gateway.stop();
    }
  });

  it("are accepted by the next start on the same directory, and by no other", async () => {
    const HUB_DATA_DIR = temporaryDirectory();
    const first = await start({ HUB_DATA_DIR });
    const keys = [await first.gateway.keys.create(), await first.gateway.keys.create()];
    await first.gateway.stop();
    const second = await start({ HUB_DATA_DIR });
    expect(second.gateway.keys.isEmpty).toBe(false);
    for (const key of keys) expect(await second.ask(key)).toBe(200);
    const other = await start({ HUB_DATA_DIR: temporaryDirectory() });
    for (const key of keys) expect(await other.ask(key)).toBe(401);
  });

  it.each([
    ["cut off", '{"version": 1, "keys": ['],
    ["empty", ""],
    ["of a later version", '{"version": 2, "keys": []}'],
    [
      "with a hash cut short",
      '{"version": 1, "keys": [{"id": "key_1", "sha256": "abc", "createdAt": "2026-01-01T00:00:00Z"}]}',
    ],
  ])("in a file that is %s stop the start, which names the file and leaves it as it is", async (_what, text) => {
    const dataDir = temporaryDirectory();
    const path = join(dataDir, "hub-keys.json");
    writeFileSync(path, text);
    const starting = createGateway(Config.parse({ dataDir, logLevel: "silent" }), {});
    await expect(starting).rejects.toThrow(ConfigError);
    await expect(starting).rejects.toThrow(path);
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  it("in a file that cannot be read stop the start, too", async () => {
    const dataDir = temporaryDirectory();
    mkdirSync(join(dataDir, "hub-keys.json"));
    const starting = createGateway(Config.parse({ dataDir, logLevel: "silent" }), {});
    await expect(starting).rejects.toThrow(ConfigError);
    await expect(starting).rejects.toThrow(join(dataDir, "hub-keys.json"));
  });

  it.each(["   ", "two words", "schlüssel"])("cannot be brought along when it can never be sent: %j", (key) => {
    expect(() => loadConfig({ HUB_BOOTSTRAP_KEY: key })).toThrow("HUB_BOOTSTRAP_KEY");
  });

  it("can be brought along from a file that ends with a line break", () => {
    expect(loadConfig({ HUB_BOOTSTRAP_KEY: "abc123def\n" }).bootstrapKey).toBe("abc123def");
  });

  it("can be brought along: the bootstrap key lets a caller in from the first start on, and is not stored", async () => {
    const HUB_BOOTSTRAP_KEY = "os_hub_brought_from_elsewhere";
    const HUB_DATA_DIR = temporaryDirectory();
    const { gateway, ask } = await start({ HUB_DATA_DIR, HUB_BOOTSTRAP_KEY });
    expect(gateway.keys.isEmpty).toBe(false);
    expect(await ask(HUB_BOOTSTRAP_KEY)).toBe(200);
    expect(await ask(`${HUB_BOOTSTRAP_KEY}x`)).toBe(401);
    const made = await gateway.keys.create();
    expect([await ask(made), await ask(HUB_BOOTSTRAP_KEY)]).toEqual([200, 200]);
    const second = await start({ HUB_DATA_DIR });
    expect([await second.ask(made), await second.ask(HUB_BOOTSTRAP_KEY)]).toEqual([200, 401]);
  });
});

describe("a configuration that cannot be used", () => {
  it.each([
    ["HUB_PORT", "eighty"],
    ["HUB_PORT", "65536"],
    ["HUB_PORT", "-1"],
    ["HUB_SANDBOX", "maybe"],
    ["HUB_LOG_LEVEL", "loud"],
  ])("names the variable: %s=%s", (variable, value) => {
    expect(problemOf({ [variable]: value })).toContain(variable);
  });

  it("never repeats a key that it refuses", () => {
    const HUB_CONFIG = fileWith('{"vendors": {"openai": {"apiKey": ["sk-proj-canary"]}}}');
    expect(problemOf({ HUB_CONFIG })).not.toContain("sk-proj-canary");
  });

  it.each([
    ["an unknown key", '{"prot": 8787}', "prot"],
    ["an unknown key of a vendor", '{"vendors": {"openai": {"key": "sk"}}}', "vendors.openai"],
    ["an unknown vendor", '{"vendors": {"opnai": {}}}', "opnai"],
    ["a URL that is none", '{"vendors": {"groq": {"baseUrl": "localhost"}}}', "vendors.groq.baseUrl"],
    ["a port that is none", '{"port": 80.5}', "port"],
    ["broken JSON", '{"port": 8787', "not valid JSON"],
    ["a list", "[]", "JSON object"],
  ])("names the file and what is wrong in it: %s", (_what, text, part) => {
    const HUB_CONFIG = fileWith(text);
    const problem = problemOf({ HUB_CONFIG });
    expect(problem).toContain(HUB_CONFIG);
    expect(problem).toContain(part);
  });

  it("names a file that is not there", () => {
    const HUB_CONFIG = join(temporaryDirectory(), "missing.json");
    expect(problemOf({ HUB_CONFIG })).toContain(HUB_CONFIG);
  });

  it("tells of everything that is wrong at once", () => {
    const HUB_CONFIG = fileWith('{"port": "many", "logLevel": "loud"}');
    const problem = problemOf({ HUB_CONFIG, HUB_SANDBOX: "maybe" });
    for (const part of ["port", "logLevel", "HUB_SANDBOX"]) expect(problem).toContain(part);
  });
});

describe("where settings come from", () => {
  it("the environment wins over the file, and the file over what is usual", () => {
    const HUB_CONFIG = fileWith('{"port": 4000, "host": "::1", "heartbeatMs": 5000}');
    const config = loadConfig({ HUB_CONFIG, HUB_PORT: "5000" });
    expect(config).toMatchObject({ port: 5000, host: "::1", heartbeatMs: 5000, sandbox: "auto", logLevel: "info" });
    expect(loadConfig({})).toMatchObject({ port: 8787, host: "127.0.0.1", dataDir: ".hub" });
  });

  it("an empty variable counts as none", () => {
    expect(loadConfig({ HUB_PORT: "", HUB_CONFIG: "", HUB_SANDBOX: "" })).toEqual(loadConfig({}));
  });
});

describe("vendors", () => {
  it("that are none, with the sandbox off, stop the start", async () => {
    const environment = { HUB_DATA_DIR: temporaryDirectory(), HUB_SANDBOX: "off" };
    const starting = createGateway(loadConfig(environment), environment);
    await expect(starting).rejects.toThrow(ConfigError);
    await expect(starting).rejects.toThrow(/OPENAI_API_KEY.*HUB_SANDBOX/);
  });

  it.each([
    "nowhere",
    "localhost:8080/v1",
    "ftp://localhost/v1",
    "https://acme.example/v1?api-version=1",
    "https://user@acme.example/v1",
  ])(
    "with a base URL that is no web address stop the start, which names the variable: %s",
    async (HUB_OPENAI_BASE_URL) => {
      const environment = { HUB_DATA_DIR: temporaryDirectory(), OPENAI_API_KEY: "sk-1", HUB_OPENAI_BASE_URL };
      const starting = createGateway(loadConfig(environment), environment);
      await expect(starting).rejects.toThrow(ConfigError);
      await expect(starting).rejects.toThrow("HUB_OPENAI_BASE_URL");
    },
  );

  it("are not those whose key is no more than spaces, and a key that no header can hold is refused", async () => {
    const blank = { HUB_DATA_DIR: temporaryDirectory(), OPENAI_API_KEY: "  ", HUB_SANDBOX: "off" };
    await expect(createGateway(loadConfig(blank), blank)).rejects.toThrow(ConfigError);
    const odd = { ...blank, OPENAI_API_KEY: "sk-schlüssel" };
    await expect(createGateway(loadConfig(odd), odd)).rejects.toThrow("OPENAI_API_KEY");
  });

  it("are the simulated ones when none has a key", async () => {
    const { gateway, ask } = await start({ HUB_DATA_DIR: temporaryDirectory() });
    expect(gateway.wiring.sandbox).toBeDefined();
    const key = await gateway.keys.create();
    for (const model of ["openai/gpt-4.1-mini", "anthropic/claude-sonnet-4-6", "groq/llama-3.3-70b-versatile"]) {
      expect(await ask(key, model)).toBe(200);
    }
  });

  it.each([
    ["half an access key", () => ({ AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE" }), "AWS_SECRET_ACCESS_KEY is missing"],
    ["a key file that is not there", () => ({ GOOGLE_APPLICATION_CREDENTIALS: "/nowhere/key.json" }), "cannot be read"],
    [
      "a key file of another kind",
      () => ({ GOOGLE_APPLICATION_CREDENTIALS: fileWith('{"type":"authorized_user","refresh_token":"secret-1234"}') }),
      "is not the key of a service account",
    ],
  ])(
    "are not those with %s, which may be there for other programs",
    async (_what, variables: () => Environment, reason) => {
      const environment = { HUB_DATA_DIR: temporaryDirectory(), HUB_SANDBOX: "off", ...variables() };
      await expect(createGateway(loadConfig(environment), environment)).rejects.toThrow(reason);
      const { gateway } = await start({ ...environment, OPENAI_API_KEY: "sk-test" });
      expect(gateway.wiring.providers.map(({ id }) => id)).toEqual(["openai"]);
      expect(gateway.wiring.warnings).toEqual([expect.stringContaining(reason)]);
      expect(banner(gateway, "http://127.0.0.1:1", undefined)).toContain(reason);
      expect(gateway.wiring.warnings.join()).not.toContain("secret");
    },
  );

  it("are only those with a key, from file or environment, and nothing is simulated beside them", async () => {
    const { vendors, close } = await startSandbox({
      vendors: ["openai", "groq"],
      apiKeys: { groq: "gsk_from_environment" },
    });
    onTestFinished(close);
    const { baseUrl, apiKey } = vendors.openai;
    const HUB_CONFIG = fileWith(
      JSON.stringify({
        vendors: { openai: { baseUrl, apiKey }, groq: { baseUrl: "http://127.0.0.1:1", apiKey: "gsk_of_file" } },
      }),
    );
    const { gateway, ask } = await start({
      HUB_DATA_DIR: temporaryDirectory(),
      HUB_CONFIG,
      GROQ_API_KEY: "gsk_from_environment",
      HUB_GROQ_BASE_URL: vendors.groq.baseUrl,
    });
    expect(gateway.wiring.sandbox).toBeUndefined();
    expect(gateway.wiring.providers.map(({ id }) => id)).toEqual(["openai", "groq"]);
    const key = await gateway.keys.create();
    expect(await ask(key, "gpt-4.1-mini")).toBe(200);
    expect(await ask(key, "groq/llama-3.3-70b-versatile")).toBe(200);
    expect(await ask(key, "anthropic/claude-sonnet-4-6")).toBe(404);
    expect(await ask(key, "claude-sonnet-4-6")).toBe(404);
  });
});
