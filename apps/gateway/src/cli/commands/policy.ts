import { readFile } from "node:fs/promises";
import { type Command, CommandError, command, type Output, UsageError } from "../command.ts";
import { given, segment } from "../option-values.ts";
import { table } from "../table.ts";

interface Policy {
  id: string;
  version: number;
  ref: string;
  name: string;
  project: string | null;
  policy: unknown;
  created_at: string;
}

/** A file of JSON, or what it is called where it is no file: a preset, a stored policy. */
async function readPolicy(source: string): Promise<object | string> {
  if (!/[./\\]/.test(source)) return source;
  let text: string;
  try {
    text = await readFile(source, "utf8");
  } catch (cause) {
    throw new CommandError(`${source} cannot be read: ${(cause as Error).message}`, { cause });
  }
  try {
    return JSON.parse(text) as object;
  } catch (cause) {
    throw new CommandError(`${source} is not valid JSON.`, { cause });
  }
}

function list(policies: Policy[], empty: string): Output {
  const rows = policies.map(({ ref, name, project, created_at }) => [ref, name, project, created_at]);
  return { json: policies, text: table(["VERSION", "NAME", "PROJECT", "STORED"], rows, empty) };
}

export const POLICY_COMMANDS: readonly Command[] = [
  command({
    name: "policy set",
    summary: "Put a policy in force for a project, or store one for several.",
    operands: ["policy"],
    options: {
      project: { type: "string", value: "<id>", help: "whose policy it becomes" },
      id: { type: "string", value: "<id>", help: "without --project: store it as this one's next version" },
      name: { type: "string", value: "<text>", help: "without --project: what it is called" },
    },
    notes:
      "<policy> is a file such as ./policy.json; or, for a project, strict, balanced, relaxed, or a stored policy's id.",
    async run({ operands: { policy: source }, options: { project, id, name } }, { admin }) {
      const policy = await readPolicy(source);
      if (project !== undefined) {
        const answer = await admin.send<{ policy: string }>("PATCH", `/projects/${segment(project)}`, { policy });
        return { json: answer, text: `The policy of ${project} is ${answer.policy} now.` };
      }
      if (typeof policy === "string") throw new UsageError(`Whose policy is to be ${policy}? Add --project <id>.`);
      const answer = await admin.send<Policy>("POST", "/policies", given({ policy, id, name }));
      return {
        json: answer,
        text: `${answer.ref} is stored. Put it in force with: hub policy set ${answer.id} --project <id>`,
      };
    },
  }),
  command({
    name: "policy show",
    summary: "Show a stored policy: pol_1, or a version of it: pol_1@3.",
    operands: ["policy"],
    async run({ operands: { policy } }, { admin }) {
      const [id = "", version] = policy.split("@");
      const answer = await admin.get<Policy>(`/policies/${segment(id)}`, { version });
      return { json: answer, text: `${answer.ref} (${answer.name})\n${JSON.stringify(answer.policy, null, 2)}` };
    },
  }),
  command({
    name: "policy list",
    summary: "List the stored policies.",
    options: { project: { type: "string", value: "<id>", help: "only those of this project" } },
    async run({ options }, { admin }) {
      const { data } = await admin.get<{ data: Policy[] }>("/policies", options);
      return list(data, "No policies are stored. Store one with `hub policy set ./policy.json`.");
    },
  }),
  command({
    name: "policy versions",
    summary: "List all versions of a stored policy, the newest first.",
    operands: ["id"],
    async run({ operands: { id } }, { admin }) {
      const { data } = await admin.get<{ data: Policy[] }>(`/policies/${segment(id)}/versions`);
      return list(data, "There is no such policy.");
    },
  }),
];
