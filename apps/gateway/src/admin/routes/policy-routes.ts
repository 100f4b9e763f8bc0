import type { Policy } from "@hub/keyring";
import { z } from "zod";
import { checkPolicy } from "../check-policy.ts";
import { ById, Id, listOf, Name, toJson, whole } from "../common-schemas.ts";
import type { AdminParts } from "../ports.ts";
import { type Route, route } from "../route.ts";

const PolicyView = z.object({
  id: z.string(),
  object: z.literal("policy"),
  version: z.int(),
  ref: z.string().describe("As audit records name it."),
  name: z.string(),
  project: z.string().nullable(),
  policy: z.unknown(),
  created_at: z.string(),
});

/** Policies: what becomes of personal data, secrets and injections. */
export function policyRoutes({ account, keyring: { policies } }: Pick<AdminParts, "account" | "keyring">): Route[] {
  return [
    route({
      method: "POST",
      path: "/policies",
      summary: "Store a policy; with `id`, as the next version of that one. Former versions stay as they were.",
      status: 201,
      body: z.strictObject({
        policy: z.record(z.string(), z.unknown()),
        id: Id.exactOptional(),
        name: Name.exactOptional(),
        project: Id.exactOptional(),
      }),
      example: { name: "Strict, but names", policy: { preset: "strict", names: false } },
      answer: PolicyView,
      async handle({ body: { policy, ...of } }) {
        checkPolicy(policy);
        // The account of a policy that is there already stays what it is.
        const base = of.id === undefined ? { account, name: "policy" } : {};
        return show(await policies.save({ ...base, ...of, document: toJson(policy) }));
      },
    }),
    route({
      method: "GET",
      path: "/policies",
      summary: "The newest version of each policy.",
      query: z.strictObject({ project: Id.exactOptional() }),
      answer: listOf(PolicyView),
      handle: async ({ query }) => whole((await policies.list({ account, ...query })).map(show)),
    }),
    route({
      method: "GET",
      path: "/policies/{id}",
      summary: "One policy, in its newest version or another.",
      params: ById,
      query: z.strictObject({ version: z.coerce.number().int().min(1).exactOptional() }),
      answer: PolicyView,
      handle: async ({ params: { id }, query: { version } }) => show(await policies.get(id, version)),
    }),
    route({
      method: "GET",
      path: "/policies/{id}/versions",
      summary: "All versions of a policy, the newest first.",
      params: ById,
      answer: listOf(PolicyView),
      handle: async ({ params: { id } }) => whole((await policies.list({ account, id })).map(show)),
    }),
  ];
}

function show({ id, version, ref, name, project, document, createdAt }: Policy): z.input<typeof PolicyView> {
  return {
    id,
    object: "policy",
    version,
    ref,
    name,
    project: project ?? null,
    policy: document,
    created_at: new Date(createdAt).toISOString(),
  };
}
