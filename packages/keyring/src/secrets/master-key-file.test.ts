import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { masterKeyFile } from "./master-key-file.ts";
import { deriveMasterKeys } from "./master-keys.ts";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "hub-keyring-file-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe("the file of a master key", () => {
  it("comes into being once, for its owner alone, and nothing beside it", async () => {
    const path = join(directory, "new");
    const text = masterKeyFile(path);
    expect(masterKeyFile(path)).toBe(text);
    expect(Buffer.from(text, "base64")).toHaveLength(32);
    expect((await deriveMasterKeys([text], Buffer.alloc(16))).current.id).toMatch(/^[0-9a-f]{16}$/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory)).toEqual(["new"]);
    expect(masterKeyFile(join(directory, "another"))).not.toBe(text);
  });

  it("is read as it is, without the line break at its end", () => {
    const path = join(directory, "given");
    writeFileSync(path, "a passphrase of mine\r\n");
    expect(masterKeyFile(path)).toBe("a passphrase of mine");
  });

  it("is refused where it is empty, or cannot be read or made", () => {
    const empty = join(directory, "empty");
    writeFileSync(empty, "\n");
    for (const path of [empty, directory, join(directory, "no such folder", "key")])
      expect(() => masterKeyFile(path)).toThrow(expect.objectContaining({ code: "missing_master_key" }));
  });

  it("is the same for all processes that start at once", async () => {
    const path = join(directory, "raced");
    const module = fileURLToPath(new URL("./master-key-file.ts", import.meta.url));
    const program = `import { masterKeyFile } from ${JSON.stringify(module)};
      process.send("ready"); process.once("message", () => { process.send(masterKeyFile(${JSON.stringify(path)})); process.disconnect(); });`;
    const file = join(directory, "program.mjs");
    writeFileSync(file, program);
    const children = Array.from({ length: 3 }, () => fork(file, { execArgv: ["--conditions=@hub/source"] }));
    await Promise.all(children.map((child) => once(child, "message")));
    const texts = children.map(async (child) => {
      const answer = once(child, "message");
      child.send("go");
      return (await answer)[0] as string;
    });
    expect(new Set(await Promise.all(texts))).toEqual(new Set([masterKeyFile(path)]));
  });
});
