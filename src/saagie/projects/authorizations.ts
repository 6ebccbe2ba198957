import { ProtocolError } from "../../core/errors.ts";
import { groupsOperations, type GroupsPermissionsResult } from "../../../generated/saagie/methods.ts";

/** What a group, or a user, may do on projects. */
export interface ProjectAuthorizations {
  /** The group's name, or the user's login. */
  readonly name: string;
  /** Platforms answer about all groups, or, older ones, about the user who asks. */
  readonly kind: "group" | "user";
  readonly roles: readonly string[];
  readonly authorizations: GroupsPermissionsResult["authorizations"];
}

/**
 * Reads the two shapes that are known of the answer into one.
 *
 * @throws {@link ProtocolError} for a third one.
 */
export function toAuthorizations(answer: unknown): readonly ProjectAuthorizations[] {
  return Array.isArray(answer) ? answer.map(ofGroup) : [ofUser(answer)];
}

function ofGroup(answer: unknown): ProjectAuthorizations {
  const { name, role } = membersOf(answer);
  if (typeof name !== "string") throw unreadable();
  const roles = typeof role === "string" ? [role] : [];
  return { name, kind: "group", roles, authorizations: authorizationsOf(answer) };
}

function ofUser(answer: unknown): ProjectAuthorizations {
  const { login, roles } = membersOf(answer);
  if (typeof login !== "string") throw unreadable();
  const texts = Array.isArray(roles) ? roles.filter((role) => typeof role === "string") : [];
  return { name: login, kind: "user", roles: texts, authorizations: authorizationsOf(answer) };
}

function authorizationsOf(answer: unknown): ProjectAuthorizations["authorizations"] {
  const { authorizations } = membersOf(answer);
  if (!Array.isArray(authorizations)) throw unreadable();
  return authorizations as ProjectAuthorizations["authorizations"];
}

function membersOf(answer: unknown): Readonly<Record<string, unknown>> {
  if (typeof answer === "object" && answer !== null) return { ...answer };
  throw unreadable();
}

function unreadable(): ProtocolError {
  return new ProtocolError("The platform answers about permissions in a form that is not known.", {
    platform: "saagie",
    operation: groupsOperations.projectAuthorizations.name,
  });
}
