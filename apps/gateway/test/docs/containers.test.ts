import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { loadConfig } from "../../src/config.ts";
import { VENDOR_VARIABLES } from "../../src/vendors.ts";
import { startGateway } from "../support.ts";
import { ROOT, read, readBlocks } from "./read-docs.ts";

/** A compose file, as far as it is looked at. */
interface Compose {
  services: Record<
    string,
    {
      image?: string;
      environment?: Record<string, string | null>;
      configs?: { source: string }[];
      volumes?: string[];
      networks?: string[];
      depends_on?: Record<string, unknown>;
      healthcheck?: object;
      read_only?: boolean;
      cap_drop?: string[];
      stop_grace_period?: string;
    }
  >;
  volumes: object;
  networks: object;
  configs: Record<string, { file: string }>;
}

const dockerfile = read("Dockerfile").replaceAll(/\\\n\s*/g, "");
const compose: Compose = parse(read("compose.yaml"));
const services = Object.entries(compose.services);
/** Where settings are told and read. */
const settings = read("apps/gateway/README.md") + read("apps/gateway/src/config.ts");
const knows = (variable: string) => new RegExp(`\\b${variable}\\b`).test(settings);
const vendorVariables: string[] = Object.values(VENDOR_VARIABLES).flatMap((names) => Object.values(names));

/** The instructions of the Dockerfile by name, in order. */
const instructions = dockerfile
  .split("\n")
  .filter((line) => /^[A-Z]+ /.test(line))
  .map((line) => ({ name: line.slice(0, line.indexOf(" ")), text: line.slice(line.indexOf(" ") + 1) }));
const last = (name: string) => instructions.findLast((instruction) => instruction.name === name)?.text ?? "";

describe("the image", () => {
  it("is made by commands that there are", () => {
    const { scripts } = JSON.parse(read("package.json"));
    const commands = instructions.filter(({ name }) => name === "RUN").map(({ text }) => text);
    for (const [, script] of commands.join("\n").matchAll(/pnpm run (\S+)/g))
      expect(scripts).toHaveProperty([String(script)]);
    const { name, files } = JSON.parse(read("apps/gateway/package.json"));
    expect(commands.join("\n")).toContain(`pnpm deploy --filter=${name} --prod`);
    expect(files).toEqual(["dist"]);
  });

  it("starts what `npm start` starts, as process 1, without rights", () => {
    const { scripts } = JSON.parse(read("apps/gateway/package.json"));
    expect(JSON.parse(last("CMD")).join(" ")).toBe(scripts.start);
    expect(last("USER")).toBe("node");
    expect(instructions.filter(({ name }) => name === "ENTRYPOINT")).toEqual([]);
    for (const [name] of last("ENV").matchAll(/HUB_\w+/g)) expect(knows(name), name).toBe(true);
    expect(last("ENV")).toContain(`HUB_DATA_DIR=${last("VOLUME")}`);
  });

  it("is built without what is secret, built or installed here", () => {
    const ignored = read(".dockerignore").split("\n");
    for (const name of [".env", "**/node_modules", "**/dist", "**/.hub", ".git"]) expect(ignored).toContain(name);
  });

  it("is asked for its health by a command that tells a gateway from none", async () => {
    const gateway = await startGateway();
    const { port } = new URL(gateway.url);
    const [program, ...args] = JSON.parse(last("HEALTHCHECK").replace(/^.*? CMD /, ""));
    expect(program).toBe("node");
    const ask = async () => (await once(spawn(process.execPath, args, { env: { HUB_PORT: port } }), "close"))[0];
    expect(await ask()).toBe(0);
    await gateway.stop();
    expect(await ask()).toBe(1);
  });
});

describe("the compose file", () => {
  it("names only what is there", () => {
    for (const [, service] of services) {
      for (const name of Object.keys(service.depends_on ?? {})) expect(compose.services).toHaveProperty([name]);
      for (const name of service.networks ?? []) expect(compose.networks).toHaveProperty([name]);
      for (const { source } of service.configs ?? []) expect(compose.configs).toHaveProperty([source]);
      for (const volume of service.volumes ?? [])
        expect(compose.volumes).toHaveProperty([String(volume.split(":")[0])]);
    }
    for (const { file } of Object.values(compose.configs)) expect(existsSync(ROOT + file)).toBe(true);
  });

  it("gives the gateway variables that it knows, and every vendor's that is no file", () => {
    const { environment = {} } = compose.services.hub ?? {};
    for (const name of Object.keys(environment)) {
      if (name.startsWith("HUB_")) expect(knows(name), name).toBe(true);
      else expect(vendorVariables).toContain(name);
    }
    const ofVertex: string[] = Object.values(VENDOR_VARIABLES.vertex);
    for (const name of vendorVariables) if (!ofVertex.includes(name)) expect(environment).toHaveProperty([name]);
  });

  it("holds no password, and asks for those that the documentation makes", () => {
    const asked = [...read("compose.yaml").matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name);
    const made = readBlocks().find(({ source }) => source.includes("> .env"))?.source ?? "";
    const [, names = ""] = /for name in (.*); do/.exec(made) ?? [];
    expect(names.split(" ").toSorted()).toEqual([...new Set(asked)].toSorted());
    for (const [, { environment = {} }] of services) {
      for (const [name, value] of Object.entries(environment)) {
        if (/KEY|PASSWORD|AUTH|SECRET/.test(name)) expect(value ?? "${", name).toMatch(/^\$\{/);
      }
    }
  });

  it("sets the gateway up as it can be set up", () => {
    const ofImage = [...last("ENV").matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]);
    const ofService = Object.entries(compose.services.hub?.environment ?? {}).map(([name, value]) => {
      return [name, value?.replaceAll(/\$\{\w+:\?[^}]*\}/g, "0123456789abcdef".repeat(4))];
    });
    const HUB_CONFIG = ROOT + compose.configs.hub?.file;
    const config = loadConfig({ ...Object.fromEntries([...ofImage, ...ofService]), HUB_CONFIG });
    expect(config).toMatchObject({ host: "0.0.0.0", port: 8787, dataDir: "/data", trustedProxies: 1 });
    const grace = Number.parseInt(compose.services.hub?.stop_grace_period ?? "", 10);
    expect(grace * 1_000).toBeGreaterThan(config.drainTimeoutMs);
  });

  it("gives no service more than it needs, and asks each for its health", () => {
    for (const [name, { healthcheck, image }] of services) {
      if (name !== "hub") expect(healthcheck, name).toBeDefined();
      // What is built here needs no version; what comes from elsewhere has one.
      if (name !== "hub") expect(image, name).toMatch(/^[a-z]+:\d/);
    }
    for (const name of ["hub", "proxy"]) {
      expect(compose.services[name]).toMatchObject({ read_only: true, cap_drop: ["ALL"] });
    }
  });

  const hasCompose = spawnSync("docker", ["compose", "version"]).status === 0;
  const note = hasCompose ? "" : " (skipped: no docker compose here)";

  it.skipIf(!hasCompose)(`is one for Docker${note}`, () => {
    const names = [...read("compose.yaml").matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name);
    const env = { PATH: process.env.PATH, ...Object.fromEntries(names.map((name) => [name, "x"])) };
    const { status, stderr } = spawnSync("docker", ["compose", "config", "--quiet"], {
      cwd: ROOT,
      env,
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([0, ""]);
  });
});
