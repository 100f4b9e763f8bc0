import { parseArgs } from "node:util";
import { createAdminClient } from "./admin-client.ts";
import { type Command, CommandError, type Surroundings, UsageError } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { helpOf, helpOfAll } from "./help.ts";

/** What the program is run with. */
export type Process = Omit<Surroundings, "admin"> & { arguments: readonly string[]; stderr: NodeJS.WriteStream };

/** Runs the program. Resolves to its exit code: 0 when all is well, 1 when it is not, 2 for wrong use. */
export async function run({ arguments: given, stderr, ...around }: Process): Promise<0 | 1 | 2> {
  const write = (text: string) => around.stdout.write(`${text}\n`);
  try {
    const found = find(given);
    if (!found) {
      write(helpOfAll(COMMANDS, given.filter((word) => !word.startsWith("-"))[0]));
      return 0;
    }
    const { command, rest } = found;
    const { values, positionals } = parse(command, rest);
    if (values.help) {
      write(helpOf(command));
      return 0;
    }
    assertOperands(command, positionals);
    const { json, help, ...options } = values;
    const output = await command.run(positionals, options, { ...around, admin: createAdminClient(around.environment) });
    if (output) write(json ? JSON.stringify(output.json, null, 2) : output.text);
    return output?.ok === false ? 1 : 0;
  } catch (error) {
    if (error instanceof UsageError) {
      stderr.write(`${error.message}\n`);
      return 2;
    }
    stderr.write(`${error instanceof CommandError ? error.message : (error as Error).stack}\n`);
    return 1;
  }
}

/** The command that is meant, by its one or two words; `undefined` where help is. */
function find(given: readonly string[]): { command: Command; rest: readonly string[] } | undefined {
  const [first, second] = given;
  if (first === undefined || first === "help" || first.startsWith("-")) {
    if (first?.startsWith("-") && first !== "--help" && first !== "-h") throw unknown(first);
    return undefined;
  }
  const two = COMMANDS.find(({ name }) => name === `${first} ${second}`);
  if (two) return { command: two, rest: given.slice(2) };
  const one = COMMANDS.find(({ name }) => name === first);
  if (one) return { command: one, rest: given.slice(1) };
  const isGroup = COMMANDS.some(({ name }) => name.startsWith(`${first} `));
  if (isGroup && (second === undefined || second === "--help" || second === "-h")) return undefined;
  throw unknown(isGroup && second ? `${first} ${second}` : first);
}

const unknown = (what: string) => new UsageError(`There is no command '${what}'. \`hub --help\` lists them all.`);

function parse(command: Command, rest: readonly string[]) {
  const own = Object.entries(command.options).map(([name, { type, multiple = false }]) => [name, { type, multiple }]);
  const common = { json: { type: "boolean" }, help: { type: "boolean", short: "h" } } as const;
  try {
    const options = { ...(Object.fromEntries(own) as Record<string, { type: "string" | "boolean" }>), ...common };
    // An amount below zero is no option; with a space before it, it is not taken for one.
    const args = rest.map((word) => (/^-\d/.test(word) ? ` ${word}` : word));
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
    return { values, positionals: positionals.map((word) => word.trim()) };
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split(". ")[0]}.\n\n${helpOf(command)}`);
  }
}

function assertOperands(command: Command, given: readonly string[]): void {
  const { operands } = command;
  const missing = operands[given.length];
  if (missing !== undefined) throw new UsageError(`<${missing}> is missing.\n\n${helpOf(command)}`);
  if (given.length > operands.length) {
    throw new UsageError(`There is more than it takes: '${given[operands.length]}'.\n\n${helpOf(command)}`);
  }
}
