import { describe, expect, it } from "vitest";
import { ConfigError } from "../config.ts";
import type { Wiring } from "../providers.ts";
import { assertSafeToListen } from "./assert-safe-to-listen.ts";

const SIMULATED = { sandbox: {} as NonNullable<Wiring["sandbox"]> };
const REAL = { sandbox: undefined };
const LOCKED = { isEmpty: false };
const OPEN = { isEmpty: true };
const PUBLIC = [
  "0.0.0.0",
  "::",
  "10.0.0.5",
  "hub.example",
  "128.0.0.1",
  "::ffff:10.0.0.1",
  "localhost.hub.example",
  "127.1",
];

/** The message of the ConfigError. */
function problemOf(...args: Parameters<typeof assertSafeToListen>): string {
  try {
    assertSafeToListen(...args);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error("It was allowed to listen.");
}

describe("a gateway", () => {
  it.each(["127.0.0.1", "127.4.5.6", "::1", "localhost", "LOCALHOST", "::ffff:127.0.0.1"])(
    "may always listen on this machine: %s",
    (host) => {
      assertSafeToListen({ host }, SIMULATED, OPEN);
    },
  );

  it.each(PUBLIC)("with real vendors and a key may listen on %s", (host) => {
    assertSafeToListen({ host }, REAL, LOCKED);
  });

  it.each(PUBLIC)("with simulated vendors may not listen on %s, and says what to do", (host) => {
    const problem = problemOf({ host }, SIMULATED, LOCKED);
    for (const part of [`listen on ${host}`, "HUB_SANDBOX=off", "HUB_HOST=127.0.0.1", "HUB_ALLOW_PUBLIC=true"]) {
      expect(problem).toContain(part);
    }
    expect(problem).not.toContain("HUB_BOOTSTRAP_KEY");
  });

  it.each(PUBLIC)("without a key may not listen on %s, and says what to do", (host) => {
    const problem = problemOf({ host }, REAL, OPEN);
    expect(problem).toContain("HUB_BOOTSTRAP_KEY");
    expect(problem).not.toContain("HUB_SANDBOX");
  });

  it("tells of both at once", () => {
    const problem = problemOf({ host: "0.0.0.0" }, SIMULATED, OPEN);
    for (const part of ["HUB_SANDBOX=off", "HUB_BOOTSTRAP_KEY"]) expect(problem).toContain(part);
  });

  it("may listen anywhere where it is told to, and only then", () => {
    assertSafeToListen({ host: "0.0.0.0", allowPublic: true }, SIMULATED, OPEN);
    problemOf({ host: "0.0.0.0", allowPublic: false }, SIMULATED, OPEN);
  });
});
