import type { GuardedMessage, GuardedRequest } from "../guarded-request.ts";
import { clock, growing, react, TASK, type Turn, times, uuid } from "./transcript.ts";

/** Loops, each with the steps it repeats in one round. */
export const LOOPS: readonly [name: string, round: number, requests: GuardedRequest[]][] = [
  [
    "an error text that grows beyond what is read of it",
    1,
    growing(
      TASK,
      times(10, (i) => ["sql", {}, `Error: no answer from 10.0.0.${i}; tried ${i} times\n`.repeat(1 + i * 150)]),
    ),
  ],
  [
    "the same search with the same result",
    1,
    growing(
      TASK,
      times(20, () => ["search", { q: "museum" }, "No results."]),
    ),
  ],
  [
    "an error with a timestamp, a request id and a duration",
    1,
    growing(
      TASK,
      times(20, (i) => [
        "fetch",
        { url: "https://a.example" },
        `${clock(i)} ERROR request_id=${uuid(i)}: upstream timed out after ${3000 + i * 7}ms`,
      ]),
    ),
  ],
  [
    "arguments that count attempts",
    1,
    growing(
      TASK,
      times(20, (i) => ["search", { q: "museum", attempt: i + 1, timestamp: clock(i) }, "[]"]),
    ),
  ],
  [
    "an error text that grows by what it said before",
    1,
    growing(
      TASK,
      times(20, (i) => [
        "sql",
        { query: "select * from t" },
        Array.from(
          { length: i + 1 },
          (_, n) => `Error: attempt ${n + 1} failed: connection refused (10.0.0.${n})`,
        ).join("\n"),
      ]),
    ),
  ],
  [
    "an error that wraps itself in JSON each time",
    1,
    growing(
      TASK,
      times(9, (i) => {
        let error = JSON.stringify({ error: { message: "Tool not available" } });
        for (let n = 0; n < i; n++) error = JSON.stringify({ error: { message: error } });
        return ["call_api", { path: "/x" }, error];
      }),
    ),
  ],
  [
    "two agents that hand over to each other",
    2,
    growing(
      TASK,
      times(30, (i) =>
        i % 2
          ? ["transfer_to_triage", {}, '{"assistant":"Triage"}']
          : ["transfer_to_billing", {}, '{"assistant":"Billing"}'],
      ),
    ),
  ],
  [
    "three steps round and round",
    3,
    growing(
      TASK,
      times(
        40,
        (i) =>
          (
            [
              ["ls", { path: "." }, "a.ts b.ts"],
              ["cat", { path: "a.ts" }, "export {};"],
              ["run", {}, `FAIL 1 test in ${i}.2s`],
            ] as Turn[]
          )[i % 3] as Turn,
      ),
    ),
  ],
  [
    "work that gets stuck after a good start",
    1,
    growing(TASK, [
      ...times(10, (i): Turn => ["read", { path: `src/${i}.ts` }, `export const v${i} = ${i};`]),
      ...times(
        20,
        (): Turn => ["edit", { path: "src/3.ts", old: "x", new: "y" }, "Error: `old` was not found in the file."],
      ),
    ]),
  ],
  [
    "a LangChain ReAct agent",
    1,
    react(
      TASK,
      times(20, () => ["search", "museum hours", "No good search result was found"]),
    ),
  ],
  [
    "a ReAct agent whose messages are one each",
    1,
    Array.from({ length: 20 }, (_, count) => ({
      stop: ["\nObservation:"],
      messages: [
        { role: "user", content: TASK },
        ...Array.from({ length: count }, (_, n): GuardedMessage[] => [
          { role: "assistant", content: `Thought: again, ${n}\nAction: search\nAction Input: museum` },
          { role: "user", content: "Observation: nothing found" },
        ]).flat(),
      ],
    })),
  ],
  [
    "the older form of calls",
    1,
    Array.from({ length: 20 }, (_, count) => ({
      messages: [
        { role: "user", content: TASK },
        ...Array.from({ length: count }, (): GuardedMessage[] => [
          { role: "assistant", content: null, function_call: { name: "search", arguments: '{"q":"museum"}' } },
          { role: "function", content: "[]" },
        ]).flat(),
      ],
    })),
  ],
  [
    "parallel calls that come in another order",
    1,
    Array.from({ length: 20 }, (_, count) => ({
      messages: [
        { role: "user", content: TASK },
        ...Array.from({ length: count }, (_, n): GuardedMessage[] => {
          const calls = ["a", "b"].map((q) => ({
            id: `${q}${n}`,
            type: "function",
            function: { name: "search", arguments: JSON.stringify({ q }) },
          }));
          const results = [
            { role: "tool", content: "for a: none" },
            { role: "tool", content: "for b: none" },
          ];
          return [
            { role: "assistant", tool_calls: n % 2 ? calls : calls.toReversed() },
            ...(n % 2 ? results.toReversed() : results),
          ];
        }).flat(),
      ],
    })),
  ],
  [
    "results as text parts, with a nudge of the framework after each",
    1,
    Array.from({ length: 20 }, (_, count) => ({
      messages: [
        { role: "developer", content: "Use tools." },
        { role: "user", content: TASK },
        ...Array.from({ length: count }, (_, n): GuardedMessage[] => [
          {
            role: "assistant",
            tool_calls: [{ id: `c${n}`, type: "custom", custom: { name: "shell", input: "make" } }],
          },
          { role: "tool", content: [{ type: "text", text: "make: *** No targets. Stop." }] },
          { role: "user", content: `[turn ${n + 1}/50, ${clock(n)}] You have not finished. Go on.` },
        ]).flat(),
      ],
    })),
  ],
];
