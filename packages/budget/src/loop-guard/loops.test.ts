import { describe, expect, it } from "vitest";
import { createLoopGuard } from "./create-loop-guard.ts";
import type { GuardedRequest } from "./guarded-request.ts";
import { LOOPS } from "./testing/loops.ts";
import { NO_LOOPS } from "./testing/no-loops.ts";
import { asking, clock, growing, lastTurnOnly, TASK, type Turn, times, toMessages } from "./testing/transcript.ts";

const SECRET = "0123456789abcdef0123456789abcdef";

/** Which request of a trace is the first to be refused, one after the other as an agent sends them; -1: none. */
async function firstRefused(requests: readonly GuardedRequest[], principals = (_: number) => "key_a"): Promise<number> {
  const guard = createLoopGuard({ secret: SECRET });
  for (const [index, request] of requests.entries()) {
    const { finding, leave } = await guard.enter(request, { principal: principals(index) });
    leave();
    if (finding) return index;
  }
  return -1;
}

describe("a loop", () => {
  it.each(LOOPS)("is stopped at the sixth repetition: %s", async (name, round, requests) => {
    const start = name.includes("good start") ? 10 : 0;
    const stopped = await firstRefused(requests);
    expect(stopped).toBeGreaterThanOrEqual(start + 6);
    // A round has to be gone through six times, but for the last steps of the sixth.
    expect(stopped).toBeLessThanOrEqual(start + 6 * round);
  });

  it.each(LOOPS)("shows in one request alone: %s", async (_, __, requests) => {
    expect(await firstRefused(requests.slice(-1))).toBe(0);
  });

  it("is stopped where only the last turn is sent", async () => {
    expect(
      await firstRefused(
        lastTurnOnly(
          TASK,
          times(30, (i) => ["search", { q: "museum" }, `${clock(i)}: none`]),
        ),
      ),
    ).toBe(12);
  });

  it("is stopped where the model only talks now and then, by its pace", async () => {
    expect(await firstRefused(asking(20))).toBeGreaterThan(24);
  });

  it("is stopped in a long history in which it is the end only", async () => {
    const messages = [
      { role: "user", content: TASK },
      ...times(2_000, (i): Turn => ["read", { path: `${i}` }, `v${i}`]).flatMap(toMessages),
      ...times(6, (): Turn => ["search", { q: "museum" }, "none"]).flatMap(toMessages),
    ];
    expect(await firstRefused([{ messages }])).toBe(0);
  });

  it("is stopped with results so long that only their ends are read", async () => {
    const page = Array.from({ length: 5_000 }, (_, line) => `line ${line} of the page`).join("\n");
    expect(
      await firstRefused(
        growing(
          TASK,
          times(8, (i) => ["open", { url: "/" }, `${clock(i)}\n${page}`]),
        ),
      ),
    ).toBe(6);
  });
});

describe("no loop", () => {
  it.each(NO_LOOPS)("is %s", async (name, requests) => {
    const principals = name.includes("many principals") ? (index: number) => `key_${index % 10}` : undefined;
    expect(await firstRefused(requests, principals)).toBe(-1);
  });
});
