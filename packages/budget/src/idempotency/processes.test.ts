import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Keyv } from "keyv";
import { afterAll, expect, it } from "vitest";
import { createIdempotency } from "./create-idempotency.ts";
import { createFileStore } from "./testing/file-store.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const REQUEST = { key: "k-1", scope: "key_a", body: "{}" };
const directory = mkdtempSync(join(tmpdir(), "idempotency-"));
afterAll(() => rmSync(directory, { recursive: true }));

it("a process that is killed leaves its call to another one", async () => {
  const child = spawn(
    process.execPath,
    ["--conditions=@hub/source", fileURLToPath(new URL("testing/lead.ts", import.meta.url)), directory, SECRET],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const closed = once(child, "close");
  try {
    await once(child.stdout, "data");
    const idempotency = createIdempotency({
      secret: SECRET,
      store: createFileStore(directory),
      leaseMs: 1_000,
      pollMs: 20,
    });
    let calls = 0;
    const answer = idempotency.run(REQUEST, async () => {
      calls++;
      return { status: 200, headers: {}, body: "taken over" };
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(calls).toBe(0);
    child.kill("SIGKILL");
    expect(await answer).toMatchObject({ role: "leader", answer: { body: "taken over" } });
    expect(calls).toBe(1);
  } finally {
    child.kill("SIGKILL");
    await closed;
  }
});

it("a Keyv is a store", async () => {
  const store = new Keyv<string>();
  const make = () => createIdempotency({ secret: SECRET, store });
  await make().run(REQUEST, async () => ({ status: 200, headers: {}, body: "first" }));
  const again = await make().run(REQUEST, async () => ({ status: 200, headers: {}, body: "second" }));
  expect(again).toMatchObject({ role: "replay", answer: { body: "first" } });
});
