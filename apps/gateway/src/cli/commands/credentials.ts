import { text as readAll } from "node:stream/consumers";
import { type Command, command, type Surroundings, UsageError } from "../command.ts";
import { given, segment } from "../option-values.ts";
import { table } from "../table.ts";

interface Credential {
  id: string;
  vendor: string;
  project: string | null;
  kind: string;
  hint: string | null;
  created_at: string;
}

const HOW = "Pipe it in: hub credentials set openai < key.txt; or name a variable that holds it: --env OPENAI_API_KEY.";

/** Reads the secret. It is never an argument: those show in lists of processes and in shells' histories. */
async function readSecret(variable: string | undefined, { environment, stdin }: Surroundings): Promise<string> {
  if (variable === undefined && stdin.isTTY) throw new UsageError(`The secret comes from standard input. ${HOW}`);
  const secret = (variable === undefined ? await readAll(stdin) : environment[variable])?.trim();
  if (secret) return secret;
  throw new UsageError(variable === undefined ? `Standard input is empty. ${HOW}` : `${variable} is not set. ${HOW}`);
}

/** A key as it is, or JSON: a service account's key file, or the fields of the admin API. */
function toBody(secret: string): object {
  if (!secret.startsWith("{")) return { api_key: secret };
  let value: object;
  try {
    value = JSON.parse(secret);
  } catch {
    throw new UsageError("The secret begins like JSON, but is none. Send the file as it is.");
  }
  return "private_key" in value ? { service_account: value } : value;
}

export const CREDENTIAL_COMMANDS: readonly Command[] = [
  command({
    name: "credentials set",
    summary: "Store a vendor's credential, in place of the former one.",
    operands: ["vendor"],
    options: {
      project: { type: "string", value: "<id>", help: "for this project alone" },
      env: { type: "string", value: "<name>", help: "the variable that holds the secret, in place of standard input" },
      validate: { type: "boolean", help: "ask the vendor first whether it takes it" },
    },
    notes: `The secret is a key, a service account's key file, or JSON:
  {"access_key_id": "…", "secret_access_key": "…"}`,
    async run({ operands: { vendor }, options: { project, env, validate } }, around) {
      const body = { ...toBody(await readSecret(env, around)), ...given({ project, validate }) };
      const answer = await around.admin.send<Credential>("PUT", `/credentials/${segment(vendor)}`, body);
      return { json: answer, text: `${answer.id}: ${answer.vendor}'s ${answer.kind} is stored.` };
    },
  }),
  command({
    name: "credentials list",
    summary: "List the stored credentials, without their secrets.",
    options: { project: { type: "string", value: "<id>", help: "only those of this project" } },
    async run({ options }, { admin }) {
      const { data } = await admin.get<{ data: Credential[] }>("/credentials", options);
      const rows = data.map(({ id, vendor, project, kind, hint, created_at }) => [
        id,
        vendor,
        project,
        kind,
        hint,
        created_at,
      ]);
      const headings = ["ID", "VENDOR", "PROJECT", "KIND", "ENDS IN", "SET"];
      return { json: data, text: table(headings, rows, "No credentials are stored.") };
    },
  }),
  command({
    name: "credentials delete",
    summary: "Forget a credential.",
    operands: ["id"],
    async run({ operands: { id } }, { admin }) {
      const answer = await admin.send<Credential>("DELETE", `/credentials/${segment(id)}`);
      return { json: answer, text: `${answer.id} (${answer.vendor}) is deleted.` };
    },
  }),
];
