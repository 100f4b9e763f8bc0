import { BOUND_OPTIONS, boundsOf } from "../bounds.ts";
import { type Command, command, type Output } from "../command.ts";
import { given, listOf, segment } from "../option-values.ts";
import { pairs, table } from "../table.ts";

interface Project {
  id: string;
  name: string;
  policy: string | null;
  routing: unknown;
  limits: unknown[];
  wallet: string;
  models: string[] | null;
  vendors: string[] | null;
  regions: string[] | null;
  created_at: string;
  archived_at: string | null;
}

function describe(project: Project): Output {
  const { id, name, policy, routing, limits, wallet, models, vendors, regions, created_at, archived_at } = project;
  const text = pairs([
    ["id", id],
    ["name", name],
    ["policy", policy ?? "the gateway's"],
    ["routing", routing ? JSON.stringify(routing) : "the gateway's"],
    ["limits", limits.length > 0 ? JSON.stringify(limits) : "none of its own"],
    ["paid by", wallet === "own" ? "a wallet of its own" : "the account's wallet"],
    ["models", models?.join(", ") ?? "all"],
    ["vendors", vendors?.join(", ") ?? "all"],
    ["regions", regions?.join(", ") ?? "all"],
    ["made", created_at],
    ["archived", archived_at],
  ]);
  return { json: project, text };
}

export const PROJECT_COMMANDS: readonly Command[] = [
  command({
    name: "projects create",
    summary: "Make a project.",
    operands: ["name"],
    options: {
      policy: { type: "string", value: "<name>", help: "strict, balanced, relaxed, or the id of a stored policy" },
      regions: { type: "string", value: "<list>", help: "the only regions for it: eu" },
      ...BOUND_OPTIONS,
    },
    async run({ operands: { name }, options: { policy, regions, ...bounds } }, { admin }) {
      const body = given({
        name,
        policy,
        regions: regions === undefined ? undefined : listOf(regions),
        ...boundsOf(bounds),
      });
      return describe(await admin.send<Project>("POST", "/projects", body));
    },
  }),
  command({
    name: "projects list",
    summary: "List the projects.",
    async run(_input, { admin }) {
      const { data } = await admin.get<{ data: Project[] }>("/projects");
      const rows = data.map(({ id, name, policy, archived_at }) => [
        id,
        name,
        policy,
        archived_at ? "archived" : "active",
      ]);
      const empty = "There are no projects. Make one with `hub projects create <name>`.";
      return { json: data, text: table(["ID", "NAME", "POLICY", "STATUS"], rows, empty) };
    },
  }),
  command({
    name: "projects show",
    summary: "Show a project.",
    operands: ["id"],
    run: async ({ operands: { id } }, { admin }) => describe(await admin.get<Project>(`/projects/${segment(id)}`)),
  }),
  command({
    name: "projects archive",
    summary: "Close a project for good: its keys are let in no more.",
    operands: ["id"],
    async run({ operands: { id } }, { admin }) {
      const answer = await admin.send<Project>("POST", `/projects/${segment(id)}/archive`);
      return { json: answer, text: `${answer.id} (${answer.name}) is archived.` };
    },
  }),
];
