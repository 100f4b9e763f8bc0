import type { StoredCredential, VendorCredential } from "@hub/keyring";
import { HubError } from "@hub/protocol";
import { z } from "zod";
import { VENDOR_IDS } from "../../vendors.ts";
import { ById, Id, listOf, whole } from "../common-schemas.ts";
import type { AdminParts } from "../ports.ts";
import { type Route, route } from "../route.ts";

/** What can be sent in a header. */
const Secret = z
  .string()
  .trim()
  .max(16_384)
  .regex(/^[\x21-\x7e]+$/, "expected visible ASCII without spaces");

/** The four ways in which vendors know who pays. */
const fields = {
  api_key: Secret.exactOptional(),
  access_token: Secret.exactOptional(),
  access_key_id: Secret.exactOptional(),
  secret_access_key: Secret.exactOptional(),
  session_token: Secret.exactOptional(),
  service_account: z
    .object({
      client_email: z.string().min(1),
      private_key: z.string().min(1),
      private_key_id: z.string().exactOptional(),
      project_id: z.string().exactOptional(),
      token_uri: z.url().exactOptional(),
    })
    .exactOptional()
    .describe("The contents of a service account's key file."),
};
const Fields = z.object(fields);

const CredentialView = z.object({
  id: z.string(),
  object: z.literal("credential"),
  vendor: z.string(),
  project: z.string().nullable(),
  kind: z.string(),
  hint: z.string().nullable().describe("The last characters of a key."),
  created_at: z.string(),
});

/** Vendors' credentials of the account and of projects. No answer holds a secret. */
export function credentialRoutes({
  account,
  keyring: { credentials },
  validateCredential,
}: Pick<AdminParts, "account" | "keyring" | "validateCredential">): Route[] {
  async function validate(vendor: string, credential: VendorCredential): Promise<void> {
    if (validateCredential) return validateCredential(vendor, credential);
    throw new HubError("invalid_value", "This gateway cannot ask vendors. Leave `validate` out.", {
      param: "validate",
    });
  }

  return [
    route({
      method: "PUT",
      path: "/credentials/{vendor}",
      summary: "Store a vendor's credential, in place of the former one.",
      params: z.strictObject({ vendor: z.enum(VENDOR_IDS) }),
      body: z.strictObject({
        ...fields,
        project: Id.exactOptional(),
        validate: z.boolean().default(false).describe("Ask the vendor first whether it takes the credential."),
      }),
      example: { api_key: "sk-example" },
      answer: CredentialView,
      async handle({ params: { vendor }, body: { project, validate: isToBeValidated, ...given } }) {
        const credential = credentialOf(given);
        if (isToBeValidated) await validate(vendor, credential);
        return show(await credentials.set({ account, vendor, credential, ...(project && { project }) }));
      },
    }),
    route({
      method: "GET",
      path: "/credentials",
      summary: "Which credentials there are.",
      query: z.strictObject({ project: Id.exactOptional(), vendor: z.enum(VENDOR_IDS).exactOptional() }),
      answer: listOf(CredentialView),
      handle: async ({ query }) => whole((await credentials.list({ account, ...query })).map(show)),
    }),
    route({
      method: "DELETE",
      path: "/credentials/{id}",
      summary: "Forget a credential.",
      params: ById,
      answer: CredentialView,
      handle: async ({ params: { id } }) => show(await credentials.delete(id)),
    }),
  ];
}

/** The credential, where the fields are those of exactly one kind. @throws HubError `invalid_value` */
function credentialOf(given: z.output<typeof Fields>): VendorCredential {
  const { api_key, access_token, access_key_id, secret_access_key, session_token, service_account } = given;
  const count = Object.keys(given).length;
  if (access_key_id && secret_access_key && count === (session_token ? 3 : 2)) {
    const pair = { accessKeyId: access_key_id, secretAccessKey: secret_access_key };
    return session_token ? { ...pair, sessionToken: session_token } : pair;
  }
  if (api_key && count === 1) return { apiKey: api_key };
  if (access_token && count === 1) return { accessToken: access_token };
  if (service_account && count === 1) return { serviceAccount: service_account };
  const kinds = "`api_key`; `access_key_id` and `secret_access_key`; `service_account`; `access_token`";
  throw new HubError("invalid_value", `Give a credential of one kind: ${kinds}.`);
}

function show({ id, vendor, project, kind, hint, createdAt }: StoredCredential): z.input<typeof CredentialView> {
  return {
    id,
    object: "credential",
    vendor,
    project: project ?? null,
    kind,
    hint: hint ?? null,
    created_at: new Date(createdAt).toISOString(),
  };
}
