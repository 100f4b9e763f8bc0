import { startSandbox } from "@hub/sandbox";
import { describe, expect, it, onTestFinished } from "vitest";
import { createCredentialCheck } from "../../src/admin/try-credential.ts";
import { examine } from "../../src/cli/doctor/examine.ts";
import { Config } from "../../src/config.ts";
import { wireProviders } from "../../src/providers.ts";
import { VENDOR_IDS } from "../../src/vendors.ts";
import { temporaryDirectory } from "../temporary-directory.ts";
import { spawnHub } from "./run-hub.ts";

const VENDORS = ["openai", "anthropic", "groq", "google", "bedrock"] as const;

/** Simulated vendors, and the environment of a gateway that takes them for real. */
async function simulate() {
  const sandbox = await startSandbox({ vendors: VENDORS });
  onTestFinished(() => sandbox.close());
  const environment: Record<string, string> = {
    HUB_DATA_DIR: temporaryDirectory(),
    HUB_ADMIN_KEY: "9f3a7c51d2e84b60a1c8e5f7",
  };
  for (const id of VENDORS) environment[`HUB_${id.toUpperCase()}_BASE_URL`] = sandbox.vendors[id].baseUrl;
  const { openai, anthropic, groq, google, bedrock } = sandbox.vendors;
  return {
    sandbox,
    environment: {
      ...environment,
      OPENAI_API_KEY: openai.apiKey,
      ANTHROPIC_API_KEY: anthropic.apiKey,
      GROQ_API_KEY: groq.apiKey,
      GEMINI_API_KEY: google.apiKey,
      AWS_ACCESS_KEY_ID: bedrock.accessKey?.accessKeyId ?? "",
      AWS_SECRET_ACCESS_KEY: bedrock.accessKey?.secretAccessKey ?? "",
      AWS_REGION: bedrock.accessKey?.region ?? "",
    },
  };
}

describe("hub doctor", () => {
  it("finds nothing to mend where all is well, and has compared the clock with the vendors'", async () => {
    const { environment } = await simulate();
    const findings = await examine(environment, process.versions.node);
    expect(findings.filter(({ status }) => status !== "ok")).toEqual([]);
    const checks = findings.map(({ check }) => check);
    expect(checks).toEqual(expect.arrayContaining([...VENDORS, "clock", "sqlite", "data directory", "node"]));
    expect(findings.find(({ check }) => check === "clock")?.message).toContain("127.0.0.1");
  });

  it("names the vendors that refuse their credential or cannot be reached, and shows no credential", async () => {
    const { environment } = await simulate();
    const wrong = "sk-wrong-0123456789abcdef";
    const findings = await examine(
      {
        ...environment,
        OPENAI_API_KEY: wrong,
        ANTHROPIC_API_KEY: wrong,
        GEMINI_API_KEY: wrong,
        AWS_SECRET_ACCESS_KEY: wrong,
        HUB_GROQ_BASE_URL: "http://127.0.0.1:1/v1",
      },
      process.versions.node,
    );
    const faults = findings.filter(({ status }) => status === "fault");
    expect(faults.map(({ check }) => check).sort()).toEqual([...VENDORS].sort());
    expect(faults.find(({ check }) => check === "openai")?.fix).toContain("OPENAI_API_KEY");
    expect(faults.find(({ check }) => check === "groq")?.fix).toContain("HUB_GROQ_BASE_URL");
    expect(JSON.stringify(findings)).not.toContain(wrong);
  });

  it("looks at the configuration first", async () => {
    const findings = await examine({ HUB_PORT: "many" }, process.versions.node);
    expect(findings.at(-1)).toMatchObject({
      check: "configuration",
      status: "fault",
      message: expect.stringContaining("HUB_PORT"),
    });
  });

  it("is a process that ends with 1 where there is something to mend", async () => {
    const { code, out, err } = await spawnHub({ HUB_DATA_DIR: temporaryDirectory(), HUB_ADMIN_KEY: "a".repeat(30) }, [
      "doctor",
    ]);
    expect([code, err]).toEqual([1, ""]);
    expect(out).toMatch(/FAULT +admin key .*\n.*openssl rand/);
    expect(out).toContain("the sandbox simulates them");
  });
});

describe("a credential", () => {
  it.each(VENDOR_IDS)("of %s is taken or refused by the vendor itself, which is asked for no answer", async (id) => {
    const wiring = await wireProviders(Config.parse({ sandbox: "on" }), {});
    const { sandbox, providers } = wiring;
    onTestFinished(async () => {
      await Promise.all([sandbox?.close(), ...providers.map((provider) => provider.close())]);
    });
    const check = createCredentialCheck(providers);
    const vendor = sandbox?.vendors[id];
    const { accessKey, serviceAccount, apiKey = "" } = vendor ?? {};
    const good = accessKey
      ? { accessKeyId: accessKey.accessKeyId, secretAccessKey: accessKey.secretAccessKey }
      : serviceAccount
        ? { serviceAccount }
        : { apiKey };
    await check(id, good);
    const wrong = accessKey
      ? { ...good, secretAccessKey: "wrong" }
      : serviceAccount
        ? { accessToken: "wrong" }
        : { apiKey: "wrong" };
    await expect(check(id, wrong)).rejects.toMatchObject({ code: "invalid_value" });
  });

  it("of a vendor that is not connected cannot be tried", async () => {
    await expect(createCredentialCheck([])("openai", { apiKey: "x" })).rejects.toMatchObject({ param: "validate" });
  });
});
