import { checkFields, checkId } from "./check.ts";
import type { Replica } from "./create-replica.ts";
import type { OwnerFilter } from "./keyring.ts";
import { KeyringError } from "./keyring-error.ts";
import type { Project } from "./model/project.ts";

/** The account of those who name none. */
export const DEFAULT_ACCOUNT = "default";

/** Checks whose things are wanted. @throws KeyringError `invalid_argument` */
export function checkFilter(filter: OwnerFilter): OwnerFilter {
  const { account, project } = checkFields(filter, "filter", ["account", "project"]);
  if (account !== undefined) checkId(account, "account");
  if (project !== undefined) checkId(project, "project");
  return filter;
}

/** Whether something is among what a filter wants. */
export function belongsTo({ account, project }: OwnerFilter) {
  return (owned: { readonly account: string; readonly project?: string }): boolean =>
    (account === undefined || owned.account === account) && (project === undefined || owned.project === project);
}

/**
 * A project that something may be added to.
 *
 * @param account the account that it has to be in, if the caller says so
 * @throws KeyringError `not_found`, `conflict` where it is archived
 */
export function liveProject(replica: Replica, id: string, account: string | undefined): Project {
  const project = replica.find("project", id);
  // Of another account is as good as not there: nobody is to learn what others have.
  if (!project || (account ?? project.account) !== project.account)
    throw new KeyringError("not_found", `There is no project ${id}${account === undefined ? "" : " in this account"}.`);
  if (project.archivedAt !== undefined) throw new KeyringError("conflict", `The project ${id} is archived.`);
  return project;
}
