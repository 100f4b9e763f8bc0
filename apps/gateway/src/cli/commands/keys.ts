import { BOUND_OPTIONS, boundsOf } from "../bounds.ts";
import { type Command, command } from "../command.ts";
import { given, momentOf, segment } from "../option-values.ts";
import { table } from "../table.ts";

interface Key {
  id: string;
  name: string;
  project: string | null;
  hint: string | null;
  status: string;
  expires_at: string | null;
  last_used_at: string | null;
}
type IssuedKey = Key & { key: string };

const issued = (answer: IssuedKey, remark: string) => ({
  json: answer,
  text: `${answer.key}\n\n${answer.id} (${answer.name}). ${remark}`,
});

export const KEY_COMMANDS: readonly Command[] = [
  command({
    name: "keys create",
    summary: "Make a hub key. It is shown this once.",
    operands: ["name"],
    options: {
      project: { type: "string", value: "<id>", help: "a key of this project alone" },
      expires: { type: "string", value: "<time>", help: "the end of it: 2027-01-31, or 90d from now" },
      ...BOUND_OPTIONS,
    },
    async run({ operands: { name }, options: { project, expires, ...bounds } }, { admin }) {
      const body = given({
        name,
        project,
        expires_at: expires === undefined ? undefined : momentOf(expires, Date.now()),
        ...boundsOf(bounds),
      });
      const answer = await admin.send<IssuedKey>("POST", "/keys", body);
      return issued(answer, "Keep the key now: only its hash is stored.");
    },
  }),
  command({
    name: "keys list",
    summary: "List the hub keys, without the keys themselves.",
    options: { project: { type: "string", value: "<id>", help: "only those of this project" } },
    async run({ options }, { admin }) {
      const { data } = await admin.get<{ data: Key[] }>("/keys", options);
      const rows = data.map((key) => [
        key.id,
        key.name,
        key.hint,
        key.project,
        key.status,
        key.expires_at,
        key.last_used_at,
      ]);
      const headings = ["ID", "NAME", "KEY", "PROJECT", "STATUS", "EXPIRES", "LAST USED"];
      return { json: data, text: table(headings, rows, "There are no keys. Make one with `hub keys create <name>`.") };
    },
  }),
  command({
    name: "keys revoke",
    summary: "Let a key in no more, at once and for good.",
    operands: ["id"],
    async run({ operands: { id } }, { admin }) {
      const answer = await admin.send<Key>("DELETE", `/keys/${segment(id)}`);
      return { json: answer, text: `${answer.id} (${answer.name}) is revoked.` };
    },
  }),
  command({
    name: "keys rotate",
    summary: "Give a key a new secret. It is shown this once.",
    operands: ["id"],
    options: {
      overlap: { type: "string", value: "<seconds>", help: "how long the former one stays good (default a day)" },
    },
    async run({ operands: { id }, options: { overlap } }, { admin }) {
      const body = overlap === undefined ? {} : { overlap_seconds: Number(overlap) };
      const answer = await admin.send<IssuedKey>("POST", `/keys/${segment(id)}/rotate`, body);
      return issued(answer, "Keep the key now: only its hash is stored. The former one stays good for a while.");
    },
  }),
];
