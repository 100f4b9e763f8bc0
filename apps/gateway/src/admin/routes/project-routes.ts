import type { Policy, PolicyChoice, Project } from "@hub/keyring";
import { z } from "zod";
import { RoutingConfig } from "../../routing-config.ts";
import { checkPolicy } from "../check-policy.ts";
import { ById, isoTime, listOf, Name, Patterns, toJson, Vendors, whole } from "../common-schemas.ts";
import { limitsOf, writeLimits } from "../limits.ts";
import type { AdminParts } from "../ports.ts";
import { changeSpending, spendingOf } from "../project-spending.ts";
import { type Route, route } from "../route.ts";

/** A stored policy, and perhaps its version: `pol_1@3`. No preset is called so. */
const STORED_POLICY = /^(pol_[\w-]+)(?:@(\d{1,9}))?$/;

/** What can be set; absent where nothing is to change. */
const settings = {
  policy: z
    .union([z.string().min(1).max(128), z.record(z.string(), z.unknown())])
    .describe("A preset (`strict`), a stored policy (`pol_1`, `pol_1@3`), or a policy to be stored for this project."),
  routing: RoutingConfig,
  limits: limitsOf("project").transform(writeLimits),
  wallet: z.enum(["account", "own"]).describe("Who pays for its requests: the account, or a wallet of its own."),
  models: Patterns,
  vendors: Vendors,
  regions: Patterns,
};

const ProjectView = z.object({
  id: z.string(),
  object: z.literal("project"),
  name: z.string(),
  policy: z.string().nullable().describe("A preset, or a stored policy and perhaps its version."),
  routing: z.unknown(),
  limits: z.array(z.unknown()),
  wallet: z.enum(["account", "own"]),
  models: z.array(z.string()).nullable().describe("`null`: all."),
  vendors: z.array(z.string()).nullable().describe("`null`: all."),
  regions: z.array(z.string()).nullable().describe("`null`: all."),
  created_at: z.string(),
  archived_at: z.string().nullable(),
});

/** Projects. */
export function projectRoutes({
  account,
  keyring: { projects, policies },
}: Pick<AdminParts, "account" | "keyring">): Route[] {
  /** The choice of a policy that is there already. */
  function choiceOf(name: string): PolicyChoice {
    const [, id, version] = STORED_POLICY.exec(name) ?? [];
    if (id) return { id, ...(version && { version: Number(version) }) };
    checkPolicy(name);
    return { preset: name };
  }

  /** Stores a policy of the project's own: the next version of the one that it has, or its first. */
  async function store(document: object, project: Project): Promise<PolicyChoice> {
    checkPolicy(document);
    const own = await ownPolicyOf(project);
    const base = own ? { id: own.id } : { account, project: project.id, name: project.name };
    const { id } = await policies.save({ ...base, document: toJson(document) });
    return { id };
  }

  async function ownPolicyOf({ id, policy }: Project): Promise<Policy | undefined> {
    if (!policy || !("id" in policy)) return undefined;
    const current = await policies.get(policy.id);
    return current.project === id ? current : undefined;
  }

  return [
    route({
      method: "POST",
      path: "/projects",
      summary: "Make a project.",
      status: 201,
      body: z.strictObject({ name: Name, ...optional(settings) }),
      example: { name: "Support desk", policy: "strict", routing: { regions: ["eu"] } },
      answer: ProjectView,
      async handle({ body: { policy, routing, limits, wallet, ...bounds } }) {
        if (typeof policy === "object") checkPolicy(policy);
        const spending = changeSpending({}, { limits, wallet });
        const project = await projects.create({
          account,
          ...bounds,
          ...(typeof policy === "string" && { policy: choiceOf(policy) }),
          ...(routing && { routing: toJson(routing) }),
          ...(spending && { spending }),
        });
        if (typeof policy !== "object") return show(project);
        try {
          return show(await projects.update(project.id, { policy: await store(policy, project) }));
        } catch (error) {
          // Without its policy nobody is to use it.
          await projects.archive(project.id);
          throw error;
        }
      },
    }),
    route({
      method: "GET",
      path: "/projects",
      summary: "All projects, archived ones too.",
      answer: listOf(ProjectView),
      handle: async () => whole((await projects.list({ account })).map(show)),
    }),
    route({
      method: "GET",
      path: "/projects/{id}",
      summary: "One project.",
      params: ById,
      answer: ProjectView,
      handle: async ({ params: { id } }) => show(await projects.get(id)),
    }),
    route({
      method: "PATCH",
      path: "/projects/{id}",
      summary: "Change a project's settings. `null` takes one away.",
      params: ById,
      body: z.strictObject({
        name: Name.exactOptional(),
        policy: settings.policy.nullable().exactOptional(),
        routing: settings.routing.nullable().exactOptional(),
        limits: settings.limits.nullable().exactOptional(),
        wallet: settings.wallet.exactOptional(),
        models: Patterns.nullable().exactOptional(),
        vendors: Vendors.nullable().exactOptional(),
        regions: Patterns.nullable().exactOptional(),
      }),
      example: { limits: [{ usd: { per: "month", max: "25.00" } }] },
      answer: ProjectView,
      async handle({ params: { id }, body: { policy, routing, limits, wallet, ...bounds } }) {
        const project = await projects.get(id);
        const choice = typeof policy === "string" ? choiceOf(policy) : policy && (await store(policy, project));
        const spending = changeSpending(spendingOf(project), { limits, wallet });
        const changed = await projects.update(id, {
          ...bounds,
          ...(choice !== undefined && { policy: choice }),
          ...(routing !== undefined && { routing: routing && toJson(routing) }),
          ...(spending && { spending }),
        });
        return show(changed);
      },
    }),
    route({
      method: "POST",
      path: "/projects/{id}/archive",
      summary: "Close a project for good: its keys are let in no more. Its records stay.",
      params: ById,
      answer: ProjectView,
      handle: async ({ params: { id } }) => show(await projects.archive(id)),
    }),
  ];
}

function optional<Shape extends Record<string, z.ZodType>>(shape: Shape) {
  const entries = Object.entries(shape).map(([name, schema]) => [name, z.exactOptional(schema)]);
  return Object.fromEntries(entries) as { [Name in keyof Shape]: z.ZodExactOptional<Shape[Name]> };
}

function show(project: Project): z.input<typeof ProjectView> {
  const { policy } = project;
  const { limits = [], wallet = "account" } = spendingOf(project);
  return {
    id: project.id,
    object: "project",
    name: project.name,
    policy: policy ? nameOf(policy) : null,
    routing: project.routing ?? null,
    limits: [...limits],
    wallet,
    models: project.models ? [...project.models] : null,
    vendors: project.vendors ? [...project.vendors] : null,
    regions: project.regions ? [...project.regions] : null,
    created_at: new Date(project.createdAt).toISOString(),
    archived_at: isoTime(project.archivedAt),
  };
}

function nameOf(policy: PolicyChoice): string {
  if ("preset" in policy) return policy.preset;
  return policy.version === undefined ? policy.id : `${policy.id}@${policy.version}`;
}
