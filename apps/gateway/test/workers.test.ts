import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { loadSigningKey } from "@hub/audit";
import { createSqliteStore } from "@hub/audit/sqlite";
import { type Sandbox, startSandbox } from "@hub/sandbox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type HandDrivenVendor, startHandDrivenVendor } from "./hand-driven-vendor.ts";
import { recordedRequests } from "./recorded-requests.ts";
import { type ServerProcess, startServer } from "./spawn-server.ts";
import { chatRequests, eventually, says } from "./support.ts";

const ADMIN_KEY = "an-admin-key-for-tests";
const QUESTION = { model: "openai/gpt-4.1-mini", messages: says("Hello"), max_tokens: 50 };
const STREAMED = { ...QUESTION, model: "groq/llama-3.3-70b-versatile", stream: true };
/** Gateways are started meanwhile, which a machine that has other things to do may take its time for. In milliseconds. */
const TEST_MS = 60_000;
const hasPgrep = spawnSync("pgrep", ["-V"]).status === 0;

/** An answer, read to its end. */
interface Answer {
  status: number;
  text: string;
}

interface AskOptions {
  method?: string;
  headers?: Record<string, string>;
  agent?: Agent | undefined;
}

/** Several workers on one port, in front of a vendor that answers by itself and one that is driven by hand. */
interface Cluster {
  server: ServerProcess;
  url: string;
  key: string;
  configure(settings: object): void;
  /** On a connection of its own, unless an agent has one. Default method: as the body says. */
  ask(path: string, body?: object, options?: AskOptions): Promise<Answer>;
  /** The ids of the workers' processes. */
  workers(): number[];
  /** The sum of what a metric's lines say. */
  metric(name: string): Promise<number>;
}

let dataDir: string;
const servers: ServerProcess[] = [];
let sandbox: Sandbox;
let vendor: HandDrivenVendor;

async function startCluster(): Promise<Cluster> {
  const file = join(dataDir, "config.json");
  const configure = (settings: object) => writeFileSync(file, JSON.stringify({ dlp: "off", ...settings }));
  configure({});
  const { apiKey, baseUrl } = sandbox.vendors.openai;
  const server = startServer({
    HUB_CONFIG: file,
    HUB_DATA_DIR: dataDir,
    HUB_WORKERS: "2",
    HUB_ADMIN_KEY: ADMIN_KEY,
    OPENAI_API_KEY: apiKey,
    HUB_OPENAI_BASE_URL: baseUrl,
    GROQ_API_KEY: "gsk-by-hand",
    HUB_GROQ_BASE_URL: vendor.baseUrl,
  });
  servers.push(server);
  const { url, key = "" } = await server.ready();

  function ask(path: string, body?: object, { method, headers, agent }: AskOptions = {}): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const sent = request(
      `${url}${path}`,
      {
        method: method ?? (body ? "POST" : "GET"),
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
        agent: agent ?? false,
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (piece: string) => {
          text += piece;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text })).on("error", reject);
      },
    );
    sent.on("error", reject).end(body && JSON.stringify(body));
    return promise;
  }

  return {
    server,
    url,
    key,
    configure,
    ask,
    workers: () =>
      spawnSync("pgrep", ["-P", String(server.pid)], { encoding: "utf8" })
        .stdout.split(/\s/)
        .filter(Boolean)
        .map(Number),
    async metric(name) {
      const { text } = await ask("/metrics");
      const lines = text.split("\n").filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
      return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
    },
  };
}

const times = <Result>(count: number, act: () => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, () => act()));

