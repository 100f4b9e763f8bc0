// What is measured, and for how long.
import { parseArgs } from "node:util";

export const USAGE = `usage: pnpm bench [options]

  --only=a,b   only these sections (without: all but soak)
  --quick      short windows and few rounds: to see that it works, not to be quoted
  --write      keep the result in docs/performance/results.json and write the documents and plots anew
  --json       print the result as JSON
  --no-peers   without other gateways, which are installed in ~/.cache/hub-bench when they are first measured
  --help
`;

/**
 * Seconds of a window, of the one before the first that counts, of the one before each, and so on. The very first load on
 * a target lasts longer: it takes some 20,000 requests until a server's code is compiled as it stays.
 */
const FULL = {
  seconds: 3,
  rounds: 3,
  warmUpSeconds: 1.5,
  firstWarmUpSeconds: 12,
  leadInSeconds: 0.7,
  holdSeconds: 5,
  soakSeconds: 1_800,
  streams: 5_000,
  churn: 10_000,
};
const QUICK = {
  seconds: 0.5,
  rounds: 1,
  warmUpSeconds: 0.3,
  firstWarmUpSeconds: 0.3,
  leadInSeconds: 0.1,
  holdSeconds: 1,
  soakSeconds: 20,
  streams: 500,
  churn: 400,
};

/**
 * Reads the command line.
 *
 * @throws TypeError naming what is wrong with it
 */
export function readOptions(args, sections) {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: "string" },
      quick: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      peers: { type: "boolean", default: true },
      help: { type: "boolean", default: false },
    },
    allowNegative: true,
  });
  const only = values.only?.split(",") ?? sections.filter((name) => name !== "soak");
  const unknown = only.find((name) => !sections.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(`There is no section "${unknown}". There are: ${sections.join(", ")}.`);
  }
  return { ...values, only, settings: { quick: values.quick, ...(values.quick ? QUICK : FULL) } };
}
