import { InvalidInputError } from "../../core/errors.ts";
import type { SecurityGroupInput } from "../../../generated/saagie/platform.ts";
import { noSuchChoice } from "../../core/lookup/choose.ts";

/** A right in a project, from least to most. */
export type ProjectRoleName = "Viewer" | "Editor" | "Manager";

const ROLES: Readonly<Record<string, NonNullable<SecurityGroupInput["role"]>>> = {
  viewer: "ROLE_PROJECT_VIEWER",
  editor: "ROLE_PROJECT_EDITOR",
  manager: "ROLE_PROJECT_MANAGER",
};

/** A group and what its members may do in a project. */
export interface GroupRole {
  /** The group's name. */
  readonly group: string;
  /** In any letter case; the platform's own spelling (`ROLE_PROJECT_VIEWER`) is fine too. */
  readonly role: ProjectRoleName | Lowercase<ProjectRoleName> | Uppercase<ProjectRoleName> | (string & {});
}

/**
 * Turns groups and roles into the platform's input.
 *
 * @throws {@link InvalidInputError} for an unknown role, an empty group name, or a group named twice.
 */
export function toAuthorizedGroups(groups: readonly GroupRole[]): readonly SecurityGroupInput[] {
  const seen = new Set<string>();
  return groups.map(({ group, role }) => {
    if (group === "") throw new InvalidInputError("A group has no name.");
    if (seen.has(group)) throw new InvalidInputError(`The group "${group}" is named twice.`);
    seen.add(group);
    const name = ROLES[role.toLowerCase().replace(/^role_project_/u, "")];
    if (name === undefined) throw noSuchChoice(["Viewer", "Editor", "Manager"], role, "project role");
    return { name: group, role: name };
  });
}
