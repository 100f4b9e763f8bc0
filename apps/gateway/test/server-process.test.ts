import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { startHandDrivenVendor } from "./hand-driven-vendor.ts";
import { postChat } from "./post-chat.ts";
import { type ServerProcess, spawnServer } from "./spawn-server.ts";
import { says } from "./support.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const QUESTION = { model: "gpt-4.1-mini", messages: says("Hello!") };
const hasCurl = spawnSync("curl", ["--version"]).status === 0;

async function stopWith(server: ServerProcess, signal: NodeJS.Signals): Promise<void> {
  server.signal(signal);
  expect(await server.ended).toEqual({ code: 0, signal: null });
}

describe("the banner", () => {
  it.skipIf(!hasCurl)(
    `has a curl that works as it is pasted${hasCurl ? "" : " (skipped: no curl on the PATH)"}`,
    async () => {
      const server = spawnServer({ HUB_DATA_DIR: temporaryDirectory() });
      const { curl, key } = await server.ready();
      expect(curl).toContain(key);
      const pasted = spawnSync("sh", ["-c", `${curl} --silent`], { encoding: "utf8" });
      expect(JSON.parse(pasted.stdout)).toMatchObject({
        object: "chat.completion",
        choices: [{ finish_reason: "stop" }],
      });
    },
  );

  it("shows a key at the first start, none at the second, and another with --new-key; all let a caller in", async () => {
    const environment = { HUB_DATA_DIR: temporaryDirectory(), HUB_LOG_LEVEL: "silent" };
    const first = spawnServer(environment);
    const { url, key } = await first.ready();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
    expect(key).toMatch(/^os_hub_[\w-]{49}$/);
    expect(first.output()).toContain("simulated by the sandbox");
    expect((await postChat({ url, key: String(key) }, QUESTION)).status).toBe(200);
    await stopWith(first, "SIGTERM");

    const second = spawnServer(environment);
    const again = await second.ready();
    expect(again.key).toBeUndefined();
    expect(second.output()).not.toContain("os_hub_");
    expect(again.curl).toContain("$HUB_KEY");
    expect((await postChat({ url: again.url, key: String(key) }, QUESTION)).status).toBe(200);
    await stopWith(second, "SIGINT");

    const third = spawnServer(environment, ["--new-key"]);
    const other = await third.ready();
    expect(other.key).toMatch(/^os_hub_[\w-]{49}$/);
    expect(other.key).not.toBe(key);
    for (const accepted of [key, other.key]) {
      expect((await postChat({ url: other.url, key: String(accepted) }, QUESTION)).status).toBe(200);
    }
  });
});

describe("a start that cannot succeed", () => {
  it("says why, naming the variable to change and without a stack trace, and exits with 1", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void other.close());
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const portTaken = spawnServer({ HUB_DATA_DIR: temporaryDirectory(), HUB_PORT: String(port) });
    const badLevel = spawnServer({ HUB_DATA_DIR: temporaryDirectory(), HUB_LOG_LEVEL: "loud" });
    for (const server of [portTaken, badLevel]) {
      expect(await server.ended).toEqual({ code: 1, signal: null });
      expect(server.output()).not.toMatch(/^\s+at /m);
    }
    expect(portTaken.output()).toMatch(/port is taken.*HUB_PORT/);
    expect(badLevel.output()).toContain("HUB_LOG_LEVEL");
  });
});

/** A server process whose OpenAI is driven by the test, with a stream under way. */
async function startStreaming(prompt: string, spoken: string) {
  const vendor = await startHandDrivenVendor();
  onTestFinished(vendor.close);
  const vendorKey = `sk-proj-${randomBytes(16).toString("hex")}`;
  const server = spawnServer({
    HUB_DATA_DIR: temporaryDirectory(),
    HUB_LOG_LEVEL: "trace",
    OPENAI_API_KEY: vendorKey,
    HUB_OPENAI_BASE_URL: vendor.baseUrl,
  });
  const { url, key = "" } = await server.ready();
  const pending = postChat({ url, key }, { ...QUESTION, messages: says(prompt), stream: true });
  const answer = await vendor.nextRequest();
  answer.say(spoken);
  return { server, answer, response: await pending, url, key, vendorKey };
}

describe("a signal to stop", () => {
  it("lets a stream under way finish, also when it comes twice, as from a terminal through npm", async () => {
    const { server, answer, response, url, key } = await startStreaming("Hello", "one ");
    server.signal("SIGINT");
    server.signal("SIGINT");
    let status = 200;
    for (; status === 200; await sleep(5)) ({ status } = await fetch(`${url}/readyz`));
    expect(status).toBe(503);
    expect((await postChat({ url, key }, QUESTION)).status).toBe(503);
    answer.say("two");
    answer.finish();
    expect(await response.text()).toMatch(/"one ".*\n\n.*"two".*\n\n.*"stop".*\n\ndata: \[DONE\]\n\n$/);
    expect(await server.ended).toEqual({ code: 0, signal: null });
  });

  it("does not wait when it comes a second time, later", async () => {
    const { server, response } = await startStreaming("Hello", "one ");
    const text = response.text().catch(() => "cut");
    server.signal("SIGTERM");
    // Signals within the first second count as one; how fast they are noticed is the machine's affair.
    const impatience = setInterval(() => server.signal("SIGTERM"), 550);
    onTestFinished(() => clearInterval(impatience));
    expect(await server.ended).toEqual({ code: 1, signal: null });
    expect(await text).not.toContain("[DONE]");
  });
});

describe("the log", () => {
  it("has a line for each request, and no prompt, answer or key, whatever went wrong", async () => {
    const [prompt, spoken, wrongKey] = ["prompt", "answer", "os_hub_wrong"].map(
      (word) => `${word}-${randomBytes(8).toString("hex")}`,
    ) as [string, string, string];
    const { server, answer, response, url, key, vendorKey } = await startStreaming(prompt, spoken);
    answer.finish();
    const ids = [response.headers.get("x-request-id")];
    await response.text();
    for (const [bearer, body] of [
      [wrongKey, QUESTION],
      [key, { ...QUESTION, messages: [{ role: prompt, content: prompt }] }],
      [key, { ...QUESTION, messages: says(prompt), temperature: prompt }],
      [key, { ...QUESTION, model: `my model is ${prompt}` }],
      [key, { ...QUESTION, model: prompt.repeat(100) }],
      [key, prompt],
    ] as const) {
      const refused = await postChat({ url, key: bearer }, body);
      expect(refused.status).toBeGreaterThanOrEqual(400);
      ids.push(refused.headers.get("x-request-id"));
      await refused.text();
    }
    await stopWith(server, "SIGTERM");
    const log = server.output().slice(server.output().indexOf("Ctrl-C"));
    for (const id of ids) expect(log).toContain(String(id));
    for (const secret of [prompt, spoken, key, wrongKey, vendorKey]) expect(log).not.toContain(secret);
  });
});
