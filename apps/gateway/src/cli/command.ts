import type { AdminClient } from "./admin-client.ts";

/** Something went wrong that the message says how to mend. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** A command was called in a way that it cannot be. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What a command has to say, for programs and for people. */
export interface Output {
  json: unknown;
  text: string;
  /** Whether it found what it was to find out about in order. Default true. */
  ok?: boolean;
}

/** The world around a command. */
export interface Surroundings {
  environment: Readonly<Record<string, string | undefined>>;
  admin: AdminClient;
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
}

/** `--name value`, or `--name` alone where it has no value. */
export interface Option {
  type: "string" | "boolean";
  /** May be given more than once. */
  multiple?: boolean;
  /** What stands for the value in the help: `<id>`. */
  value?: string;
  help: string;
}

type Options = Readonly<Record<string, Option>>;

/** What was given for the options. */
export type OptionValues<Of extends Options> = {
  readonly [Name in keyof Of]?: Of[Name] extends { type: "boolean" }
    ? boolean
    : Of[Name] extends { multiple: true }
      ? string[]
      : string;
};

type OperandValues<Names extends readonly string[]> = { readonly [Name in Names[number]]: string };

/** A command as it is looked up and run. */
export interface Command {
  /** What it is called by: `keys create`. */
  name: string;
  summary: string;
  /** What has to follow the name, in this order. */
  operands: readonly string[];
  options: Options;
  /** Says more than the options can. */
  notes: string;
  /** @throws CommandError, UsageError */
  run(operands: readonly string[], options: Record<string, unknown>, around: Surroundings): Promise<Output | undefined>;
}

/** Defines a command. One that answers `undefined` has written its output itself. */
export function command<const Names extends readonly string[] = [], const Of extends Options = Record<never, never>>({
  name,
  summary,
  operands,
  options,
  notes = "",
  run,
}: {
  name: string;
  summary: string;
  operands?: Names;
  options?: Of;
  notes?: string;
  run(
    input: { operands: OperandValues<Names>; options: OptionValues<Of> },
    around: Surroundings,
  ): Promise<Output | undefined>;
}): Command {
  const names: readonly string[] = operands ?? [];
  return {
    name,
    summary,
    operands: names,
    options: options ?? {},
    notes,
    run(values, optionValues, around) {
      const named = Object.fromEntries(names.map((operand, index) => [operand, values[index]]));
      // The look-up has checked that both are what the definition asks for.
      return run({ operands: named as OperandValues<Names>, options: optionValues as OptionValues<Of> }, around);
    },
  };
}
