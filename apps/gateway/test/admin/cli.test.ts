import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { temporaryDirectory } from "../temporary-directory.ts";
import { type RunOptions, runHub, spawnHub } from "./run-hub.ts";
import { ADMIN_KEY, startAdmin } from "./start-admin.ts";

async function start() {
  const admin = await startAdmin();
  const hub = (args: readonly string[], options?: RunOptions) => runHub(admin.url, args, options);
  /** Runs a command that succeeds; its JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  async function json(args: readonly string[], options?: RunOptions): Promise<any> {
    const { code, out, err } = await hub([...args, "--json"], options);
    expect([code, err]).toEqual([0, ""]);
    return JSON.parse(out);
  }
  return { ...admin, hub, json };
}

describe("hub, as a process", () => {
  it("does what it is told at the gateway, for people and for programs", async () => {
    const { url, keyring } = await startAdmin();
    const environment = { HUB_URL: url, HUB_ADMIN_KEY: ADMIN_KEY };
    const made = await spawnHub(environment, ["keys", "create", "ci", "--limit", "requests/minute=60", "--json"]);
    expect([made.code, made.err]).toEqual([0, ""]);
    expect(keyring.authenticate(JSON.parse(made.out).key).ok).toBe(true);
    const secret = "sk-live-0123456789abcdef";
    const stored = await spawnHub(environment, ["credentials", "set", "openai"], `${secret}\n`);
    expect(stored).toMatchObject({ code: 0, err: "" });
    expect(stored.out).not.toContain(secret);
    expect(keyring.credentials.open({}, "openai")?.credential).toEqual({ apiKey: secret });
  });

  it("ends with 2 where it is used wrongly, and with 1 where it cannot do it", async () => {
    const wrong = await spawnHub({}, ["keys", "create"]);
    expect([wrong.code, wrong.out]).toEqual([2, ""]);
    expect(wrong.err).toContain("Usage: hub keys create <name>");
    const failed = await spawnHub({}, ["keys", "list"]);
    expect([failed.code, failed.out]).toEqual([1, ""]);
    expect(failed.err).toContain("HUB_ADMIN_KEY is not set");
  });
});

describe("help", () => {
  it.each([[["--help"]], [["-h"]], [["help"]], [[]]])("lists all commands: %j", async (args) => {
    const { code, out } = await runHub("http://127.0.0.1:9", args);
    expect(code).toBe(0);
    for (const { name } of COMMANDS) expect(out).toContain(name);
  });

  it("lists those of a group", async () => {
    const { code, out } = await runHub("http://127.0.0.1:9", ["keys", "--help"]);
    expect(code).toBe(0);
    expect(out).toContain("keys rotate <id>");
    expect(out).not.toContain("wallet");
  });

  it.each(COMMANDS.map(({ name }) => name))("says how to use `hub %s`, whatever else is given", async (name) => {
    const { code, out, err } = await runHub("http://127.0.0.1:9", [...name.split(" "), "--help"]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain(`Usage: hub ${name}`);
    expect(out).toContain("--json");
  });
});

describe("wrong use", () => {
  it.each([
    [["nonsense"], "no command 'nonsense'"],
    [["keys", "nonsense"], "no command 'keys nonsense'"],
    [["--nonsense"], "no command '--nonsense'"],
    [["keys", "list", "--nonsense"], "--nonsense"],
    [["keys", "list", "more"], "'more'"],
    [["keys", "revoke"], "<id> is missing"],
    [["keys", "create", "a", "--limit", "requests=5"], "requests/minute=60"],
    [["keys", "create", "a", "--expires", "soon"], "'soon' is no time"],
    [["policy", "set", "strict"], "--project"],
    [["credentials", "set", "openai"], "Standard input is empty"],
    [["credentials", "set", "openai", "--env", "NO_SUCH_KEY"], "NO_SUCH_KEY is not set"],
    [["audit", "verify", "x.jsonl"], "--public-key"],
  ])("%j is told apart", async (args, message) => {
    const { code, out, err } = await runHub("http://127.0.0.1:9", args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(message);
    expect(err).not.toContain("    at ");
  });
});

describe("a gateway that does not do it", () => {
  it("is quoted", async () => {
    const { hub } = await start();
    expect(await hub(["keys", "revoke", "key_none"])).toMatchObject({
      code: 1,
      out: "",
      err: "There is no key key_none.\n",
    });
    const { code, err } = await hub(["keys", "list"], { environment: { HUB_ADMIN_KEY: "wrong" } });
    expect([code, err]).toEqual([1, expect.stringContaining("not the admin key")]);
    expect(err).not.toContain(ADMIN_KEY);
  });

  it("may not be there, or be something else", async () => {
    const { code, err } = await runHub("http://127.0.0.1:1", ["keys", "list"]);
    expect([code, err]).toEqual([1, expect.stringContaining("No gateway answers at http://127.0.0.1:1.")]);
    expect((await runHub("nonsense", ["keys", "list"])).err).toContain("HUB_URL is no address");
    const page = createServer((_, response) => response.writeHead(502).end("<html>")).listen(0, "127.0.0.1");
    onTestFinished(() => void page.close());
    await new Promise((resolve) => page.once("listening", resolve));
    const other = await runHub(`http://127.0.0.1:${(page.address() as AddressInfo).port}`, ["keys", "list"]);
    expect([other.code, other.err]).toEqual([1, expect.stringContaining("no gateway")]);
  });
});

describe("keys and projects", () => {
  it("are made, listed, rotated, revoked and archived", async () => {
    const { hub, json, keyring } = await start();
    const project = await json(["projects", "create", "Support", "--policy", "strict", "--regions", "eu"]);
    const limits = ["--limit", "usd/month=25.50", "--limit", "tokens/day=1000"];
    const key = await json([
      "keys",
      "create",
      "bot",
      "--project",
      project.id,
      "--models",
      "oah/*, openai/*",
      "--expires",
      "90d",
      ...limits,
    ]);
    expect(key).toMatchObject({
      models: ["oah/*", "openai/*"],
      limits: [{ usd: { per: "month", max: "25.5" } }, { tokens: { per: "day", max: 1000 } }],
    });
    const list = await hub(["keys", "list", "--project", project.id]);
    const [headings = "", row = ""] = list.out.split("\n");
    expect(row.indexOf("bot")).toBe(headings.indexOf("NAME"));
    expect(list.out).not.toContain(key.key);
    const rotated = await json(["keys", "rotate", key.id, "--overlap", "0"]);
    expect([keyring.authenticate(key.key).ok, keyring.authenticate(rotated.key).ok]).toEqual([false, true]);
    expect(await hub(["keys", "revoke", key.id])).toMatchObject({ code: 0, out: expect.stringContaining("revoked") });
    expect((await hub(["projects", "show", project.id])).out).toMatch(/policy +strict/);
    await hub(["projects", "archive", project.id]);
    expect((await hub(["projects", "list"])).out).toContain("archived");
  });

  it("of any name leave the terminal alone", async () => {
    const { hub, json } = await start();
    await json(["projects", "create", "a\u009b2Jb"]);
    const { out } = await hub(["projects", "list"]);
    expect(out).toContain("a?2Jb");
  });
});

describe("the wallet", () => {
  it("is paid into, set right and read", async () => {
    const { hub, json } = await start();
    await json(["wallet", "top-up", "25", "--reason", "November", "--key", "n"]);
    const again = await hub(["wallet", "top-up", "25", "--reason", "November", "--key", "n"]);
    expect(again.out).toContain("has not been done again");
    await json(["wallet", "adjust", "-1.50", "--reason", "refund"]);
    expect((await hub(["wallet", "balance"])).out).toMatch(/available +23.5 USD/);
    const ledger = await hub(["wallet", "ledger", "--limit", "1"]);
    expect(ledger.out).toContain("--after 1");
    expect((await json(["wallet", "ledger"])).data).toHaveLength(2);
  });

  it("is not paid into twice after a failure that may have been none", async () => {
    const { code, err } = await runHub("http://127.0.0.1:1", ["wallet", "top-up", "25"]);
    expect([code, err]).toEqual([1, expect.stringMatching(/--key [0-9a-f-]{36}/)]);
  });
});

describe("credentials", () => {
  it("come from standard input or a variable, and are listed without their secrets", async () => {
    const { hub, json, keyring } = await start();
    const pair = { access_key_id: "AKIAEXAMPLE", secret_access_key: "a-secret-part" };
    await json(["credentials", "set", "bedrock"], { stdin: JSON.stringify(pair) });
    const { id } = await json(["credentials", "set", "groq", "--env", "GROQ_2"], {
      environment: { GROQ_2: "gsk-example-key" },
    });
    expect(keyring.credentials.open({}, "groq")?.credential).toEqual({ apiKey: "gsk-example-key" });
    const list = await hub(["credentials", "list"]);
    expect(list.out).toMatch(/bedrock.*access_keys/);
    expect(list.out).not.toMatch(/a-secret-part|gsk-example-key/);
    expect(await hub(["credentials", "delete", id])).toMatchObject({ code: 0 });
    expect(keyring.credentials.open({}, "groq")).toBeUndefined();
  });
});

describe("policies", () => {
  it("are put in force from a file or by name, and shown in all versions", async () => {
    const { hub, json } = await start();
    const file = join(temporaryDirectory(), "policy.json");
    writeFileSync(file, JSON.stringify({ preset: "strict", names: false }));
    const project = await json(["projects", "create", "a"]);
    const { policy } = await json(["policy", "set", file, "--project", project.id]);
    await json(["policy", "set", file, "--id", policy]);
    expect((await hub(["policy", "versions", policy])).out).toMatch(/@2[\s\S]*@1/);
    expect((await hub(["policy", "show", `${policy}@1`])).out).toContain('"names": false');
    expect(await json(["policy", "list"])).toHaveLength(1);
    expect((await json(["policy", "set", "relaxed", "--project", project.id])).policy).toBe("relaxed");
    expect((await hub(["policy", "set", "./none.json", "--project", project.id])).code).toBe(1);
  });
});

describe("the audit trail", () => {
  it("is exported, and verified without the gateway; a flipped digit is found", async () => {
    const { hub, record } = await start();
    for (let number = 1; number <= 5; number++) await record({ correlationId: `req_${number}`, cost: number });
    const directory = temporaryDirectory();
    const [file, keyFile, broken] = ["audit.jsonl", "audit.pem", "broken.jsonl"].map((name) =>
      join(directory, name),
    ) as [string, string, string];
    expect(await hub(["audit", "export", "--out", file])).toMatchObject({ code: 0 });
    writeFileSync(keyFile, (await hub(["audit", "public-key"])).out);
    const { out: text } = await hub(["audit", "export"]);
    expect(text).toBe(readFileSync(file, "utf8"));

    const offline = { environment: { HUB_URL: "http://127.0.0.1:1" } };
    const good = await hub(["audit", "verify", file, "--public-key", keyFile], offline);
    expect(good).toMatchObject({ code: 0, out: expect.stringContaining("5 records") });
    const [, head = ""] = /Head: (\S+)/.exec(good.out) ?? [];
    const piped = await hub(["audit", "verify", "-", "--public-key", keyFile, "--head", head], {
      ...offline,
      stdin: text,
    });
    expect(piped.code).toBe(0);

    writeFileSync(broken, text.replace('"req_3"', '"req_9"'));
    const bad = await hub(["audit", "verify", broken, "--public-key", keyFile, "--json"], offline);
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.out)).toMatchObject({ ok: false, seq: 3 });
    expect((await hub(["audit", "verify", "none.jsonl", "--public-key", keyFile])).code).toBe(1);
    expect((await hub(["audit", "verify", file, "--public-key", "none.pem"])).code).toBe(1);
  });

  it("adds up to usage", async () => {
    const { hub, record } = await start();
    await record({ keyId: "key_1", cost: 1_500_000, usage: { prompt: 7, completion: 3 } });
    const { out } = await hub(["usage", "--by", "key"]);
    expect(out).toMatch(/^KEY +REQUESTS/);
    expect(out).toMatch(/key_1 +1 +7 +3 +0.0015/);
  });
});

describe("models", () => {
  it("are those of connected vendors, or all", async () => {
    const { hub } = await start();
    const { out } = await hub(["models"]);
    expect(out).toMatch(/oah\/gpt-4\.1 +openai\/gpt-4\.1 +2 +8/);
    expect(out).not.toContain("anthropic/");
    expect((await hub(["models", "--all"])).out).toContain("anthropic/");
  });
});
