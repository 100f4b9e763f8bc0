import { describe, expect, it } from "vitest";
import { Config, ConfigError } from "../src/config.ts";
import { createGateway } from "../src/gateway.ts";
import { readPolicy } from "../src/redaction.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

describe("a policy for the gateway", () => {
  it("is a preset's name in any case", () => {
    expect(readPolicy(" Strict\n").preset).toBe("strict");
  });

  it.each([
    ["strcit", /HUB_DLP.*Did you mean strict\?/],
    [{ media: "hook" }, /HUB_DLP.*`media` cannot be "hook"/],
    [{ entities: { PERSON: "hide" } }, /`entities\.PERSON` must be one of/],
    [{ customPatterns: [{ name: "A", pattern: "a{1,250}9" }] }, /`customPatterns\[0\]\.pattern` can look at each/],
  ])("cannot be %j", (dlp, message) => {
    expect(() => readPolicy(dlp)).toThrow(ConfigError);
    expect(() => readPolicy(dlp)).toThrow(message);
  });

  it("that would break every request stops the start", async () => {
    const config = Config.parse({ dlp: { media: "hook" }, dataDir: temporaryDirectory(), sandbox: "on" });
    await expect(createGateway(config, {})).rejects.toThrow(ConfigError);
  });
});
