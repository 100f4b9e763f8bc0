import { generateKeyPairSync } from "node:crypto";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { newDirectory } from "../testing/audit-bench.ts";
import { deriveSigningKey, loadSigningKey, verifyingKey } from "./signing-key.ts";

it("is made at first use, for its owner alone, and the same from then on", () => {
  const path = join(newDirectory(), "audit-key.pem");
  const made = loadSigningKey(path);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const loaded = loadSigningKey(path);
  expect(loaded.publicKey).toBe(made.publicKey);
  expect(verifyingKey(made.publicKey).verify("text", loaded.sign("text"))).toBe(true);
  expect(readdirSync(join(path, ".."))).toEqual(["audit-key.pem"]);
});

it("belongs to a secret", () => {
  const [one, same, other] = ["a".repeat(32), Buffer.from("a".repeat(32)), "b".repeat(32)].map(deriveSigningKey);
  expect(same?.id).toBe(one?.id);
  expect(other?.id).not.toBe(one?.id);
  expect(() => deriveSigningKey("too short")).toThrow(expect.objectContaining({ param: "secret" }));
});

it("knows its own signatures from all others", () => {
  const [key, other] = [deriveSigningKey("a".repeat(32)), deriveSigningKey("b".repeat(32))];
  const signature = key.sign("text");
  expect(key.verify("text", signature)).toBe(true);
  expect(key.verify("text.", signature)).toBe(false);
  expect(other.verify("text", signature)).toBe(false);
  for (const wrong of ["", signature.toUpperCase(), `${signature}00`, [signature] as unknown as string])
    expect(key.verify("text", wrong)).toBe(false);
});

it("refuses files and texts that are something else", () => {
  const path = join(newDirectory(), "key.pem");
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 1_024 });
  for (const content of ["", "not a key", privateKey.export({ format: "pem", type: "pkcs8" })]) {
    writeFileSync(path, content);
    expect(() => loadSigningKey(path)).toThrow(expect.objectContaining({ code: "invalid_argument" }));
  }
  for (const pem of ["", publicKey.export({ format: "pem", type: "spki" }) as string])
    expect(() => verifyingKey(pem)).toThrow(expect.objectContaining({ param: "publicKey" }));
  expect(() => loadSigningKey(join(path, "nowhere"))).toThrow(expect.objectContaining({ param: "path" }));
});
