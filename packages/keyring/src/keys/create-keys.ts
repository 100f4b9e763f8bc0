import { randomUUID } from "node:crypto";
import { applyChanges } from "../apply-changes.ts";
import {
  checkFields,
  checkFuture,
  checkId,
  checkInteger,
  checkJson,
  checkList,
  checkName,
  checkTime,
  checkVendors,
} from "../check.ts";
import type { Plan, Replica } from "../create-replica.ts";
import type { Keys } from "../keyring.ts";
import { invalidArgument, KeyringError } from "../keyring-error.ts";
import type { HubKey, HubKeyChanges, KeyBounds, NewHubKey } from "../model/hub-key.ts";
import { belongsTo, checkFilter, DEFAULT_ACCOUNT, liveProject } from "../owner.ts";
import type { KeyRecord, KeySecret } from "../records.ts";
import { createHubKeySecret, hintOf, KEY_PREFIXES } from "../secrets/hub-key-secret.ts";
import { BOOTSTRAP_ID, type KeyIndex } from "./create-key-index.ts";
import { keyView } from "./key-view.ts";
import type { LastUses } from "./last-uses.ts";

const NEW_FIELDS = ["name", "account", "project", "expiresAt", "models", "vendors", "limits"];
const CHANGEABLE = ["name", "models", "vendors", "limits", "expiresAt", "disabled"] as const;
const MAX_LIMITS_LENGTH = 65_536;
const DEFAULT_OVERLAP_MS = 86_400_000;
const MAX_OVERLAP_MS = 90 * 86_400_000;
const MAX_SECRETS = 8;

export interface KeysOptions {
  index: KeyIndex;
  lastUses: LastUses;
  now: () => number;
  /** When the bootstrap key was given; `undefined` without one. */
  bootstrapSince: number | undefined;
}

/** The operations on keys. */
export function createKeys(replica: Replica, { index, lastUses, now, bootstrapSince }: KeysOptions): Keys {
  const bootstrap: KeyRecord | undefined =
    bootstrapSince === undefined
      ? undefined
      : {
          id: BOOTSTRAP_ID,
          name: BOOTSTRAP_ID,
          account: DEFAULT_ACCOUNT,
          createdAt: bootstrapSince,
          disabled: false,
          secrets: [],
        };

  const view = (key: KeyRecord, uses?: ReadonlyMap<string, number>): HubKey =>
    keyView(key, { lastUsedAt: uses?.get(key.id), now: now() });
  /** Changes a key. What is read for the answer is read before, so that no change is made whose answer is lost. */
  async function change(id: string, plan: () => Plan<KeyRecord>): Promise<HubKey> {
    const uses = await lastUses.read(id);
    return view(await replica.change(plan), uses);
  }
  function find(id: string): KeyRecord {
    const key = replica.find("key", id) ?? (id === bootstrap?.id ? bootstrap : undefined);
    if (!key) throw new KeyringError("not_found", `There is no key ${id}.`);
    return key;
  }
  function findChangeable(id: string): KeyRecord {
    const key = find(id);
    if (key === bootstrap)
      throw new KeyringError("conflict", "The bootstrap key is changed where it is configured, not here.");
    return key;
  }
  function findLive(id: string): KeyRecord {
    const key = findChangeable(id);
    if (key.revokedAt !== undefined) throw new KeyringError("conflict", `The key ${id} has been revoked.`);
    return key;
  }

  /** A record of what a new key says. */
  function recordOf(key: NewHubKey, own: { id: string; createdAt: number; secret: KeySecret }): KeyRecord {
    const { account, project, name, expiresAt } = key;
    const owner = project === undefined ? undefined : liveProject(replica, checkId(project, "project"), account);
    return {
      id: own.id,
      name: checkName(name),
      account: owner?.account ?? checkId(account ?? DEFAULT_ACCOUNT, "account"),
      ...(owner && { project: owner.id }),
      ...checkBounds(key),
      createdAt: own.createdAt,
      ...(expiresAt !== undefined && { expiresAt: checkTime(expiresAt, "expiresAt") }),
      disabled: false,
      secrets: [own.secret],
    };
  }
  function newSecret(prefix: string): { text: string; record: KeySecret } {
    const text = createHubKeySecret(prefix);
    return { text, record: { hash: index.hashOf(text), hint: hintOf(text) } };
  }
  const prefixOf = ({ project }: { readonly project?: string | undefined }) =>
    project === undefined ? KEY_PREFIXES.account : KEY_PREFIXES.project;
  const save = (key: KeyRecord) => ({ changes: [{ kind: "key", id: key.id, body: key } as const], result: key });

  return {
    async create(key) {
      checkFields(key, "key", NEW_FIELDS);
      if (key.expiresAt !== undefined) checkFuture(key.expiresAt, "expiresAt", now());
      const { text, record: secret } = newSecret(prefixOf(key));
      const own = { id: `key_${randomUUID()}`, createdAt: now(), secret };
      return { key: await change(own.id, () => save(recordOf(key, own))), secret: text };
    },
    async import(key) {
      const { id, sha256, createdAt } = checkFields(key, "key", [...NEW_FIELDS, "id", "sha256", "createdAt"]);
      checkId(id);
      if (typeof sha256 !== "string" || !/^[0-9a-f]{64}$/i.test(sha256))
        throw invalidArgument("sha256", "`sha256` must be 64 hexadecimal digits.");
      const hash = index.hashOfSha256(sha256.toLowerCase());
      const own = {
        id,
        createdAt: createdAt === undefined ? now() : checkTime(createdAt, "createdAt"),
        secret: { hash },
      };
      return change(id, () => {
        const present = replica.find("key", id);
        if (present?.secrets.some((secret) => secret.hash === hash)) return { changes: [], result: present };
        if (present || id === BOOTSTRAP_ID || index.findBySha256(sha256.toLowerCase()))
          throw new KeyringError("already_exists", `Another key has the id ${id} or this secret.`);
        return save(recordOf(key, own));
      });
    },
    async list(filter = {}) {
      const isWanted = belongsTo(checkFilter(filter));
      await replica.refresh();
      const uses = await lastUses.read();
      return [...replica.all("key"), ...(bootstrap ? [bootstrap] : [])]
        .filter(isWanted)
        .sort((left, right) => left.createdAt - right.createdAt || left.id.localeCompare(right.id))
        .map((key) => view(key, uses));
    },
    async get(id) {
      checkId(id);
      await replica.refresh();
      return view(find(id), await lastUses.read(id));
    },
    async update(id, changes) {
      checkId(id);
      // A copy: what has been checked must not change before it is applied.
      const asked = { ...checkFields(changes, "changes", CHANGEABLE) };
      const checked = checkChanges(asked, now());
      return change(id, () => save(applyChanges(findLive(id), asked, checked)));
    },
    async revoke(id) {
      checkId(id);
      return change(id, () => {
        const key = findChangeable(id);
        return key.revokedAt === undefined ? save({ ...key, revokedAt: now() }) : { changes: [], result: key };
      });
    },
    async rotate(id, options = {}) {
      checkId(id);
      const { overlapMs = DEFAULT_OVERLAP_MS } = checkFields(options, "options", ["overlapMs"]);
      checkInteger(overlapMs, "overlapMs", [0, MAX_OVERLAP_MS]);
      let text = "";
      const key = await change(id, () => {
        const present = findLive(id);
        const secret = newSecret(prefixOf(present));
        text = secret.text;
        return save({ ...present, secrets: [secret.record, ...overlapping(present, now(), overlapMs)] });
      });
      return { key, secret: text };
    },
  };
}

