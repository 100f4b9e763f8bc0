import type { GuardedMessage, GuardedRequest } from "../guarded-request.ts";
import { asking, clock, growing, lastTurnOnly, react, TASK, times, uuid } from "./transcript.ts";

/** What is no loop, however much of it repeats. */
export const NO_LOOPS: readonly [name: string, requests: GuardedRequest[]][] = [
  [
    "polling of a long line that changes near its beginning",
    growing(
      TASK,
      times(20, (i) => ["open", {}, `Done. {"done":${i},"rows":[${'{"a":1},'.repeat(2_000)}]}`]),
    ),
  ],
  [
    "polling of a long line that changes near its end",
    growing(
      TASK,
      times(20, (i) => ["open", {}, `{"rows":[${'{"a":1},'.repeat(2_000)}],"done":${i},"text":"All is well. "}`]),
    ),
  ],
  [
    "polling of a long page that changes in its middle",
    growing(
      TASK,
      times(20, (i) => ["open", { url: "/" }, `${"head\n".repeat(3_000)}${i} done${"\ntail".repeat(3_000)}`]),
    ),
  ],
  [
    "a long file that is written with a change in its middle",
    growing(
      TASK,
      times(20, (i) => ["write", { text: `${"a ".repeat(9_000)}${i}${" b".repeat(9_000)}` }, "ok"]),
    ),
  ],
  ["many long results, the last of which changes", parallel()],
  [
    "polling of an error rate",
    growing(
      TASK,
      times(40, (i) => ["status", {}, `{"error": ${i / 8 + 1}, "epoch": ${i}}`]),
    ),
  ],
  [
    "polling of counts that begin with the failed ones",
    growing(
      TASK,
      times(40, (i) => ["status", {}, `failed: 0, passed: ${i}`]),
    ),
  ],
  ["somebody who asks the same again", asking(11).slice(0, 22)],
  [
    "polling with changing results",
    growing(
      TASK,
      times(40, (i) => [
        "job_status",
        { id: "j1" },
        JSON.stringify({ status: "running", failed: 0, done: i * 3, at: clock(i) }),
      ]),
    ),
  ],
  [
    "polling that reports percent",
    growing(
      TASK,
      times(40, (i) => ["status", {}, `Build running: ${i} % done`]),
    ),
  ],
  [
    "polling that waits in between",
    growing(
      TASK,
      times(60, (i) => (i % 2 ? ["sleep", { seconds: 5 }, "ok"] : ["status", {}, `Copied ${i * 17} of 5000 files`])),
    ),
  ],
  [
    "polling that tells how far it is now",
    growing(
      TASK,
      times(40, (i) => ["status", {}, `The upload is now ${i} % done`]),
    ),
  ],
  [
    "polling of training",
    growing(
      TASK,
      times(40, (i) => ["status", {}, `iteration ${i * 100} of 10000, step ${i}`]),
    ),
  ],
  [
    "polling of a counter",
    growing(
      TASK,
      times(40, (i) => ["read", { key: "n" }, `{"counter": ${i}, "round": ${i}}`]),
    ),
  ],
  [
    "polling with an estimate",
    growing(
      TASK,
      times(40, (i) => ["status", {}, `{"state":"failed=0","eta":"${90 - i}s"}`]),
    ),
  ],
  [
    "polling that counts down",
    growing(
      TASK,
      times(40, (i) => ["status", {}, `${200 - i} seconds remaining`]),
    ),
  ],
  [
    "paging",
    growing(
      TASK,
      times(40, (i) => ["list_users", { page: i, size: 50 }, "[]"]),
    ),
  ],
  [
    "paging through time",
    growing(
      TASK,
      times(40, (i) => ["metrics", { from: clock(i), to: clock(i + 1) }, "[]"]),
    ),
  ],
  [
    "records by their ids",
    growing(
      TASK,
      times(40, (i) => ["get_order", { id: uuid(i) }, "not found"]),
    ),
  ],
  [
    "an agent that writes code and runs the same failing tests",
    growing(
      TASK,
      times(60, (i) =>
        i % 2
          ? ["run_tests", {}, "FAIL src/a.test.ts: 1 failed, 7 passed"]
          : ["edit", { path: "src/a.ts", old: `v${i}`, new: `v${i + 2}` }, "ok"],
      ),
    ),
  ],
  [
    "a look at the state between all steps",
    growing(
      TASK,
      times(60, (i) =>
        i % 3 === 2
          ? ["git_status", {}, "nothing to commit, working tree clean"]
          : ["read", { path: `f${i}.ts` }, `file ${i}`],
      ),
    ),
  ],
  ["screenshots that differ", screenshots()],
  [
    "a batch under one template, with a lookup that is the same for all",
    Array.from({ length: 50 }, (_, i) =>
      growing(`Classify ticket ${i}: the printer is broken`, [["policy", {}, "Be brief."]]),
    ).flat(),
  ],
  [
    "a batch whose inputs stand in the instructions",
    Array.from({ length: 50 }, (_, i) =>
      growing("Extract the fields.", [["schema", {}, "{name, date}"]], `Document: invoice no. ${i} of March`),
    ).flat(),
  ],
  [
    "evaluations that ask the same",
    Array.from({ length: 100 }, () => ({ messages: [{ role: "user", content: "2+2?" }] })),
  ],
  [
    "people who say the same",
    Array.from({ length: 60 }, (_, count) => ({
      messages: Array.from({ length: 2 * count + 1 }, (_, n) => ({
        role: n % 2 ? "assistant" : "user",
        content: n % 2 ? "Hi!" : "hi",
      })),
    })),
  ],
  [
    "a ReAct agent that searches on",
    react(
      TASK,
      times(25, (i) => ["search", `museum ${i}`, "No good search result was found"]),
    ),
  ],
  [
    "a task repeated a few times",
    Array.from({ length: 6 }, () => growing(TASK, [["search", { q: "museum" }, "9 to 5"]])).flat(),
  ],
  [
    "calls of many principals",
    lastTurnOnly(
      TASK,
      times(60, () => ["search", { q: "museum" }, "9 to 5"]),
    ),
  ],
];
/** Twenty results a turn, the first nineteen of which are always the same. */
function parallel(): GuardedRequest[] {
  return Array.from({ length: 20 }, (_, count) => ({
    messages: [
      { role: "user", content: TASK },
      ...Array.from({ length: count }, (_, n): GuardedMessage[] => {
        const calls = Array.from({ length: 20 }, (_, call) => ({
          id: `${n}.${call}`,
          type: "function",
          function: { name: "open", arguments: `{"page":${call}}` },
        }));
        const results = calls.map((_, call) => ({
          role: "tool",
          content: `${"page\n".repeat(2_000)}${call === 0 ? `page ${n}` : ""}`,
        }));
        return [{ role: "assistant", tool_calls: calls }, ...results];
      }).flat(),
    ],
  }));
}

function screenshots(): GuardedRequest[] {
  return Array.from({ length: 30 }, (_, count) => ({
    messages: [
      { role: "user", content: TASK },
      ...Array.from({ length: count }, (_, n): GuardedMessage[] => [
        {
          role: "assistant",
          tool_calls: [{ id: `c${n}`, type: "function", function: { name: "scroll", arguments: '{"by":500}' } }],
        },
        {
          role: "tool",
          content: [
            { type: "image_url", image_url: { url: `data:image/png;base64,${"A".repeat(3000)}${n}${"B".repeat(30)}` } },
          ],
        },
      ]).flat(),
    ],
  }));
}