describe.skipIf(!hasPgrep)(
  `several workers${hasPgrep ? "" : " (skipped: no pgrep on the PATH)"}`,
  { timeout: TEST_MS },
  () => {
    let hub: Cluster;
    /** Chat requests that were answered, or refused. */
    let requests = 0;
    async function ask(options?: AskOptions): Promise<Answer> {
      const answer = await hub.ask("/v1/chat/completions", QUESTION, options);
      requests++;
      return answer;
    }

    beforeAll(async () => {
      dataDir = mkdtempSync(join(tmpdir(), "hub-workers-"));
      [sandbox, vendor] = await Promise.all([startSandbox(), startHandDrivenVendor()]);
      hub = await startCluster();
    }, TEST_MS);
    afterAll(async () => {
      for (const server of servers) server.signal("SIGTERM");
      await Promise.all([...servers.map(({ ended }) => ended), sandbox.close(), vendor.close()]);
      rmSync(dataDir, { recursive: true, force: true });
    }, TEST_MS);

    it("make one key, tell of themselves once, and count together", async () => {
      expect(hub.server.output().match(/Hub is ready/g)).toHaveLength(1);
      expect(hub.server.output()).toContain("Workers    2");
      expect(hub.workers()).toHaveLength(2);
      const answers = await times(20, ask);
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
      // The log is of both: each has had some of them.
      expect(await hub.metric("hub_requests_total")).toBe(20);
      expect(await hub.metric("hub_workers")).toBe(2);
      await eventually(() => expect(hub.server.output().match(/^\{.*"msg":"request"\}$/gm)).toHaveLength(20));
    });

    it("know keys that one of them has made or taken back as soon as that has answered", async () => {
      const admin = { authorization: `Bearer ${ADMIN_KEY}` };
      const made = await hub.ask("/admin/v1/keys", { name: "one" }, { headers: admin });
      const { id, key } = JSON.parse(made.text) as { id: string; key: string };
      const statuses = async () =>
        (await times(8, () => hub.ask("/v1/models", undefined, { headers: { authorization: `Bearer ${key}` } }))).map(
          ({ status }) => status,
        );
      expect(await statuses()).toEqual(Array(8).fill(200));
      await hub.ask(`/admin/v1/keys/${id}`, undefined, { method: "DELETE", headers: admin });
      expect(await statuses()).toEqual(Array(8).fill(401));
    });

    it("make one call of a vendor for one Idempotency-Key", async () => {
      const before = chatRequests(sandbox.vendors.openai).length;
      const headers = { "idempotency-key": randomUUID() };
      const answers = await times(8, () => ask({ headers }));
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(chatRequests(sandbox.vendors.openai)).toHaveLength(before + 1);
    });

    it("stop together an agent that goes round in circles", async () => {
      const call = { id: "call_1", type: "function", function: { name: "look", arguments: '{"at":"this"}' } };
      const agent = {
        ...QUESTION,
        messages: [
          ...QUESTION.messages,
          { role: "assistant", content: null, tool_calls: [call] },
          { role: "tool", tool_call_id: "call_1", content: "nothing" },
        ],
        tools: [{ type: "function", function: { name: "look", parameters: { type: "object" } } }],
      };
      const statuses: number[] = [];
      for (let round = 0; round < 14; round++) statuses.push((await hub.ask("/v1/chat/completions", agent)).status);
      requests += statuses.length;
      expect(statuses).toEqual([...Array(12).fill(200), 429, 429]);
    });

    it("are followed by another one when they are killed", async () => {
      const [victim = 0, other = 0] = hub.workers();
      expect(await hub.metric("hub_requests_total")).toBe(requests);
      // One of these connections is on its way to a worker that will never take it.
      process.kill(victim, "SIGSTOP");
      let answers = 0;
      const asked = Promise.allSettled(Array.from({ length: 4 }, () => ask().then(() => answers++)));
      await eventually(() => expect(answers).toBe(3));
      process.kill(victim, "SIGKILL");
      expect((await asked).filter(({ status }) => status === "rejected")).toHaveLength(1);
      await eventually(() => {
        const workers = hub.workers();
        expect(workers).not.toContain(victim);
        expect(workers).toContain(other);
        expect(workers).toHaveLength(2);
      });
      await expect.poll(() => hub.metric("hub_workers"), { timeout: TEST_MS / 2 }).toBe(2);
      expect(await hub.metric("hub_worker_restarts_total")).toBe(1);
      expect(await hub.metric("hub_requests_total")).toBe(requests);
      expect((await ask()).status).toBe(200);
    });

    it("are replaced one after the other on SIGHUP, without a request that fails, and streams finish", async () => {
      const before = hub.workers();
      // What takes a restart otherwise.
      hub.configure({ strictParams: true });
      const stream = hub.ask("/v1/chat/completions", STREAMED);
      const answer = await vendor.nextRequest();
      answer.say("one ");
      let isOver = false;
      const kept = new Agent({ keepAlive: true });
      const statuses: number[] = [];
      const callers = Array.from({ length: 4 }, async (_, index) => {
        while (!isOver) {
          statuses.push((await ask({ agent: index % 2 ? kept : undefined })).status);
          // So that what is started meanwhile gets its share of the machine.
          await sleep(5);
        }
      });
      hub.server.signal("SIGHUP");
      const isReplaced = () => hub.server.output().includes("all workers have been replaced");
      await expect.poll(isReplaced, { timeout: TEST_MS / 2 }).toBe(true);
      // Those that were replaced are gone but for the one with the stream.
      await eventually(() => expect(hub.workers().filter((worker) => before.includes(worker))).toHaveLength(1));
      const served = statuses.length;
      await eventually(() => expect(statuses.length).toBeGreaterThan(served + 8));
      isOver = true;
      await Promise.all(callers);
      kept.destroy();
      expect(statuses.filter((status) => status !== 200)).toEqual([]);

      answer.say("two");
      answer.finish();
      requests++;
      const { text } = await stream;
      expect(text.match(/"content":"[^"]*"/g)).toEqual(['"content":"one "', '"content":"two"']);
      expect(text).toMatch(/"stop".*\n\ndata: \[DONE\]\n\n$/);
      await eventually(() => expect(hub.workers().some((worker) => before.includes(worker))).toBe(false));
      const unknown = {
        ...QUESTION,
        model: "groq/llama-3.3-70b-versatile",
        logit_bias: { 1: 1 },
        web_search_options: {},
      };
      const refused = await hub.ask("/v1/chat/completions", unknown);
      requests++;
      expect(refused.status).toBe(400);
      expect(await hub.metric("hub_requests_total")).toBe(requests);
    });

    it("stay as they are where the configuration cannot be used", async () => {
      const before = hub.workers();
      hub.configure({ logLevel: "loud" });
      hub.server.signal("SIGHUP");
      await eventually(() => expect(hub.server.output()).toMatch(/"reason":"[^"]*logLevel/));
      expect(hub.workers()).toEqual(before);
      expect((await ask()).status).toBe(200);
      hub.configure({});
    });

    it("let answers finish on SIGTERM, and have recorded every request", async () => {
      const stream = hub.ask("/v1/chat/completions", STREAMED);
      const answer = await vendor.nextRequest();
      answer.say("one ");
      hub.server.signal("SIGTERM");
      await expect
        .poll(() =>
          hub.ask("/readyz").then(
            ({ status }) => status,
            () => 503,
          ),
        )
        .toBe(503);
      answer.finish();
      requests++;
      expect((await stream).text).toContain("[DONE]");
      expect(await hub.server.ended).toEqual({ code: 0, signal: null });

      const { publicKey } = loadSigningKey(join(dataDir, "audit-key.pem"));
      const recorded = await recordedRequests(createSqliteStore({ path: join(dataDir, "audit.sqlite") }), publicKey);
      expect(recorded).toHaveLength(requests);
      expect(new Set(recorded).size).toBe(requests);
    });

    it("end with their primary, however that ends", async () => {
      const second = await startCluster();
      const workers = second.workers();
      expect(workers).toHaveLength(2);
      const stream = second.ask("/v1/chat/completions", STREAMED, {
        headers: { authorization: `Bearer ${hub.key}` },
      });
      const answer = await vendor.nextRequest();
      answer.say("one ");
      second.server.signal("SIGKILL");
      await eventually(() => expect(() => process.kill(second.server.pid, 0)).toThrow());
      answer.say("two");
      answer.finish();
      expect((await stream).text).toContain("[DONE]");
      await eventually(() => {
        for (const worker of workers) expect(() => process.kill(worker, 0)).toThrow();
      });
    });
  },
);