/** The secrets that stay valid beside a new one. None outlives the overlap, also not one of an earlier rotation. */
function overlapping({ id, secrets }: KeyRecord, now: number, overlapMs: number): KeySecret[] {
  const remaining = secrets.filter(({ until }) => overlapMs > 0 && (until === undefined || until > now));
  if (remaining.length >= MAX_SECRETS)
    throw new KeyringError(
      "conflict",
      `The key ${id} has ${MAX_SECRETS} valid secrets already. Wait for one to end, or rotate with \`overlapMs: 0\`.`,
    );
  const end = now + overlapMs;
  return remaining.map((secret) => ({ ...secret, until: Math.min(secret.until ?? end, end) }));
}

function checkBounds({ models, vendors, limits }: { [Bound in keyof KeyBounds]?: KeyBounds[Bound] | null }): KeyBounds {
  return {
    ...(models !== undefined && models !== null && { models: checkList(models, "models") }),
    ...(vendors !== undefined && vendors !== null && { vendors: checkVendors(vendors) }),
    ...(limits !== undefined && limits !== null && { limits: checkJson(limits, "limits", MAX_LIMITS_LENGTH) }),
  };
}

/** The fields that get a new value; those that are `null` go. */
function checkChanges(changes: HubKeyChanges, now: number): Partial<KeyRecord> {
  const { name, expiresAt, disabled } = changes;
  if (disabled !== undefined && typeof disabled !== "boolean")
    throw invalidArgument("disabled", "`disabled` must be true or false.");
  return {
    ...(name !== undefined && { name: checkName(name) }),
    ...checkBounds(changes),
    ...(expiresAt !== undefined && expiresAt !== null && { expiresAt: checkFuture(expiresAt, "expiresAt", now) }),
    ...(disabled !== undefined && { disabled }),
  };
}
