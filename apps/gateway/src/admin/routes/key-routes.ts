import type { HubKey, IssuedHubKey } from "@hub/keyring";
import { HubError } from "@hub/protocol";
import { z } from "zod";
import { ById, Id, Instant, isoTime, listOf, Name, Patterns, Vendors, whole } from "../common-schemas.ts";
import { limitsOf, writeLimits } from "../limits.ts";
import type { AdminParts } from "../ports.ts";
import { type Route, route } from "../route.ts";

/** How long a rotated key's former secret stays good, unless it is said: a day, in seconds. */
const DEFAULT_OVERLAP = 86_400;
const MAX_OVERLAP = 30 * 86_400;

const Limits = limitsOf("key").transform(writeLimits);

const KeyView = z.object({
  id: z.string(),
  object: z.literal("hub_key"),
  name: z.string(),
  project: z.string().nullable(),
  hint: z.string().nullable().describe("How the key begins and ends."),
  status: z.enum(["active", "disabled", "expired", "revoked"]),
  models: z.array(z.string()).nullable().describe("`null`: all."),
  vendors: z.array(z.string()).nullable().describe("`null`: all."),
  limits: z.array(z.unknown()),
  created_at: z.string(),
  expires_at: z.string().nullable(),
  revoked_at: z.string().nullable(),
  last_used_at: z.string().nullable(),
  overlaps_until: z.array(z.string()).describe("Until when former secrets stay good."),
});
const IssuedView = KeyView.extend({ key: z.string().describe("The key itself. It is shown this once.") });

/** Hub keys. */
export function keyRoutes(
  { account, keyring: { keys } }: Pick<AdminParts, "account" | "keyring">,
  now: () => number,
): Route[] {
  const show = (key: HubKey): z.input<typeof KeyView> => ({
    id: key.id,
    object: "hub_key",
    name: key.name,
    project: key.project ?? null,
    hint: key.hint ?? null,
    status: statusOf(key, now()),
    models: key.models ? [...key.models] : null,
    vendors: key.vendors ? [...key.vendors] : null,
    limits: Array.isArray(key.limits) ? key.limits : [],
    created_at: new Date(key.createdAt).toISOString(),
    expires_at: isoTime(key.expiresAt),
    revoked_at: isoTime(key.revokedAt),
    last_used_at: isoTime(key.lastUsedAt),
    overlaps_until: key.overlaps.map(({ until }) => new Date(until).toISOString()),
  });
  /** @throws HubError `invalid_value` */
  function expiryOf<At extends number | null>(at: At | undefined): { expiresAt?: At } {
    if (at === undefined) return {};
    if (at === null || at > now()) return { expiresAt: at };
    throw new HubError("invalid_value", "'expires_at' has passed already.", { param: "expires_at" });
  }
  const showIssued = ({ key, secret }: IssuedHubKey) => ({ ...show(key), key: secret });

  return [
    route({
      method: "POST",
      path: "/keys",
      summary: "Make a key. The answer is the only one that holds it.",
      status: 201,
      body: z.strictObject({
        name: Name,
        project: Id.exactOptional(),
        expires_at: Instant.exactOptional(),
        models: Patterns.exactOptional(),
        vendors: Vendors.exactOptional(),
        limits: Limits.exactOptional(),
      }),
      example: { name: "ci", models: ["oah/*"], limits: [{ requests: { per: "minute", max: 60 } }] },
      answer: IssuedView,
      handle: async ({ body: { expires_at, ...settings } }) =>
        showIssued(await keys.create({ account, ...settings, ...expiryOf(expires_at) })),
    }),
    route({
      method: "GET",
      path: "/keys",
      summary: "All keys, or those of one project.",
      query: z.strictObject({ project: Id.exactOptional() }),
      answer: listOf(KeyView),
      handle: async ({ query }) => whole((await keys.list({ account, ...query })).map(show)),
    }),
    route({
      method: "GET",
      path: "/keys/{id}",
      summary: "One key.",
      params: ById,
      answer: KeyView,
      handle: async ({ params: { id } }) => show(await keys.get(id)),
    }),
    route({
      method: "PATCH",
      path: "/keys/{id}",
      summary: "Change a key's settings. `null` takes one away.",
      params: ById,
      body: z.strictObject({
        name: Name.exactOptional(),
        disabled: z.boolean().exactOptional(),
        expires_at: Instant.nullable().exactOptional(),
        models: Patterns.nullable().exactOptional(),
        vendors: Vendors.nullable().exactOptional(),
        limits: Limits.nullable().exactOptional(),
      }),
      example: { name: "ci, restricted", models: ["openai/*"] },
      answer: KeyView,
      handle: async ({ params: { id }, body: { expires_at, ...changes } }) =>
        show(await keys.update(id, { ...changes, ...expiryOf(expires_at) })),
    }),
    route({
      method: "POST",
      path: "/keys/{id}/rotate",
      summary: "Give a key a new secret. The former one stays good for a while.",
      params: ById,
      body: z.strictObject({ overlap_seconds: z.int().min(0).max(MAX_OVERLAP).default(DEFAULT_OVERLAP) }),
      example: { overlap_seconds: 3_600 },
      answer: IssuedView,
      handle: async ({ params: { id }, body }) =>
        showIssued(await keys.rotate(id, { overlapMs: body.overlap_seconds * 1_000 })),
    }),
    route({
      method: "DELETE",
      path: "/keys/{id}",
      summary: "Revoke a key, on every instance and for good.",
      params: ById,
      answer: KeyView,
      handle: async ({ params: { id } }) => show(await keys.revoke(id)),
    }),
  ];
}

function statusOf({ revokedAt, disabled, expiresAt }: HubKey, now: number): z.input<typeof KeyView>["status"] {
  if (revokedAt !== undefined) return "revoked";
  if (disabled) return "disabled";
  return expiresAt !== undefined && expiresAt <= now ? "expired" : "active";
}
