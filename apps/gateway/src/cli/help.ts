import type { Command } from "./command.ts";

const ENVIRONMENT = `Environment:
  HUB_URL        where the gateway is (default http://127.0.0.1:8787)
  HUB_ADMIN_KEY  the admin key that it was started with`;

/** What there is to know about one command. */
export function helpOf({ name, summary, operands, options, notes }: Command): string {
  const usage = ["hub", name, ...operands.map((operand) => `<${operand}>`), "[options]"].join(" ");
  const rows = Object.entries(options).map(([option, { type, multiple, value = "<text>", help }]) => {
    const term = type === "boolean" ? `--${option}` : `--${option} ${value}${multiple ? " …" : ""}`;
    return [term, help] as const;
  });
  const all = [...rows, ["--json", "answer in JSON"] as const, ["--help", "show this"] as const];
  const sections = [`Usage: ${usage}`, summary, `Options:\n${columns(all)}`, notes];
  return sections.filter(Boolean).join("\n\n");
}

/** All commands, or those of one group: `keys`. */
export function helpOfAll(commands: readonly Command[], group?: string): string {
  const ofGroup = commands.filter(({ name }) => name.startsWith(`${group} `));
  const shown = ofGroup.length > 0 ? ofGroup : commands;
  const rows = shown.map(({ name, operands, summary }) => {
    return [[name, ...operands.map((operand) => `<${operand}>`)].join(" "), summary] as const;
  });
  return [
    "Usage: hub <command> [options]",
    `Commands:\n${columns(rows)}`,
    "Each has --help, and --json for programs. It ends with 0 when all is well, 1 when it is not, 2 for wrong use.",
    ENVIRONMENT,
  ].join("\n\n");
}

function columns(rows: readonly (readonly [term: string, meaning: string])[]): string {
  const width = Math.max(...rows.map(([term]) => term.length));
  return rows.map(([term, meaning]) => `  ${term.padEnd(width)}  ${meaning}`).join("\n");
}
