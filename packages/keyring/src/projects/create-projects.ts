import { randomUUID } from "node:crypto";
import { applyChanges } from "../apply-changes.ts";
import { checkFields, checkId, checkInteger, checkJson, checkList, checkName, checkVendors } from "../check.ts";
import type { Replica } from "../create-replica.ts";
import type { Projects } from "../keyring.ts";
import { invalidArgument, KeyringError } from "../keyring-error.ts";
import type { PolicyChoice } from "../model/policy.ts";
import type { Project, ProjectChanges, ProjectSettings } from "../model/project.ts";
import { belongsTo, checkFilter, DEFAULT_ACCOUNT, liveProject } from "../owner.ts";
import type { PolicyIndex } from "../policies/create-policy-index.ts";

const MAX_SETTING_LENGTH = 65_536;

/** How each setting is checked. */
const SETTINGS: { [Setting in keyof ProjectSettings]-?: (value: unknown) => NonNullable<ProjectSettings[Setting]> } = {
  policy: checkPolicyChoice,
  routing: (value) => checkJson(value, "routing", MAX_SETTING_LENGTH) as NonNullable<ProjectSettings["routing"]>,
  spending: (value) => checkJson(value, "spending", MAX_SETTING_LENGTH) as NonNullable<ProjectSettings["spending"]>,
  models: (value) => checkList(value, "models"),
  vendors: (value) => checkVendors(value),
  regions: (value) => checkList(value, "regions"),
};
const SETTING_NAMES = Object.keys(SETTINGS);

/** The operations on projects. */
export function createProjects(replica: Replica, policies: PolicyIndex, now: () => number): Projects {
  function find(id: string): Project {
    const project = replica.find("project", id);
    if (!project) throw new KeyringError("not_found", `There is no project ${id}.`);
    return project;
  }

  /** A project has policies of its own account, and not those of another project. */
  function assertPolicy({ id: projectId, account, policy: choice }: Project): void {
    if (!choice || !("id" in choice)) return;
    const policy = policies.choose(choice);
    if (policy?.account !== account || (policy.project ?? projectId) !== projectId)
      throw new KeyringError("not_found", `There is no policy ${choice.id} of that version for this project.`);
  }

  const save = (project: Project) => {
    assertPolicy(project);
    const frozen = Object.freeze(project);
    return { changes: [{ kind: "project", id: project.id, body: frozen } as const], result: frozen };
  };

  return {
    async create(project) {
      const { name, account, ...rest } = checkFields(project, "project", ["name", "account", ...SETTING_NAMES]);
      const created: Project = {
        id: `prj_${randomUUID()}`,
        account: checkId(account ?? DEFAULT_ACCOUNT, "account"),
        name: checkName(name),
        ...checkSettings(rest),
        createdAt: now(),
      };
      return replica.change(() => save(created));
    },
    async list(filter = {}) {
      const isWanted = belongsTo(checkFilter(checkFields(filter, "filter", ["account"])));
      await replica.refresh();
      return replica.all("project").filter(isWanted).sort(byAge);
    },
    async get(id) {
      await replica.refresh();
      return find(checkId(id));
    },
    async update(id, changes) {
      checkId(id);
      const { name, ...settings } = checkFields(changes, "changes", ["name", ...SETTING_NAMES]);
      const checked = { ...(name !== undefined && { name: checkName(name) }), ...checkSettings(settings) };
      return replica.change(() => save(applyChanges(liveProject(replica, id, undefined), settings, checked)));
    },
    async archive(id) {
      checkId(id);
      return replica.change(() => {
        const project = find(id);
        if (project.archivedAt !== undefined) return { changes: [], result: project };
        const archived = Object.freeze({ ...project, archivedAt: now() });
        return { changes: [{ kind: "project", id, body: archived }], result: archived };
      });
    },
  };
}

function checkSettings(given: ProjectChanges): ProjectSettings {
  const checked = Object.entries(SETTINGS).flatMap(([name, check]) => {
    const value = given[name as keyof ProjectSettings];
    return value === undefined || value === null ? [] : [[name, check(value)]];
  });
  return Object.fromEntries(checked);
}

function checkPolicyChoice(value: unknown): PolicyChoice {
  const choice = checkFields(value as { preset?: unknown; id?: unknown; version?: unknown }, "policy", [
    "preset",
    "id",
    "version",
  ]);
  if (choice.preset !== undefined && choice.id === undefined && choice.version === undefined)
    return Object.freeze({ preset: checkId(choice.preset, "policy.preset") });
  if (choice.preset !== undefined || choice.id === undefined)
    throw invalidArgument("policy", "`policy` must be { preset } or { id, version }, where `version` may be left out.");
  return Object.freeze({
    id: checkId(choice.id, "policy.id"),
    ...(choice.version !== undefined && {
      version: checkInteger(choice.version, "policy.version", [1, Number.MAX_SAFE_INTEGER]),
    }),
  });
}

function byAge(left: Project, right: Project): number {
  return left.createdAt - right.createdAt || left.id.localeCompare(right.id);
}
